/**
 * What an order costs, without time. Documents read and written where the store is a system of its own, as Couchbase is: over the embedded log, with
 * the outbox. Records and bytes that it puts into the topics.
 */
import { ORDER_EVENT_TOPICS, type Role } from "@orderdeck/contracts/topics";
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import type { Collection } from "@orderdeck/core/ports/documents";
import { temporaryDir } from "../test/daemon.ts";
import type { Bench, Figure } from "./bench.ts";
import { countingStore, noOperations, type OperationCounts } from "./counting-store.ts";
import { BACKLOG, FEW, ORDERS } from "./operation-sizes.ts";
import { drain } from "./pipeline/drain.ts";
import { fillWithOrders } from "./pipeline/waiting-orders.ts";
import { number, type Row } from "./table.ts";
import { topicVolume, type Volume } from "./topic-volume.ts";

const MOST = { reads: 6.5, writes: 9.5 } as const;
const KINDS = ["reads", "writes"] as const;
/** Whose work a document is. Cancellations, which more than one role claims, do not occur here. */
const ROLE_OF: Partial<Record<Collection, Role>> = {
	rules: "fraud",
	customers: "fraud",
	payments: "payments",
	products: "inventory",
	reservations: "inventory",
	shipments: "shipping",
	orders: "analytics",
	alerts: "analytics",
	suppressions: "analytics",
	shadow_results: "analytics",
	aggregates: "analytics",
	minutes: "analytics",
	quarters: "analytics",
};

interface Cost {
	readonly counts: OperationCounts;
	/** By topic, of all orders. */
	readonly volume: ReadonlyMap<string, Volume>;
}

export const operations: Bench = { rows, rounds: { measure } };

async function measure(): Promise<readonly Figure[]> {
	const figures: Figure[] = [];
	for (const orders of [ORDERS, BACKLOG]) {
		const { counts } = await costOf(orders);
		for (const kind of KINDS) {
			const value = sum(counts[kind].values()) / orders;
			figures.push({ name: `${kind} of documents, ${number(orders)} orders`, value, unit: "per order", better: "lower" });
		}
	}
	return figures;
}

async function rows(): Promise<readonly Row[]> {
	const [cost, few, backlog] = [await costOf(ORDERS), await costOf(FEW), await costOf(BACKLOG)];
	return [
		...KINDS.map((kind) => {
			const row = operationsRow(kind, ORDERS, cost);
			return { ...row, id: `operations-${kind}`, bar: `≤ ${MOST[kind]}`, met: row.value <= MOST[kind] };
		}),
		...KINDS.map((kind) => operationsRow(kind, FEW, few)),
		...KINDS.map((kind) => operationsRow(kind, BACKLOG, backlog)),
		{
			id: "order-documents",
			what: `documents that ${number(BACKLOG)} orders leave`,
			value: backlog.counts.written.size / BACKLOG,
			unit: "per order",
			floors: [],
			met: true,
		},
		volumeRow("records", backlog),
		volumeRow("bytes", backlog),
	];
}

function operationsRow(kind: (typeof KINDS)[number], orders: number, { counts }: Cost): Row {
	const parts: Record<string, number> = { fraud: 0, payments: 0, inventory: 0, shipping: 0, analytics: 0, "the process": 0 };
	for (const [collection, documents] of counts[kind]) {
		const role = ROLE_OF[collection] ?? "the process";
		parts[role] = (parts[role] ?? 0) + documents / orders;
	}
	return {
		id: `operations-${kind}-${orders}`,
		what: `${kind} of documents, store and log as two systems (SQLite log, outbox), ${number(orders)} orders`,
		value: sum(Object.values(parts)),
		unit: "per order",
		parts,
		floors: [],
		met: true,
	};
}

function volumeRow(kind: keyof Volume, { volume }: Cost): Row {
	const parts = Object.fromEntries([...volume].map(([topic, total]) => [topic, total[kind] / BACKLOG]));
	return {
		id: `order-${kind}`,
		what: { records: "records in the topics", bytes: "keys, values and headers of these records, uncompressed" }[kind],
		value: sum(Object.values(parts)),
		unit: { records: "per order", bytes: "B per order" }[kind],
		parts,
		floors: [],
		met: true,
	};
}

async function costOf(orders: number): Promise<Cost> {
	await using dir = await temporaryDir();
	await fillWithOrders(dir.path, orders);
	const counts = noOperations();
	await drain(dir.path, orders, ({ log, logWork, store: embedded }) => {
		// One file holds both, but nothing here uses that they are one.
		const store = countingStore(embedded, counts);
		return { log, store, work: createOrderedWork({ store, log: logWork }) };
	});
	await using backend = createSqliteBackend({ dir: dir.path });
	return { counts, volume: await topicVolume(backend.log, ORDER_EVENT_TOPICS) };
}

function sum(values: Iterable<number>): number {
	return [...values].reduce((total, value) => total + value, 0);
}
