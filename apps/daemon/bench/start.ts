/** From the start of the process, without npm's share of the time, to ready, and what it weighs when nothing happens. */

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { temporaryDir } from "../test/daemon.ts";
import { freePort } from "../test/free-ports.ts";
import { killOnExit } from "../test/kill-on-exit.ts";
import type { Bench, Figure } from "./bench.ts";
import { median, type Row } from "./table.ts";

const STARTS = 7;
const IDLE_MS = 20_000;
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
/** What `npm start` runs when all is built; in earlier versions the sources. */
const [, ...START] = manifest.scripts.start.split(" ");
const IS_BUNDLE = START.at(-1) === "dist/main.js";

export const start: Bench = { rows, rounds: { measure } };

interface Start {
	readonly readyMs: number;
	/** An empty Node process. */
	readonly bareMs: number;
	readonly idleMb: number;
}

async function measure(): Promise<readonly Figure[]> {
	const { readyMs, idleMb } = await measureStarts();
	return [
		{ name: "start to ready", value: readyMs, unit: "ms", better: "lower" },
		{ name: "resident memory, idle", value: idleMb, unit: "MB", better: "lower" },
	];
}

async function rows(): Promise<readonly Row[]> {
	const { readyMs, bareMs, idleMb } = await measureStarts();
	return [
		{
			id: "start-ready",
			what: "daemon start to ready, embedded, new data directory (median)",
			value: readyMs,
			unit: "ms",
			floors: [{ value: bareMs, what: "an empty Node process", ratio: "times" }],
			bar: "≤ 1,000 ms",
			met: readyMs <= 1_000,
		},
		{ id: "start-memory", what: "resident memory, idle", value: idleMb, unit: "MB", floors: [], bar: "≤ 150 MB", met: idleMb <= 150 },
	];
}

async function measureStarts(): Promise<Start> {
	const starts: number[] = [];
	const floors: number[] = [];
	let idle = 0;
	if (IS_BUNDLE)
		execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", "build/bundle.ts"], { cwd: PACKAGE, stdio: "inherit" });
	for (let turn = 0; turn < STARTS; turn += 1) {
		floors.push(await bareNode());
		await using dir = await temporaryDir();
		const port = await freePort();
		const from = performance.now();
		const env = { PATH: process.env.PATH, LOG_LEVEL: "warn", PORT: String(port), DATA_DIR: dir.path, PRODUCER_RATE: "0" };
		const child = killOnExit(spawn(process.execPath, START, { cwd: PACKAGE, env, stdio: ["ignore", "ignore", "inherit"] }));
		const gone = once(child, "exit");
		for (;;) {
			const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
			if (ready?.ok === true) break;
			if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}`);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		starts.push(performance.now() - from);
		if (turn === STARTS - 1) {
			await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
			idle = residentMb(child.pid ?? 0);
		}
		child.kill("SIGTERM");
		await gone;
	}
	return { readyMs: median(starts), bareMs: median(floors), idleMb: idle };
}

async function bareNode(): Promise<number> {
	const from = performance.now();
	await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit");
	return performance.now() - from;
}

function residentMb(pid: number): number {
	const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
	return Number(kib) / 1024;
}
