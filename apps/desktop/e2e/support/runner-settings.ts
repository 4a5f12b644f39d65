/** What the configurations of all browser suites have in common. */
import { join } from "node:path";
import { LAUNCH_OPTIONS } from "./chromium.ts";

/** Two workers suit two cores; TEST_WORKERS changes it. Retries would hide what fails sometimes. */
export const RUNNER_SETTINGS = {
	fullyParallel: true,
	workers: Number(process.env.TEST_WORKERS ?? 2),
	retries: 0,
	forbidOnly: process.env.CI !== undefined,
	// A slow machine that runs the other lanes of the gate beside this takes six times as long.
	timeout: 420_000,
	expect: { timeout: 120_000 },
	reporter: [["list"], [join(import.meta.dirname, "closing-line.ts")]] as [string][],
	use: {
		launchOptions: LAUNCH_OPTIONS,
		viewport: { width: 1440, height: 900 },
		colorScheme: "light" as const,
		actionTimeout: 120_000,
		navigationTimeout: 120_000,
		screenshot: "only-on-failure" as const,
	},
};
