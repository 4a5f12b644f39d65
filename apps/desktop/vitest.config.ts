import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Logic is tested in plain Node; a file that renders declares it in its first line. Generous timeouts: no test is about how long something takes. */
export default defineConfig({
	plugins: [react()],
	test: {
		include: ["src/**/*.test.{ts,tsx}"],
		setupFiles: ["src/renderer/testing/browser-stubs.ts", "../../packages/core/test/property-seed.ts"],
		// Files share their modules, which halves the CPU time: none changes global state.
		isolate: false,
		testTimeout: 120_000,
		expect: { poll: { timeout: 30_000 } },
	},
});
