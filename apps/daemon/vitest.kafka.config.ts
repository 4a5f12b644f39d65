import { configDefaults, defineConfig } from "vitest/config";
import { SOAK } from "../../packages/core/test/extent.ts";

/** In soak runs only: tests of the test cluster itself and of how Kafka's tools are read, and the longest of the combinations. */
const OF_A_SOAK_RUN = [
	"test/kafka/cluster.kafka.test.ts",
	"test/kafka/consumer-groups.kafka.test.ts",
	"test/couchbase/roles.kafka.test.ts",
];

// All files share one cluster: one at a time, with generous timeouts, since brokers and daemons are started and killed.
export default defineConfig({
	test: {
		include: ["test/**/*.kafka.test.ts"],
		exclude: [...configDefaults.exclude, ...(SOAK ? [] : OF_A_SOAK_RUN)],
		fileParallelism: false,
		testTimeout: 900_000,
		hookTimeout: 120_000,
		expect: { poll: { timeout: 60_000 } },
		passWithNoTests: true,
	},
});
