import { defineConfig } from "vitest/config";

/** No test is about time: a machine may be busy. */
export default defineConfig({
	test: { include: ["src/**/*.test.ts"], testTimeout: 60_000, expect: { poll: { timeout: 30_000 } } },
});
