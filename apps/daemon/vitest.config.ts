import { defineConfig } from "vitest/config";
import { extent } from "../../packages/core/test/extent.ts";

/** Generous timeouts: no test is about how long something takes. A property of a soak run has up to 20 times the runs. */
export default defineConfig({
	test: {
		setupFiles: ["../../packages/core/test/property-seed.ts"],
		include: ["src/**/*.test.ts", "bench/**/*.test.ts"],
		// Files share their modules, which halves the CPU time: none changes global state.
		isolate: false,
		testTimeout: extent(120_000, 900_000),
		expect: { poll: { timeout: 30_000 } },
	},
});
