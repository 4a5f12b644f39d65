import { defineConfig } from "vitest/config";

/** Generous timeouts: no test is about how long something takes. */
export default defineConfig({
	test: {
		setupFiles: ["../../packages/core/test/property-seed.ts"],
		include: ["src/**/*.test.ts", "bench/**/*.test.ts"],
		// Files share their modules, which halves the CPU time: none changes global state.
		isolate: false,
		testTimeout: 60_000,
		expect: { poll: { timeout: 30_000 } },
	},
});
