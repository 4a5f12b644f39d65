import { defineConfig } from "vitest/config";

/** A generous timeout: no test is about how long something takes. */
export default defineConfig({ test: { include: ["*.test.ts"], testTimeout: 120_000 } });
