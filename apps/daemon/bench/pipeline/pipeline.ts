/** All roles in one process, orders to their terminal state, against the same writes in bare SQLite. */
import { join } from "node:path";
import { temporaryDir } from "../../test/daemon.ts";
import { CannotMeasure } from "../against/cannot-measure.ts";
import { type Checkout, checkout } from "../against/checkout.ts";
import { REFERENCE } from "../against/reference.ts";
import { figureOf, runRound } from "../against/round-process.ts";
import { THIS_VERSION } from "../against/version.ts";
import type { Bench, Figure } from "../bench.ts";
import { median, number, quantity, type Row } from "../table.ts";
import { drain } from "./drain.ts";
import { measureFloor } from "./floor.ts";
import { sizeBytes } from "./size.ts";
import { DATABASE_FILE, fillWithOrders } from "./waiting-orders.ts";
import { countCommits } from "./written.ts";

const ORDERS = 40_000;
const ROUNDS = 5;
/** The setting of a round that measures nothing but the floor. */
const FLOOR_ALONE = "floor";
const RATE = "orders to the terminal state";
const STEPS = "durable steps";
const SIZE = "data directory";
const FLOOR = "floor: the same writes in bare SQLite";
const COMMITS = "transactions";
const WRITES = "writes of rows";

export const pipeline: Bench = { rows: pipelineRows, rounds: { measure } };

async function measure(setting: string | undefined): Promise<readonly Figure[]> {
	if (setting === FLOOR_ALONE) return floorFigures();
	await using dir = await temporaryDir();
	await fillWithOrders(dir.path, ORDERS);
	using commits = countCommits(join(dir.path, DATABASE_FILE));
	const { seconds, steps } = await drain(dir.path, ORDERS);
	return [
		{ name: RATE, value: ORDERS / seconds, unit: "orders/s", better: "higher" },
		{ name: STEPS, value: steps / seconds, unit: "steps/s", better: "higher" },
		{ name: SIZE, value: sizeBytes(dir.path), unit: "bytes", better: "lower" },
		...(await floorFigures(commits.count)),
	];
}

async function floorFigures(commits?: number): Promise<readonly Figure[]> {
	const floor = await measureFloor(ORDERS, commits);
	return [
		{ name: FLOOR, value: ORDERS / floor.seconds, unit: "orders/s" },
		{ name: WRITES, value: floor.writes / ORDERS, unit: "per order", better: "lower" },
		{ name: COMMITS, value: floor.transactions, unit: `for ${number(ORDERS)} orders` },
	];
}

/** Pipeline and floors take turns, as the speed of a machine changes by the minute. */
async function pipelineRows(): Promise<readonly Row[]> {
	using reference = referenceOf();
	const rounds: { readonly own: readonly Figure[]; readonly old: readonly Figure[] }[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		const own = await runRound(THIS_VERSION, "pipeline");
		const old = reference === undefined ? [] : await runRound(reference, "pipeline", FLOOR_ALONE);
		console.error([...own, ...old].map(({ name, value, unit }) => `${name} ${quantity(value, unit)}`).join(", "));
		rounds.push({ own, old });
	}
	const own = (name: string) => median(rounds.map((round) => figureOf(round.own, name)));
	const old = (name: string) => median(rounds.map((round) => figureOf(round.old, name)));
	const [rate, floor] = [own(RATE), own(FLOOR)];
	const orders = `${number(ORDERS)} orders`;
	const written = (writes: number) => `${number(writes)} writes per order`;
	return [
		{
			id: "pipeline-orders",
			what: `embedded pipeline, all roles, one thread: ${orders} to the terminal state, median of ${ROUNDS} rounds`,
			value: rate,
			unit: "orders/s",
			floors: [
				{
					value: floor,
					what: `the same writes in bare SQLite, ${written(own(WRITES))} in ${number(own(COMMITS))} transactions`,
					ratio: "share",
				},
				...(reference === undefined
					? []
					: [{ value: old(FLOOR), what: `the writes of ${REFERENCE}, ${written(old(WRITES))}`, ratio: "share" as const }]),
			],
			bar: "≥ 8,000 orders/s and ≥ 40 % of the floor",
			met: rate >= 8_000 && rate / floor >= 0.4,
		},
		{
			id: "pipeline-steps",
			what: "embedded pipeline: durable steps, each a record that a consumer group has handled and committed",
			value: own(STEPS),
			unit: "steps/s",
			detail: "which survive SIGKILL; a power failure may take the newest commits, never the consistency (`synchronous=NORMAL`)",
			floors: [],
			met: true,
		},
		{ id: "pipeline-size", what: `data directory after ${orders}`, value: own(SIZE) / 2 ** 20, unit: "MiB", floors: [], met: true },
	];
}

/** Undefined where the repository's history is not there: the row is then without that floor. */
function referenceOf(): Checkout | undefined {
	try {
		return checkout(REFERENCE);
	} catch (error) {
		if (!(error instanceof CannotMeasure)) throw error;
		console.error(`SKIPPED the floor of the rows of ${REFERENCE}: ${error.message}`);
		return undefined;
	}
}
