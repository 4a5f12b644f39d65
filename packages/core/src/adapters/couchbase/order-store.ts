/**
 * The order store in Couchbase. Documents are read by key; a query finds keys alone, and only where they are not known beforehand, so that
 * the pipeline asks the query service for nothing but what falls due.
 */
import type { AuditRecord } from "@orderdeck/contracts/audit/entities";
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { instantOf } from "@orderdeck/contracts/instant";
import { ORDER_EVENT_TOPICS, PARTITIONS } from "@orderdeck/contracts/topics";
import { z } from "zod";
import { aggregateKey, MINUTES_KEPT, minuteKey } from "../../domain/aggregates.ts";
import { CATALOG } from "../../domain/catalog.ts";
import { fromCents } from "../../domain/money.ts";
import { byTime } from "../../domain/order-view.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Collection, Collections, Versioned } from "../../ports/documents.ts";
import type { OrderStore } from "../../ports/order-store.ts";
import type { Page } from "../../ports/queries/page.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { listOrders, ordersAt, type Reading, run } from "./queries/order-list.ts";
import { type AlertPlace, alertsQuery, openAlertsQuery } from "./statements/alerts.ts";
import { auditQuery, replaysQuery } from "./statements/journals.ts";
import { orderEventsQuery } from "./statements/order-events.ts";
import { countQuery, scanQuery } from "./statements/orders.ts";
import { dueShipmentsQuery, nextDueQuery, underwayQuery } from "./statements/shipments.ts";

const idSchema = z.object({ id: z.string() });
const atSchema = idSchema.extend({ at: z.number() });
const placeSchema = idSchema.extend({ created: z.number() });
const alertSchema = atSchema.extend({ score: z.number().default(0), amount: z.number().default(0) });
const pairSchema = z.tuple([z.number(), z.string()]);
const alertCursor = z.tuple([z.number(), z.number(), z.number(), z.string()]);
const sumSchema = z.object({ count: z.number(), cents: z.number().nullable() });
const underwaySchema = z.object({ orders: z.number(), cents: z.number().nullable(), due_at: z.number().nullable() });

const MINUTE_MS = 60_000;
/** Every input partition: what has an aggregate, and minutes. */
const INPUTS = ORDER_EVENT_TOPICS.flatMap((topic) => Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition })));
const AGGREGATES = INPUTS.map(({ topic, partition }) => aggregateKey(topic, partition));
const PRODUCTS = CATALOG.map(({ product_id }) => product_id);

