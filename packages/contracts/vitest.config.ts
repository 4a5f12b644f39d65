import { defineConfig } from "vitest/config";

/** Generous timeouts: no test is about how long something takes. */
export default defineConfig({
	test: { setupFiles: ["../core/test/property-seed.ts"], include: ["src/**/*.test.ts"], testTimeout: 60_000 },
});
