/** The analytics step over Couchbase's SDK, against as many bare writes, on Couchbase's own mock server behind the tests' gateway. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { type BenchResult, benchAnalytics } from "../../../packages/core/test/couchbase/bench.ts";
import { BUCKET, missingHere, PASSWORD, startMockServer } from "../../../packages/core/test/couchbase/server.ts";
import type { Bench } from "./bench.ts";
import { median, number, type Row } from "./table.ts";

const GATEWAY = new URL("../../../packages/core/test/couchbase/gateway-main.ts", import.meta.url);
const ROUNDS = 5;
const ORDERS = 5_000;
const BATCH = 2_000;

export const couchbase: Bench = { rows };

async function rows(): Promise<readonly Row[]> {
	const missing = await missingHere();
	if (missing !== undefined) {
		console.error(`SKIPPED couchbase: ${missing}`);
		return [];
	}
	await using server = await startMockServer();
	// In a process of its own, as a server is.
	const gateway = fork(GATEWAY, [String(server.port)]);
	try {
		const [port] = await once(gateway, "message");
		// The first one only warms up.
		await measure(Number(port), 0);
		const results: BenchResult[] = [];
		while (results.length < ROUNDS) results.push(await measure(Number(port), results.length + 1));
		return rowsOf(results);
	} finally {
		gateway.disconnect();
	}
}

/** Each round in a scope of its own. */
async function measure(port: number, round: number): Promise<BenchResult> {
	const scope = `bench${round}`;
	const login = { host: `127.0.0.1:${port}`, bucket: BUCKET, username: BUCKET, password: PASSWORD };
	const place = { scope, orders: { scope, collection: "orders" } };
	return benchAnalytics({ options: { ...login, durability: "none", use: "writer", place }, orders: ORDERS, batch: BATCH });
}

function rowsOf(results: readonly BenchResult[]): readonly Row[] {
	const of = (figure: (result: BenchResult) => number) => median(results.map(figure));
	const bare = of(({ bareUpsertsPerSecond }) => bareUpsertsPerSecond);
	const step = `the analytics step on Couchbase's mock server, ${number(ORDERS)} orders created and paid, median of ${ROUNDS} rounds`;
	return [
		{
			id: "couchbase-operations",
			what: `documents that the SDK reads and writes: ${step}`,
			value: of(({ stepWritesPerSecond, reads, writes }) => (stepWritesPerSecond * (reads + writes)) / writes),
			unit: "operations/s",
			floors: [{ value: bare, what: "bare upserts, in turns", ratio: "share" }],
			met: true,
		},
		{
			id: "couchbase-events",
			what: `events that it handles: ${step}`,
			value: of(({ stepEventsPerSecond }) => stepEventsPerSecond),
			unit: "events/s",
			floors: [],
			met: true,
		},
	];
}
