import { defineConfig } from "vitest/config";

// A server is shared: one file at a time, with the time that takes.
export default defineConfig({
	test: {
		include: ["src/**/*.couchbase.test.ts"],
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 60_000,
		expect: { poll: { timeout: 30_000 } },
		passWithNoTests: true,
	},
});
