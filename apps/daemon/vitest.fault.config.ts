import { defineConfig } from "vitest/config";
import { extent } from "../../packages/core/test/extent.ts";

// Each file starts daemons of its own on free ports. Two files at a time: each daemon keeps a core busy. TEST_WORKERS changes it.
export default defineConfig({
	test: {
		include: ["test/**/*.fault.test.ts"],
		maxWorkers: Number(process.env.TEST_WORKERS ?? 2),
		// A soak run has several times the kills and backups of the gate, of files that grow meanwhile.
		testTimeout: extent(1_200_000, 1_800_000),
		hookTimeout: 120_000,
		expect: { poll: { timeout: 60_000 } },
	},
});