export function createCouchbaseOrderStore(reading: Reading, clock: Pick<Clock, "now">): OrderStore {
	const { keyValue } = reading;

	/** The documents of these keys as they are now, in their order, those that are there. */
	async function present<C extends Collection>(collection: C, keys: readonly string[]): Promise<Versioned<Collections[C]>[]> {
		const read = await keyValue.get(collection, keys);
		return read.filter((each) => each !== undefined);
	}

	async function docs<C extends Collection>(collection: C, rows: readonly { id: string }[]): Promise<Readonly<Collections[C]>[]> {
		const found = await present(
			collection,
			rows.map(({ id }) => id),
		);
		return found.map(({ doc }) => doc);
	}

	return {
		...alertLists(reading, docs),
		get: keyValue.get,
		write: keyValue.write,
		listOrders: (filter, page) => listOrders(reading, filter, page),
		async scanOrders(from, { limit, cursor }) {
			const list = `scan ${from}`;
			const start = cursor === undefined ? instantOf(from) : placeOf(decodeCursor(list, cursor, pairSchema));
			const rows = await run(reading, scanQuery(start, limit + 1), placeSchema);
			return {
				items: await ordersAt(reading, rows.slice(0, limit), () => true),
				next: nextOf(list, rows, limit, ({ created, id }) => [created, id]),
			};
		},
		async countOrders(from) {
			const [row] = await run(reading, countQuery(instantOf(from)), z.object({ count: z.number() }));
			return row?.count ?? 0;
		},
		async orderEvents(orderId) {
			return (await docs("order_events", await run(reading, orderEventsQuery(orderId), idSchema))).toSorted(byTime);
		},
		async aggregates() {
			return (await present("aggregates", AGGREGATES)).map(({ doc }) => doc);
		},
		async minutes(from) {
			const found = await present("minutes", minuteKeys(from, clock.now()));
			return found.flatMap(({ doc }) => (doc.minute >= from ? [doc] : [])).toSorted((a, b) => a.minute - b.minute);
		},
		products: () => present("products", PRODUCTS),
		async dueShipments(now, limit) {
			const rows = await run(reading, dueShipmentsQuery(now, limit), idSchema);
			const found = await present(
				"shipments",
				rows.map(({ id }) => id),
			);
			// The index may not know yet that one has moved on.
			return found.filter(({ doc }) => doc.due_at !== null && doc.due_at <= now);
		},
		async nextShipmentDue() {
			const [row] = await run(reading, nextDueQuery(), z.object({ due_at: z.number() }));
			return row?.due_at;
		},
		async shipmentsUnderway() {
			const [row] = await run(reading, underwayQuery(), underwaySchema);
			return { orders: row?.orders ?? 0, amount: fromCents(row?.cents ?? 0), oldestDueAt: row?.due_at ?? undefined };
		},
		async listAudit({ limit, cursor }): Promise<Page<AuditRecord>> {
			const [at, id] = cursor === undefined ? [] : decodeCursor("audit", cursor, pairSchema);
			const after = at === undefined || id === undefined ? undefined : { at, id };
			const rows = await run(reading, auditQuery({ limit: limit + 1, after }), atSchema);
			const next = nextOf("audit", rows, limit, (row) => [row.at, row.id]);
			return { items: await docs("audit", rows.slice(0, limit)), next };
		},
		async listReplays(limit) {
			return docs("replays", await run(reading, replaysQuery(limit), atSchema));
		},
	};
}

type Docs = <C extends Collection>(collection: C, rows: readonly { id: string }[]) => Promise<Readonly<Collections[C]>[]>;

function alertLists(reading: Reading, docs: Docs): Pick<OrderStore, "listAlerts" | "openAlerts"> {
	return {
		async listAlerts({ state, order }, { limit, cursor }): Promise<Page<FraudAlert>> {
			const list = `alerts ${state} ${order}`;
			const after = cursor === undefined ? undefined : alertPlaceOf(decodeCursor(list, cursor, alertCursor));
			const rows = await run(reading, alertsQuery(state, order, { limit: limit + 1, after }), alertSchema);
			const next = nextOf(list, rows, limit, (row) => [row.score, row.amount, row.at, row.id]);
			return { items: (await docs("alerts", rows.slice(0, limit))).filter((alert) => alert.state === state), next };
		},
		async openAlerts() {
			const [row] = await run(reading, openAlertsQuery(), sumSchema);
			return { count: row?.count ?? 0, amount: fromCents(row?.cents ?? 0) };
		},
	};
}

/** The ring's places for the minutes from `from` on, as far as the clock has come, of every input partition. */
export function minuteKeys(from: number, now: number): string[] {
	const first = Math.max(Math.ceil(from / MINUTE_MS), 0);
	// One more: the clocks of others may be ahead.
	const last = Math.floor(now / MINUTE_MS) + 1;
	const count = Math.min(Math.max(last - first + 1, 0), MINUTES_KEPT);
	const minutes = Array.from({ length: count }, (_, index) => (first + index) * MINUTE_MS);
	return INPUTS.flatMap(({ topic, partition }) => minutes.map((minute) => minuteKey(topic, partition, minute)));
}

function placeOf([created, id]: readonly [number, string]): { created: number; id: string } {
	return { created, id };
}

function alertPlaceOf([score, amount, at, id]: readonly [number, number, number, string]): AlertPlace {
	return { score, amount, at, id };
}

/** The cursor after the page's last row, when there are more rows than the page holds. */
function nextOf<R>(list: string, rows: readonly R[], limit: number, at: (row: R) => readonly (string | number)[]): string | undefined {
	const last = rows.length > limit ? rows[limit - 1] : undefined;
	return last === undefined ? undefined : encodeCursor(list, at(last));
}
