/** All roles in one process, orders to their terminal state, against the bare writing of the same rows. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryDir } from "../../test/daemon.ts";
import type { Bench, Figure } from "../bench.ts";
import { median, perSecond, type Row } from "../table.ts";
import { drain } from "./drain.ts";
import { bareRate } from "./floor.ts";
import { fillWithOrders } from "./waiting-orders.ts";

const ORDERS = 40_000;
const ROUNDS = 5;

export const pipeline: Bench = { rows: async () => [await pipelineRow()], rounds: { measure } };

async function measure(): Promise<readonly Figure[]> {
	await using dir = await temporaryDir();
	await fillWithOrders(dir.path, ORDERS);
	const { seconds, steps } = await drain(dir.path, ORDERS);
	return [
		{ name: "orders to the terminal state", value: ORDERS / seconds, unit: "orders/s", better: "higher" },
		{ name: "durable steps", value: steps / seconds, unit: "steps/s", better: "higher" },
		{ name: "data directory", value: sizeBytes(dir.path), unit: "bytes", better: "lower" },
	];
}

/** With all that was committed in the database files themselves. */
function sizeBytes(dir: string): number {
	for (const name of readdirSync(dir).filter((file) => file.endsWith(".db"))) {
		const sql = new DatabaseSync(join(dir, name));
		sql.exec("PRAGMA wal_checkpoint(TRUNCATE)");
		sql.close();
	}
	return readdirSync(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
}

/** Pipeline and floor take turns, as the speed of a machine changes by the minute. */
async function pipelineRow(): Promise<Row> {
	const rounds: { readonly rate: number; readonly floor: number }[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		await using dir = await temporaryDir();
		await fillWithOrders(dir.path, ORDERS);
		const { seconds } = await drain(dir.path, ORDERS);
		const rate = ORDERS / seconds;
		await using other = await temporaryDir();
		const floor = bareRate(dir.path, other.path, ORDERS);
		console.error(`${perSecond(rate)}, floor ${perSecond(floor)}`);
		rounds.push({ rate, floor });
	}
	const rate = median(rounds.map((each) => each.rate));
	const floor = median(rounds.map((each) => each.floor));
	const share = median(rounds.map((each) => each.rate / each.floor));
	return {
		what: `embedded pipeline, all roles, one thread: ${ORDERS.toLocaleString("en-US")} orders to the terminal state, median of ${ROUNDS} rounds`,
		measured: perSecond(rate),
		floor: `${perSecond(floor)} (the same rows, bare SQLite); ${(share * 100).toFixed(0)} %`,
		bar: "≥ 8,000 orders/s and ≥ 40 % of the floor",
		met: rate >= 8_000 && share >= 0.4,
	};
}
