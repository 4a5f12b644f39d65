/** Documents that an order reads and writes where the store is a system of its own, as Couchbase is: over the embedded log, with the outbox. */
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import { temporaryDir } from "../test/daemon.ts";
import type { Bench, Figure } from "./bench.ts";
import { countingStore, type OperationCounts } from "./counting-store.ts";
import { drain } from "./pipeline/drain.ts";
import { fillWithOrders } from "./pipeline/waiting-orders.ts";
import { number, type Row } from "./table.ts";

/** All of them fit into one batch of each group, so that the counts do not depend on the speed of the machine. */
const ORDERS = 1_000;
/** Batches are full here: an order's events fall into more of them, and its view is written more often. */
const BACKLOG = 20_000;
const MOST: OperationCounts = { reads: 6.5, writes: 9.5 };
const KINDS = ["reads", "writes"] as const;

export const operations: Bench = { rows, rounds: { measure } };

async function measure(): Promise<readonly Figure[]> {
	const figures: Figure[] = [];
	for (const orders of [ORDERS, BACKLOG]) {
		const counts = await operationsPerOrder(orders);
		for (const kind of KINDS) {
			figures.push({ name: `${kind} of documents, ${number(orders)} orders`, value: counts[kind], unit: "per order", better: "lower" });
		}
	}
	return figures;
}

async function rows(): Promise<readonly Row[]> {
	const counts = await operationsPerOrder(ORDERS);
	const backlog = await operationsPerOrder(BACKLOG);
	return KINDS.map((kind) => ({
		id: `operations-${kind}`,
		what: `${kind} of documents, store and log as two systems (SQLite log, outbox), ${number(ORDERS)} orders`,
		value: counts[kind],
		unit: "per order",
		detail: `${number(backlog[kind])} with ${number(BACKLOG)} waiting`,
		floors: [],
		bar: `≤ ${MOST[kind]}`,
		met: counts[kind] <= MOST[kind],
	}));
}

async function operationsPerOrder(orders: number): Promise<OperationCounts> {
	await using dir = await temporaryDir();
	await fillWithOrders(dir.path, orders);
	const counts = { reads: 0, writes: 0 };
	await drain(dir.path, orders, ({ log, logWork, store: embedded }) => {
		// One file holds both, but nothing here uses that they are one.
		const store = countingStore(embedded, counts);
		return { log, store, work: createOrderedWork({ store, log: logWork }) };
	});
	return { reads: counts.reads / orders, writes: counts.writes / orders };
}
