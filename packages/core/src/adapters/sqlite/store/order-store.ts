/** The order store in the embedded database. The writer's and the readers' connections have the same one; only the writer's may write. */
import type { DatabaseSync } from "node:sqlite";
import type { AuditRecord } from "@orderdeck/contracts/audit/entities";
import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderView, Shipment } from "@orderdeck/contracts/orders/entities";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { z } from "zod";
import type { Aggregate, MinuteBucket } from "../../../domain/aggregates.ts";
import { fromCents } from "../../../domain/money.ts";
import { byTime } from "../../../domain/order-view.ts";
import type { Product } from "../../../domain/stock.ts";
import type { OrderEventDocument, Versioned } from "../../../ports/documents.ts";
import type { OrderStore } from "../../../ports/order-store.ts";
import type { Page } from "../../../ports/queries/page.ts";
import { decodeCursor, encodeCursor } from "../../cursor.ts";
import { guarded, transaction } from "../transaction.ts";
import { listAlerts } from "./alert-list.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { listOrders } from "./order-list.ts";
import { Statements } from "./statements.ts";

interface DocRow {
	readonly doc: string;
}
interface VersionedRow extends DocRow {
	readonly cas: number;
}
const placeSchema = z.tuple([z.number(), z.string()]);

/**
 * `documents` is shared with the unit of work, so that statements are prepared once. Rows are parsed without a schema: this adapter
 * wrote them, and nobody else may write the file.
 */
export function createSqliteOrderStore(sql: DatabaseSync, documents: Documents = createDocuments(sql)): OrderStore {
	const statements = new Statements(sql);

	function docs<T>(query: string, ...values: readonly (string | number)[]): T[] {
		return guarded(() => statements.all<DocRow>(query, ...values).map(({ doc }) => JSON.parse(doc) as T));
	}

	function versioned<T>(query: string, ...values: readonly number[]): Versioned<T>[] {
		return guarded(() => statements.all<VersionedRow>(query, ...values).map(({ cas, doc }) => ({ cas, doc: JSON.parse(doc) as T })));
	}

	return {
		async get(collection, keys) {
			return guarded(() => documents.get(collection, keys));
		},
		async write(writes) {
			try {
				transaction(sql, () => {
					for (const write of writes) documents.apply(write);
				});
				documents.publish();
			} catch (error) {
				documents.discard();
				throw error;
			}
		},
		async listOrders(filter, page) {
			return guarded(() => listOrders(statements, filter, page));
		},
		async scanOrders(from, { limit, cursor }) {
			const list = `scan ${from}`;
			const [created, key] = cursor === undefined ? [instantOf(from), ""] : decodeCursor(list, cursor, placeSchema);
			const query = `SELECT created AS at, key, doc FROM orders INDEXED BY orders_by_time
				WHERE created IS NOT NULL AND (created, key) > (?, ?) ORDER BY created, key LIMIT ?`;
			return guarded(() => pageOf<OrderView>(list, statements.all<PlacedRow>(query, created, key, limit + 1), limit));
		},
		async countOrders(from) {
			const query = "SELECT count(*) AS count FROM orders INDEXED BY orders_by_time WHERE created >= ?";
			return guarded(() => statements.get<{ count: number }>(query, instantOf(from))?.count ?? 0);
		},
		async orderEvents(orderId) {
			// All keys that begin with the id and a colon: a semicolon is the character after it.
			const named = docs<OrderEventDocument>("SELECT doc FROM order_events WHERE key >= ? AND key < ?", `${orderId}:`, `${orderId};`);
			const others = docs<OrderEventDocument>("SELECT doc FROM order_events WHERE order_id = ?", orderId);
			return [...named.filter(({ order_id }) => order_id === orderId), ...others].toSorted(byTime);
		},
		async listAlerts(query, page) {
			return guarded(() => listAlerts(statements, query, page));
		},
		async openAlerts() {
			const query = "SELECT count, cents FROM alert_totals WHERE state = 'OPEN'";
			const totals = guarded(() => statements.get<{ count: number; cents: number }>(query));
			return { count: totals?.count ?? 0, amount: fromCents(totals?.cents ?? 0) };
		},
		async aggregates() {
			return docs<Aggregate>("SELECT doc FROM aggregates ORDER BY key");
		},
		async minutes(from) {
			return docs<MinuteBucket>("SELECT doc FROM minutes WHERE minute >= ? ORDER BY minute, key", from);
		},
		async products() {
			return versioned<Product>("SELECT cas, doc FROM products ORDER BY key");
		},
		async dueShipments(now, limit) {
			return versioned<Shipment>("SELECT cas, doc FROM shipments WHERE live = 1 AND due_at <= ? ORDER BY due_at LIMIT ?", now, limit);
		},
		async nextShipmentDue() {
			const query = "SELECT min(due_at) AS due FROM shipments WHERE live = 1";
			return guarded(() => statements.get<{ due: number | null }>(query)?.due ?? undefined);
		},
		async shipmentsUnderway() {
			const query = `SELECT count(*) AS orders, sum(cents) AS cents, min(due_at) AS due
				FROM shipments INDEXED BY shipments_live WHERE live = 1 AND cents IS NOT NULL`;
			const sums = guarded(() => statements.get<{ orders: number; cents: number | null; due: number | null }>(query));
			return { orders: sums?.orders ?? 0, amount: fromCents(sums?.cents ?? 0), oldestDueAt: sums?.due ?? undefined };
		},
		async listAudit({ limit, cursor }) {
			const [at, key] = cursor === undefined ? [Number.MAX_SAFE_INTEGER, ""] : decodeCursor("audit", cursor, placeSchema);
			const query = "SELECT at, key, doc FROM audit WHERE (at, key) < (?, ?) ORDER BY at DESC, key DESC LIMIT ?";
			return guarded(() => pageOf<AuditRecord>("audit", statements.all<PlacedRow>(query, at, key, limit + 1), limit));
		},
		async listReplays(limit) {
			return docs<ReplayJob>("SELECT doc FROM replays ORDER BY started DESC, key DESC LIMIT ?", limit);
		},
	};
}

interface PlacedRow extends DocRow {
	readonly at: number;
	readonly key: string;
}

function pageOf<T>(list: string, rows: readonly PlacedRow[], limit: number): Page<T> {
	const page = rows.slice(0, limit);
	const last = rows.length > limit ? page.at(-1) : undefined;
	return { items: page.map(({ doc }) => JSON.parse(doc) as T), next: last && encodeCursor(list, [last.at, last.key]) };
}
