import { defineConfig } from "vitest/config";
import { extent } from "./test/extent.ts";

// All files share one server: one at a time, with generous timeouts.
export default defineConfig({
	test: {
		setupFiles: ["test/property-seed.ts"],
		include: ["src/**/*.kafka.test.ts"],
		fileParallelism: false,
		testTimeout: extent(240_000, 900_000),
		hookTimeout: 120_000,
		expect: { poll: { timeout: 60_000 } },
		passWithNoTests: true,
	},
});
