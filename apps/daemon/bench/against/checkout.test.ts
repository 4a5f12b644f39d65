import { execFileSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CannotMeasure } from "./cannot-measure.ts";
import { checkout } from "./checkout.ts";
import { THIS_VERSION } from "./version.ts";

const hasHistory = existsSync(join(THIS_VERSION.root, ".git"));
const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: THIS_VERSION.root, encoding: "utf8" });
/** The dependencies of HEAD would have to be fetched. */
const hasOtherLock = hasHistory && git("status", "--porcelain", "package-lock.json") !== "";

describe.skipIf(!hasHistory)("a commit in a directory of its own", () => {
	test.skipIf(hasOtherLock)(
		"its packages are its own, its other dependencies those installed here, and it is removed with the scope",
		() => {
			let root: string;
			{
				using version = checkout("HEAD");
				root = version.root;
				const resolved = (specifier: string) =>
					execFileSync(process.execPath, ["-p", `require.resolve(${JSON.stringify(specifier)})`], {
						cwd: join(root, "apps", "daemon"),
						encoding: "utf8",
					}).trim();
				expect(resolved("@orderdeck/core/domain/stock")).toBe(join(realpathSync(root), "packages/core/src/domain/stock.ts"));
				expect(resolved("zod")).toContain(realpathSync(join(THIS_VERSION.root, "node_modules", "zod")));
				expect(version.commit).toMatch(/^[0-9a-f]{40}/);
			}
			expect(existsSync(root)).toBe(false);
		},
	);

	test.each(["no-such-commit", "", "--all", "HEAD:package.json"])("%j is no commit and refused", (name) => {
		expect(() => checkout(name)).toThrow(CannotMeasure);
		expect(() => checkout(name)).toThrow(`there is no commit ${name} in this repository`);
	});
});
