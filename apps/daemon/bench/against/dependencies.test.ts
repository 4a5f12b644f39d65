import { expect, test } from "vitest";
import { changedDependencies, type Lock } from "./dependencies.ts";

const lock = (packages: Lock["packages"]): Lock => ({ packages });

test("the dependencies are the same when each production package has the version that is installed", () => {
	const before = lock({ "": { version: "0.1.0" }, "node_modules/zod": { version: "4.6.7" }, "packages/core": { version: "0.1.0" } });
	const now = lock({ "": { version: "0.2.0" }, "node_modules/zod": { version: "4.6.7" }, "node_modules/added": { version: "1.0.0" } });
	expect(changedDependencies(before, now)).toEqual([]);
});

test("another version, a package that is gone and one in another place are changes", () => {
	const before = lock({
		"node_modules/zod": { version: "4.6.7" },
		"node_modules/@a/gone": { version: "1.0.0" },
		"apps/daemon/node_modules/nested": { version: "2.0.0" },
	});
	const now = lock({ "node_modules/zod": { version: "4.6.8" }, "node_modules/nested": { version: "2.0.0" } });
	expect(changedDependencies(before, now)).toEqual(["zod 4.6.7", "@a/gone 1.0.0", "nested 2.0.0"]);
});

test("what is for development alone does not matter", () => {
	expect(changedDependencies(lock({ "node_modules/tool": { version: "1.0.0", dev: true } }), lock({}))).toEqual([]);
});
