import { configDefaults, defineConfig } from "vitest/config";
import { SOAK } from "../../packages/core/test/extent.ts";

/** Tests of the test cluster itself and of how Kafka's tools are read: in soak runs only. */
const OF_THE_HARNESS = ["test/kafka/cluster.kafka.test.ts", "test/kafka/consumer-groups.kafka.test.ts"];

// All files share one cluster: one at a time, with generous timeouts, since brokers and daemons are started and killed.
export default defineConfig({
	test: {
		include: ["test/**/*.kafka.test.ts"],
		exclude: [...configDefaults.exclude, ...(SOAK ? [] : OF_THE_HARNESS)],
		fileParallelism: false,
		testTimeout: 900_000,
		hookTimeout: 120_000,
		passWithNoTests: true,
	},
});
