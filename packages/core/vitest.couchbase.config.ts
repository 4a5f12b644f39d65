import { defineConfig } from "vitest/config";

// All files share one server: one at a time, with generous timeouts.
export default defineConfig({
	test: {
		setupFiles: ["test/property-seed.ts"],
		include: ["src/**/*.couchbase.test.ts"],
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 60_000,
		expect: { poll: { timeout: 30_000 } },
		passWithNoTests: true,
	},
});
