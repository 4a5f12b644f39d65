/** Runs the benchmark on Couchbase's mock server behind the gateway, each in a process of its own, and prints its numbers. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { type BenchResult, benchAnalytics } from "./bench.ts";
import { BUCKET, PASSWORD, startMockServer } from "./server.ts";

const ROUNDS = 5;
const ORDERS = 5_000;
const BATCH = 2_000;

async function round(port: number, number: number): Promise<BenchResult> {
	const scope = `bench${number}`;
	const login = { host: `127.0.0.1:${port}`, bucket: BUCKET, username: BUCKET, password: PASSWORD };
	const place = { scope, orders: { scope, collection: "orders" } };
	return benchAnalytics({ options: { ...login, durability: "none", use: "writer", place }, orders: ORDERS, batch: BATCH });
}

function lineOf({
	writes,
	reads,
	stepEventsPerSecond,
	stepWritesPerSecond,
	bareUpsertsPerSecond,
	ratio,
	ratioOfOperations,
}: BenchResult): string {
	const percent = (share: number) => `${Math.round(share * 100)} %`;
	return [
		`${Math.round(stepEventsPerSecond)} events/s`,
		`${writes} writes and ${reads} reads by the step: ${Math.round(stepWritesPerSecond)} writes/s`,
		`as many bare upserts: ${Math.round(bareUpsertsPerSecond)}/s`,
		`${percent(ratio)} of their rate, ${percent(ratioOfOperations)} with its reads counted`,
	].join("; ");
}

await using server = await startMockServer();
const gateway = fork(new URL("./gateway-main.ts", import.meta.url), [String(server.port)]);
try {
	const [port] = await once(gateway, "message");
	// The first one only warms up.
	await round(Number(port), 0);
	const results: BenchResult[] = [];
	for (let number = 1; number <= ROUNDS; number++) results.push(await round(Number(port), number));
	for (const result of results) console.log(lineOf(result));
	const median = results.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(ROUNDS / 2)];
	if (median !== undefined) console.log(`the median: ${lineOf(median)}`);
} finally {
	gateway.disconnect();
}
