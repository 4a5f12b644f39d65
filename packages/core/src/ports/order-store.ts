/** The order store: documents by collection and key, with compare-and-swap, and the queries that the API needs. */
import type { AuditRecord } from "@orderdeck/contracts/audit/entities";
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { Reservation } from "@orderdeck/contracts/inventory/entities";
import type { OrderView, Payment } from "@orderdeck/contracts/orders/entities";
import type { OrderFilter } from "@orderdeck/contracts/orders/order-list";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import type { EventType } from "@orderdeck/contracts/topics";
import type { Aggregate, MinuteBucket } from "../domain/aggregates.ts";
import type { Sequence } from "../domain/order-ids.ts";
import type { OrderDocument } from "../domain/order-view.ts";
import type { RoleRecord } from "../domain/service-registry.ts";
import type { ShipmentRecord } from "../domain/shipment.ts";
import type { Product } from "../domain/stock.ts";

/** One event of an order with its body, kept for ever (the log is not). */
export interface OrderEventDocument {
	readonly event_id: string;
	readonly order_id: string;
	readonly type: EventType;
	readonly occurred_at: string;
	readonly topic: string;
	readonly partition: number;
	readonly offset: number;
	readonly data: Readonly<Record<string, unknown>>;
}
export interface IdempotencyRecord {
	/** Fingerprint of the request's body. */
	readonly request: string;
	readonly order_id: string;
	readonly at: string;
	/** The first answer, given again; absent for the moment between accepting the order and answering. */
	readonly response?: OrderView;
}
export interface CustomerActivity {
	readonly customer_id: string;
	/** Orders of the recent past: id and time in ms since the epoch. */
	readonly recent: readonly { readonly order_id: string; readonly at: number }[];
}

/** Every collection and its document. `orders` is the default collection and holds nothing but order views. */
export interface Collections {
	orders: OrderDocument;
	order_events: OrderEventDocument;
	payments: Payment;
	products: Product;
	reservations: Reservation;
	shipments: ShipmentRecord;
	alerts: FraudAlert;
	aggregates: Aggregate;
	minutes: MinuteBucket;
	audit: AuditRecord;
	sequences: Sequence;
	idempotency: IdempotencyRecord;
	customers: CustomerActivity;
	replays: ReplayJob;
	/** By role. */
	services: RoleRecord;
}
export type Collection = keyof Collections;

/** A version of a document; opaque, changes with every write. */
export type Cas = string | number;
export interface Versioned<T> {
	readonly doc: Readonly<T>;
	readonly cas: Cas;
}

/**
 * One write. `ensure` inserts when absent and is satisfied when present; `insert` and `replace` fail the whole call with
 * `CasMismatch` when the document is there already, or is not the version given.
 */
export type Write = {
	[C in Collection]:
		| { readonly op: "ensure"; readonly collection: C; readonly key: string; readonly doc: Readonly<Collections[C]> }
		| { readonly op: "insert"; readonly collection: C; readonly key: string; readonly doc: Readonly<Collections[C]> }
		| { readonly op: "replace"; readonly collection: C; readonly key: string; readonly doc: Readonly<Collections[C]>; readonly cas: Cas };
}[Collection];

/** Insert when nothing was read, replace that version otherwise. */
export function put<C extends Collection>(
	collection: C,
	key: string,
	read: Versioned<Collections[C]> | undefined,
	doc: Collections[C],
): Write {
	return (read === undefined ? { op: "insert", collection, key, doc } : { op: "replace", collection, key, doc, cas: read.cas }) as Write;
}

/**
 * A page, and where the next one begins; undefined at the end. The cursor is the adapter's own and opaque. A page may be shorter than
 * its limit, even empty, and still have a next one: a search for what is rare stops when it has cost enough, and goes on from there.
 */
export interface Page<T> {
	readonly items: readonly T[];
	readonly next: string | undefined;
}

/** Errors: `StoreError` with code UNAVAILABLE while the store is away; `CasMismatch`; `BadCursor` for a cursor not its own. */
export interface OrderStore {
	/** The documents of these keys, in their order; undefined where there is none. */
	get<C extends Collection>(collection: C, keys: readonly string[]): Promise<readonly (Versioned<Collections[C]> | undefined)[]>;
	/**
	 * Applies all writes. Embedded: all or nothing. Elsewhere each stands alone, so steps must bear a part having been applied; neighbours
	 * of one collection may be applied together, and those after them once all before are durable.
	 */
	write(writes: readonly Write[]): Promise<void>;

	/** Newest created first, ties by id descending. Views whose ORDER_CREATED has not been seen are left out. */
	listOrders(filter: OrderFilter, page: { limit: number; cursor?: string | undefined }): Promise<Page<OrderView>>;
	/** Oldest created first from `from` on: what a replay reads. */
	scanOrders(from: string, page: { limit: number; cursor?: string | undefined }): Promise<Page<OrderView>>;
	countOrders(from: string): Promise<number>;
	/** Oldest first by occurred_at, ties by event id. */
	orderEvents(orderId: string): Promise<readonly OrderEventDocument[]>;
	listAlerts(
		query: { state: FraudAlert["state"]; order: "worst" | "newest" },
		page: { limit: number; cursor?: string | undefined },
	): Promise<Page<FraudAlert>>;
	/** How many alerts are open, and the money behind them. */
	openAlerts(): Promise<{ count: number; amount: number }>;
	/** All of them: there are as many as input partitions. */
	aggregates(): Promise<readonly Aggregate[]>;
	/** The buckets whose minute begins at or after `from` (ms). */
	minutes(from: number): Promise<readonly MinuteBucket[]>;
	products(): Promise<readonly Versioned<Product>[]>;
	/** Shipments with `due_at` at or before `now` (ms), earliest first. */
	dueShipments(now: number, limit: number): Promise<readonly Versioned<ShipmentRecord>[]>;
	/** The earliest `due_at` of all shipments; undefined when nothing is due. */
	nextShipmentDue(): Promise<number | undefined>;
	/** Shipments CREATED or DISPATCHED, their money, and the earliest `due_at` among them (ms); undefined when none is due. */
	shipmentsUnderway(): Promise<{ orders: number; amount: number; oldestDueAt: number | undefined }>;
	/** Newest first. */
	listAudit(page: { limit: number; cursor?: string | undefined }): Promise<Page<AuditRecord>>;
	/** Newest first. */
	listReplays(limit: number): Promise<readonly ReplayJob[]>;
}
