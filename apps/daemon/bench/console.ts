/** The console at 5,000 order updates a second in a real browser: apps/desktop measures, this puts it in the table. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { temporaryDir } from "../test/daemon.ts";
import type { Bench } from "./bench.ts";
import { number, type Row } from "./table.ts";

const DESKTOP = fileURLToPath(new URL("../../desktop", import.meta.url));
/** Ten minutes are for `LOAD_SECONDS=600 npm run bench -- console`. */
const SECONDS = process.env.LOAD_SECONDS ?? "60";
const figuresSchema = z.object({
	seconds: z.number(),
	updatesPerSecond: z.number(),
	framesPerSecond: z.number(),
	rendersPerSecond: z.number(),
	longTasks: z.number(),
	longestTask: z.number(),
	heapGrowth: z.number(),
	firstPaint: z.number(),
});

export const consolePage: Bench = { rows: consoleRows };

async function consoleRows(): Promise<readonly Row[]> {
	await using dir = await temporaryDir();
	const file = join(dir.path, "figures.json");
	const child = spawn("npm", ["run", "test:load", "--silent", "--", "--grep", "follows"], {
		cwd: DESKTOP,
		env: { ...process.env, LOAD_SECONDS: SECONDS, LOAD_FIGURES: file },
		stdio: ["ignore", 2, 2],
	});
	await once(child, "exit");
	if (!existsSync(file)) {
		console.error("SKIPPED console: it was not measured, see above");
		return [];
	}
	const figures = figuresSchema.parse(JSON.parse(readFileSync(file, "utf8")));
	const { seconds, updatesPerSecond, framesPerSecond, rendersPerSecond, longTasks, longestTask, heapGrowth, firstPaint } = figures;
	return [
		{
			id: "console-frames",
			what: `console, live table, ${number(updatesPerSecond)} order updates/s for ${seconds.toFixed(0)} s`,
			value: framesPerSecond,
			unit: "fps",
			detail: [
				`${rendersPerSecond.toFixed(1)} renders/s`,
				`${longTasks} tasks over 50 ms, the longest ${longestTask.toFixed(0)} ms`,
				`heap ${heapGrowth < 0 ? "" : "+"}${heapGrowth.toFixed(1)} MB`,
			].join(", "),
			floors: [{ value: 60, what: "an idle page", ratio: "share" }],
			bar: "≥ 55 fps, ≤ 20 renders/s, heap flat over 10 min",
			met: framesPerSecond >= 55 && rendersPerSecond <= 20 && heapGrowth <= 8,
		},
		{
			id: "console-updates",
			what: "order updates that the API sent and the console followed, at the same load",
			value: updatesPerSecond,
			unit: "updates/s",
			floors: [],
			met: true,
		},
		{
			id: "console-first-content",
			what: "console as a web page, first content, at the same load",
			value: firstPaint,
			unit: "ms",
			floors: [],
			bar: "≤ 1,000 ms",
			met: firstPaint <= 1_000,
		},
	];
}
