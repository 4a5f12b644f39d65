/** `npm run test:e2e`: the console in a real browser against a real daemon. */
import { defineConfig } from "@playwright/test";
import { RUNNER_SETTINGS } from "./support/runner-settings.ts";

export default defineConfig({
	...RUNNER_SETTINGS,
	testDir: ".",
	testIgnore: "load/**",
	outputDir: "results",
	use: { ...RUNNER_SETTINGS.use, trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: false } },
});
