import { defineConfig } from "vitest/config";

/** Generous timeouts: no test is about how long something takes. */
export default defineConfig({
	test: {
		setupFiles: ["../core/test/property-seed.ts"],
		include: ["src/**/*.test.ts"],
		// Files share their modules, which halves the CPU time: none changes global state.
		isolate: false,
		testTimeout: 120_000,
	},
});
