/** A backtest of all kinds of rules over a million orders, in the daemon's pipeline, and what calls take meanwhile. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { jobSchema } from "@orderdeck/contracts/jobs/entities";
import { startDaemon, temporaryDir } from "../test/daemon.ts";
import type { Bench } from "./bench.ts";
import { fillWithViews } from "./order-views.ts";
import { DATABASE_FILE } from "./pipeline/waiting-orders.ts";
import { number, quantile, type Row } from "./table.ts";

const ORDERS = 1_000_000;
const PATHS = ["/healthz", "/api/lag", "/api/orders", "/api/orders?country=DE&minAmount=200"];
const QUIET_SECONDS = 10;
const RULES = [
	{ id: "high-amount-risky-country", limit: 280, safe_countries: ["US", "CA", "GB"] },
	{ id: "velocity", limit: 8 },
	{ kind: "amount-limit", limit: 480 },
];

export const backtest: Bench = { rows: () => backtestRows(ORDERS) };

/** `orders` is a multiple of 2,000. */
export async function backtestRows(orders: number): Promise<readonly Row[]> {
	await using dir = await temporaryDir();
	await fillWithViews(dir.path, orders);
	const scan = scanSeconds(dir.path);
	await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "0" });
	const until = performance.now() + QUIET_SECONDS * 1000;
	const quiet = quantile(await sample(daemon.url, () => performance.now() < until), 0.99);
	const { job_id } = await jobAt(`${daemon.url}/api/rules/backtest`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ days: 30, rules: RULES }),
	});
	const read = () => jobAt(`${daemon.url}/api/jobs/${job_id}`);
	const busy = quantile(await sample(daemon.url, async () => (await read()).state === "RUNNING"), 0.99);
	const { state, done, started_at, ended_at } = await read();
	if (state !== "DONE" || done !== orders) throw new Error(`the backtest is ${state} after ${done} orders`);
	const seconds = (Date.parse(ended_at ?? "") - Date.parse(started_at)) / 1000;
	return [
		{
			id: "backtest-seconds",
			what: `a backtest of three rules over ${number(orders)} orders, beside the calls below`,
			value: seconds,
			unit: "s",
			floors: [{ value: scan, what: "a bare scan of the same rows, nothing beside it", ratio: "times" }],
			bar: "≤ 60 s",
			met: seconds <= 60,
		},
		{
			id: "backtest-calls",
			what: "health, lag and list calls while it runs, p99",
			value: busy,
			unit: "ms",
			floors: [{ value: quiet, what: "the same calls, idle", ratio: "times" }],
			bar: "≤ 50 ms",
			met: busy <= 50,
		},
	];
}

/** All orders with their documents, in the order of a backtest. */
function scanSeconds(dir: string): number {
	using sql = new DatabaseSync(join(dir, DATABASE_FILE), { readOnly: true });
	const from = performance.now();
	let bytes = 0;
	for (const { doc } of sql.prepare("SELECT doc FROM orders INDEXED BY orders_by_time ORDER BY created, key").iterate()) {
		bytes += String(doc).length;
	}
	if (bytes === 0) throw new Error("there are no orders");
	return (performance.now() - from) / 1000;
}

async function jobAt(url: string, init?: RequestInit) {
	const response = await fetch(url, init);
	const text = await response.text();
	if (!response.ok) throw new Error(`${url} returned ${response.status}: ${text}`);
	return jobSchema.parse(JSON.parse(text));
}

/** Ms of each call, round by round while `lasts`. */
async function sample(url: string, lasts: () => boolean | Promise<boolean>): Promise<readonly number[]> {
	const taken: number[] = [];
	while (await lasts()) {
		for (const path of PATHS) {
			const from = performance.now();
			const response = await fetch(url + path);
			await response.text();
			if (!response.ok) throw new Error(`${path} returned ${response.status}`);
			taken.push(performance.now() - from);
		}
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	return taken;
}
