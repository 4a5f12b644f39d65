import { describe, expect, it } from "vitest";
import { versionWords } from "./console-version.ts";

describe("the words for versions", () => {
	it("is nothing while console and daemon are of one", () => {
		expect(versionWords("1.4.0", true, "1.4.0")).toBeUndefined();
	});

	it("names both, and which one is behind", () => {
		expect(versionWords("1.10.0", true, "1.9.3")).toMatch(/^The daemon is v1\.10\.0, newer than this page \(v1\.9\.3\)\./);
		expect(versionWords("1.9.3", false, "1.10.0")).toMatch(/^The daemon is v1\.9\.3, older than this app \(v1\.10\.0\)\./);
		expect(versionWords("canary", true, "1.0.0")).toMatch(/^The daemon is vcanary, not the version of this page/);
	});
});
