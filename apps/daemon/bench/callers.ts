/**
 * What callers who mean no good may cost: a thousand live readers that never read, 200 connections that never finish a request. The same load
 * with one reader that reads goes before, until the daemon's own memory has stopped growing.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { startDaemon, temporaryDir } from "../test/daemon.ts";
import type { Bench } from "./bench.ts";
import { pageCpuMs } from "./page-cpu.ts";
import { quantile, type Row } from "./table.ts";

const NAMES = Array.from({ length: 10 }, (_, n) => `viewer-${n}`);
const READERS_OF_EACH = 100;
const HALF_OPEN = 200;
const SECONDS = 30;
const BEFORE_SECONDS = 120;
const RATE = "500";

const grant = (name: string, role: string) => `${name}:${role}:${createHash("sha256").update(name).digest("hex")}`;
const tokens = [grant("operator", "operator"), ...NAMES.map((name) => grant(name, "viewer"))].join(",");
const authorization = "Bearer operator";

export const callers: Bench = { rows: callerRows };

async function callerRows(): Promise<Row[]> {
	await using dir = await temporaryDir();
	await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: RATE, AUTH_TOKENS: tokens });
	const pid = daemon.child.pid ?? 0;
	const port = Number(new URL(daemon.url).port);
	const reader = open(port, liveRequest("viewer-0")).resume();
	const { p99: floor, most: before } = await sample(daemon.url, pid, BEFORE_SECONDS);
	const readers = NAMES.flatMap((name) => Array.from({ length: READERS_OF_EACH }, () => open(port, liveRequest(name))));
	const halfOpen = Array.from({ length: HALF_OPEN }, () => open(port, "GET /api/orders HTTP/1.1\r\nHost: "));
	const { p99, most, streams } = await sample(daemon.url, pid, SECONDS);
	for (const socket of [reader, ...readers, ...halfOpen]) socket.destroy();
	await fetch(`${daemon.url}/api/producer`, {
		method: "POST",
		headers: { authorization, "content-type": "application/json" },
		body: '{"running":false}',
	});
	await new Promise((resolve) => setTimeout(resolve, 10_000));
	const list = await pageCpuMs(daemon, { authorization });
	return [
		{
			id: "callers-memory",
			what: `1,000 live readers that never read (${streams} accepted) and ${HALF_OPEN} half-open connections, ${RATE} orders/s, ${SECONDS} s: memory added, at most`,
			value: most - before,
			unit: "MB",
			floors: [{ value: before, what: "with one that reads" }],
			bar: "≤ 50 MB",
			met: most - before <= 50,
		},
		{
			id: "callers-health",
			what: "the same: `/healthz`, p99",
			value: p99,
			unit: "ms",
			floors: [{ value: floor, what: "with one that reads" }],
			bar: "≤ 100 ms",
			met: p99 <= 100,
		},
		{
			id: "callers-list-cpu",
			what: "CPU time of a list of 50 orders (REST)",
			value: list,
			unit: "ms",
			floors: [],
			bar: "≤ 2 ms",
			met: list <= 2,
		},
	];
}

function liveRequest(name: string): string {
	return `GET /trpc/live?input=%7B%7D HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${name}\r\n\r\n`;
}

/** A connection that sends this, and then neither reads nor writes. */
function open(port: number, text: string): Socket {
	const socket = connect(port, "127.0.0.1").pause();
	socket.on("error", () => undefined);
	socket.write(text);
	return socket;
}

/** For so many seconds: the p99 of health checks, the most memory in MB, the most streams. */
async function sample(url: string, pid: number, seconds: number): Promise<{ p99: number; most: number; streams: number }> {
	const taken: number[] = [];
	let [most, streams] = [0, 0];
	for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
		const from = performance.now();
		await (await fetch(`${url}/healthz`)).text();
		taken.push(performance.now() - from);
		most = Math.max(most, readStatus(pid));
		if (taken.length % 50 === 0) {
			const scrape = await (await fetch(`${url}/metrics`, { headers: { authorization } })).text();
			streams = Math.max(streams, Number(/^orderdeck_live_readers (\d+)$/m.exec(scrape)?.[1]));
		}
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return { p99: quantile(taken, 0.99), most, streams };
}

/** Resident memory in MB. */
function readStatus(pid: number): number {
	return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
