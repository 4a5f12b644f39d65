/** Health, lag and list calls while the pipeline has more to do than it can. */
import { startDaemon, temporaryDir } from "../test/daemon.ts";
import type { Bench } from "./bench.ts";
import { quantile, type Row } from "./table.ts";

const PATHS = ["/healthz", "/api/lag", "/api/orders", "/api/orders?country=DE&minAmount=200"];
const SECONDS = 10;

export const saturated: Bench = { rows: async () => [await saturatedRow()] };

async function saturatedRow(): Promise<Row> {
	const quiet = quantile(await sample("0"), 0.99);
	const busy = quantile(await sample("10000"), 0.99);
	return {
		id: "saturated-calls",
		what: "health, lag and list calls while the producer makes 10,000 orders/s, p99",
		value: busy,
		unit: "ms",
		floors: [{ value: quiet, what: "the same calls, idle", ratio: "times" }],
		bar: "≤ 50 ms",
		met: busy <= 50,
	};
}

async function sample(rate: string): Promise<number[]> {
	await using dir = await temporaryDir();
	await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: rate });
	await new Promise((resolve) => setTimeout(resolve, 3_000));
	const taken: number[] = [];
	for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
		for (const path of PATHS) {
			const from = performance.now();
			const response = await fetch(daemon.url + path);
			await response.text();
			if (!response.ok) throw new Error(`${path} answered ${response.status}`);
			taken.push(performance.now() - from);
		}
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	return taken;
}
