import { configDefaults, defineConfig } from "vitest/config";
import { extent } from "./test/extent.ts";

/** Tests that need a server run in `npm run test:kafka` and `npm run test:couchbase`. */
export default defineConfig({
	test: {
		setupFiles: ["test/property-seed.ts"],
		include: ["src/**/*.test.ts"],
		exclude: [...configDefaults.exclude, "**/*.{kafka,couchbase}.test.ts"],
		// Files share their modules, which halves the CPU time: none changes global state.
		isolate: false,
		// By default one less than the cores: on two cores this suite, the longest, would use one.
		maxWorkers: 2,
		// Generous timeouts: no test is about how long something takes. A property of a soak run has up to 25 times the runs.
		testTimeout: extent(120_000, 900_000),
		expect: { poll: { timeout: 30_000 } },
	},
});
