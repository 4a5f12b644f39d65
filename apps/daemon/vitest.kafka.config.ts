import { defineConfig } from "vitest/config";

// Brokers and daemons are started and killed: one file at a time, with the time that takes.
export default defineConfig({
	test: { include: ["test/**/*.kafka.test.ts"], fileParallelism: false, testTimeout: 900_000, hookTimeout: 120_000, passWithNoTests: true },
});
