/**
 * `npm run test:electron`: the desktop app end to end. Main and preload run under plain Node against a double of Electron's API with their
 * pages in a real Chromium; then the same tests run in Electron itself, wherever its binary is or can be had.
 */
import { defineConfig } from "@playwright/test";
import { RUNNER_SETTINGS } from "../e2e/support/runner-settings.ts";
import type { Target } from "./fixtures.ts";

const PACKAGE = "package.spec.ts";

export default defineConfig<object, { target: Target }>({
	...RUNNER_SETTINGS,
	testDir: ".",
	outputDir: "results",
	globalSetup: "./global-setup.ts",
	projects: [
		{ name: "package", testMatch: PACKAGE },
		{ name: "double", testIgnore: PACKAGE, grepInvert: /@electron/, use: { target: "double" } },
		{ name: "electron", testIgnore: PACKAGE, grepInvert: /@double/, use: { target: "electron" } },
	],
});
