import { defineConfig } from "vitest/config";

// All files share one server: one at a time, with generous timeouts.
export default defineConfig({
	test: {
		setupFiles: ["test/property-seed.ts"],
		include: ["src/**/*.kafka.test.ts"],
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 60_000,
		passWithNoTests: true,
	},
});
