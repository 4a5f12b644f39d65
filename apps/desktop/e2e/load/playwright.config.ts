/** `npm run test:load`: the live table at thousands of order updates a second. One worker: it measures this machine. */
import { defineConfig } from "@playwright/test";
import { RUNNER_SETTINGS } from "../support/runner-settings.ts";

export default defineConfig({
	...RUNNER_SETTINGS,
	testDir: ".",
	outputDir: "../results/load",
	workers: 1,
	fullyParallel: false,
	timeout: 0,
});
