import { defineConfig } from "vitest/config";

// Whole daemons are started and killed: one file at a time, with the time that takes.
export default defineConfig({
	test: { include: ["test/**/*.fault.test.ts"], fileParallelism: false, testTimeout: 600_000, hookTimeout: 60_000 },
});
