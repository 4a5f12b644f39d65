import { defineConfig } from "vitest/config";

/** Generous timeouts: no test is about how long something takes. */
export default defineConfig({
	test: {
		setupFiles: ["../../packages/core/test/property-seed.ts"],
		include: ["src/**/*.test.ts"],
		testTimeout: 60_000,
		expect: { poll: { timeout: 30_000 } },
	},
});
