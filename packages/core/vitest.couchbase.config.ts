import { defineConfig } from "vitest/config";

/** On the mock server each test has a scope of its own; on a cluster all files share one scope, so they run one at a time. */
const onCluster = (process.env.COUCHBASE_HOST ?? "") !== "";

export default defineConfig({
	test: {
		setupFiles: ["test/property-seed.ts"],
		include: ["src/**/*.couchbase.test.ts"],
		fileParallelism: !onCluster,
		testTimeout: 120_000,
		hookTimeout: 120_000,
		expect: { poll: { timeout: 60_000 } },
		passWithNoTests: true,
	},
});
