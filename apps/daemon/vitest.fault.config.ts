import { defineConfig } from "vitest/config";

// Each file starts daemons of its own on free ports. Two files at a time: each daemon keeps a core busy. TEST_WORKERS changes it.
export default defineConfig({
	test: {
		include: ["test/**/*.fault.test.ts"],
		maxWorkers: Number(process.env.TEST_WORKERS ?? 2),
		testTimeout: 600_000,
		hookTimeout: 60_000,
	},
});
