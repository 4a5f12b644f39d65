/** `npm run test:e2e`: the console in a real browser against a real daemon. */
import { findChromium, launch } from "./browser.ts";
import { createDaemon } from "./daemon.ts";
import { habitCases } from "./habits.cases.ts";
import { hostedCases } from "./hosted.cases.ts";
import { liveCases } from "./live.cases.ts";
import { lookCases } from "./look.cases.ts";
import { screenCases } from "./screens.cases.ts";
import { stateCases } from "./states.cases.ts";
import { runCases } from "./suite.ts";
import { taskCases } from "./tasks.cases.ts";
import { truthCases } from "./truth.cases.ts";
import { weightCases } from "./weight.cases.ts";

const chromium = findChromium();
if ("missing" in chromium) {
	console.log(chromium.missing);
	console.log("\nSKIPPED: the console was not tested in a browser");
} else {
	// No charge is declined: which orders come to what end must not depend on the ids they happen to get.
	await using daemon = await createDaemon({ PRODUCER_RATE: "50", SHIP_DISPATCH_MS: "8000", PAYMENT_DECLINE_RATE: "0" });
	await daemon.start();
	await using browser = await launch(chromium.path);
	const only = process.argv[2];
	const cases = [
		...liveCases,
		...screenCases,
		...habitCases,
		...taskCases,
		...lookCases,
		...stateCases,
		...truthCases,
		...weightCases,
		...hostedCases,
	].filter((test) => only === undefined || test.name.includes(only));
	if (!(await runCases(cases, browser, daemon))) process.exitCode = 1;
}
