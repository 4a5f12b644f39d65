/**
 * `npm run test:load`: the live table at 5,000 order updates/s in a real browser. LOAD_SECONDS (30) and LOAD_RATE (5000) change it. Rows
 * that move and a heap that grows fail; frames and renders are figures of this machine and are printed with their bars. LOAD_FIGURES names a
 * file for them, as JSON.
 */
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { findChromium, launch } from "./browser.ts";
import { createDaemon } from "./daemon.ts";
import { type LoadFigures, loadCases } from "./load.cases.ts";
import { createLoadStream } from "./load-stream.ts";
import { runCases } from "./suite.ts";

const chromium = findChromium();
if ("missing" in chromium) {
	console.log(chromium.missing);
	console.log("\nSKIPPED: the console was not measured in a browser");
} else {
	const seconds = Number(process.env.LOAD_SECONDS ?? 30);
	const rate = Number(process.env.LOAD_RATE ?? 5_000);
	await using daemon = await createDaemon({ PRODUCER_RATE: "0" });
	await daemon.start();
	await using stream = await createLoadStream(daemon.url, rate);
	await using browser = await launch(chromium.path);
	console.log(
		`${rate} order updates/s; load average ${loadavg()
			.map((load) => load.toFixed(1))
			.join(" ")}\n`,
	);
	const only = process.argv[2];
	const tell = (figures: LoadFigures) => {
		if (process.env.LOAD_FIGURES !== undefined) writeFileSync(process.env.LOAD_FIGURES, JSON.stringify(figures));
	};
	const cases = loadCases(stream, seconds, tell).filter((test) => only === undefined || test.name.includes(only));
	if (!(await runCases(cases, browser, daemon))) process.exitCode = 1;
}
