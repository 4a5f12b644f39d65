import { describe, expect, it } from "vitest";
import { differences, places, withVersion } from "./versions.ts";

const CHART = "infra/helm/orderdeck/Chart.yaml";
const FILES: readonly (readonly [file: string, text: string])[] = [
	["package.json", '{\n\t"version": "0.1.0",\n\t"devDependencies": { "zod": "0.1.0" }\n}\n'],
	["apps/daemon/package.json", '{\n\t"version": "0.1.0",\n\t"dependencies": { "@orderdeck/core": "0.1.0", "zod": "4.6.7" }\n}\n'],
	[CHART, "apiVersion: v2\nversion: 0.1.0\nappVersion: 0.1.0\n"],
	["apps/daemon/Dockerfile", "ARG NODE_IMAGE=node:24.21.0\nARG VERSION=0.1.0\n"],
	["infra/helm/values/cloud.yaml", "image: { repository: ghcr.io/example-org/orderdeck, tag: 0.1.0 }\nkafka: { tag: 4.1.0 }\n"],
	["infra/terraform/variables.tf", 'description = "The image, such as ghcr.io/example-org/orderdeck:0.1.0."\n'],
];

describe("the version", () => {
	it("is found in every file that has it, and nothing else is taken for it", () => {
		expect(FILES.map(([file, text]) => places(file, text).map(({ line }) => line))).toEqual([[2], [2, 3], [2, 3], [2], [1], [1]]);
		expect(places("docs/releases.md", "ghcr.io/example-org/orderdeck:0.0.1")).toEqual([]);
	});

	it("is named with its file and line where it differs", () => {
		const found = places(CHART, "version: 0.1.0\nappVersion: 0.2.0\n");
		expect(differences(found, "0.1.0", "package.json")).toEqual([
			expect.stringMatching(/Chart\.yaml:2: version 0\.2\.0, but package\.json has 0\.1\.0/),
		]);
		expect(differences(found, "0.2.0", "the tag v0.2.0")).toEqual([
			expect.stringMatching(/Chart\.yaml:1: .* but the tag v0\.2\.0 has 0\.2\.0/),
		]);
	});

	it("is written where it is found, and nowhere else", () => {
		for (const [file, text] of FILES) {
			const after = withVersion(file, text, "1.2.3-rc.1");
			expect(differences(places(file, after), "1.2.3-rc.1", file)).toEqual([]);
			expect(places(file, after).length).toBe(places(file, text).length);
			expect(withVersion(file, after, "0.1.0")).toBe(text);
		}
		expect(withVersion("package.json", FILES[0]?.[1] ?? "", "9.9.9")).toContain('"zod": "0.1.0"');
	});
});
