import { defineConfig } from "vitest/config";

// Each file starts daemons of its own on free ports. Two files at a time: each daemon keeps a core busy.
export default defineConfig({
	test: { include: ["test/**/*.fault.test.ts"], maxWorkers: 2, testTimeout: 600_000, hookTimeout: 60_000 },
});
