/** Documents by collection and key, with compare-and-swap. */
import type { AuditRecord, EarlierAuditRecord } from "@orderdeck/contracts/audit/entities";
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import type { Reservation } from "@orderdeck/contracts/inventory/entities";
import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import type { Payment } from "@orderdeck/contracts/orders/entities";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import type { Aggregate, MinuteBucket } from "../domain/aggregates.ts";
import type { BacktestDocument } from "../domain/backtest/document.ts";
import type { CustomerActivity } from "../domain/customer-window.ts";
import type { EarlierForm } from "../domain/earlier-aggregates.ts";
import type { JobChunk, JobDocument } from "../domain/job.ts";
import type { GroupSettings } from "../domain/lag-status/group-settings.ts";
import type { OrderDocument } from "../domain/order-document.ts";
import type { OrderEventDocument } from "../domain/order-history.ts";
import type { Sequence } from "../domain/order-ids.ts";
import type { QuarterHours } from "../domain/quarters.ts";
import type { RuleBook } from "../domain/rule-book.ts";
import type { RoleRecord } from "../domain/service-registry.ts";
import type { ShadowResult } from "../domain/shadow-result.ts";
import type { ShipmentRecord } from "../domain/shipment.ts";
import type { Product } from "../domain/stock.ts";
import type { SuppressionRecord } from "../domain/suppression.ts";
import type { UnlockRecord } from "../domain/unlock.ts";

/** What a request with an `Idempotency-Key` did. Its key is derived from the client and the client's key. */
export interface IdempotencyRecord {
	/** Fingerprint of the command and its input. */
	readonly request: string;
	/** Identifies the first request; what it creates is found by it. */
	readonly id: string;
	readonly at: string;
	/** The id of the order that it creates, where it creates one. */
	readonly order_id?: string;
	/** The first response, returned to repeated requests; absent while the command may be unfinished. */
	readonly response?: unknown;
}

/** How far the dead letters of a group are in the collection `dead_letters`: the next offset by partition. */
export interface LetterPositions {
	readonly group: string;
	readonly next: Readonly<Record<string, number>>;
	/** The job of the group's newest redrive. */
	readonly redrive?: string;
}

type StoredBefore = "alert_id" | "order_id" | "rule" | "reason" | "score" | "amount" | "country" | "raised_at" | "state";
/** Alerts of earlier versions have these fields, and a currency or none; see `domain/alert.ts`. */
export type AlertDocument = Pick<AlertRecord, StoredBefore> & Partial<AlertRecord>;

/** Every collection and its document. `orders` is the default collection and holds nothing but order views. */
export interface Collections {
	orders: OrderDocument;
	/** Written by earlier versions only, by event id: their bodies are moved into the orders. */
	order_events: OrderEventDocument;
	payments: Payment;
	products: Product;
	reservations: Reservation;
	shipments: ShipmentRecord;
	alerts: AlertDocument;
	/** One document: see RULE_BOOK_KEY. */
	rules: RuleBook;
	/** By rule and customer: see suppressionKey. */
	suppressions: SuppressionRecord;
	/** By alert and version in shadow. */
	shadow_results: ShadowResult;
	aggregates: Aggregate | EarlierForm<Aggregate>;
	minutes: MinuteBucket | EarlierForm<MinuteBucket>;
	/** By hour and partition. */
	quarters: QuarterHours;
	/** Append-only. */
	audit: AuditRecord | EarlierAuditRecord;
	sequences: Sequence;
	idempotency: IdempotencyRecord;
	/** By customer. */
	customers: CustomerActivity;
	replays: ReplayJob;
	jobs: JobDocument;
	/** By job and number. */
	job_chunks: JobChunk;
	/** By job. */
	backtests: BacktestDocument;
	/** By role. */
	services: RoleRecord;
	/** By consumer group. */
	groups: GroupSettings;
	dead_letters: DeadLetter;
	/** By consumer group. */
	letter_positions: LetterPositions;
	/** By caller. */
	unlocks: UnlockRecord;
}
export type Collection = keyof Collections;

/** A version of a document; opaque, changes with every write. */
export type Cas = string | number;
export interface Versioned<T> {
	readonly doc: Readonly<T>;
	readonly cas: Cas;
}

/**
 * One write. `ensure` inserts when absent and succeeds when present; `insert` and `replace` fail the whole call with
 * `CasMismatch` when the document already exists, or has another version than the one given.
 */
export type Write = {
	[C in Collection]:
		| { readonly op: "ensure"; readonly collection: C; readonly key: string; readonly doc: Readonly<Collections[C]> }
		| { readonly op: "insert"; readonly collection: C; readonly key: string; readonly doc: Readonly<Collections[C]> }
		| { readonly op: "replace"; readonly collection: C; readonly key: string; readonly doc: Readonly<Collections[C]>; readonly cas: Cas };
}[Collection];

/** The versions that writes made, in their order; undefined where `ensure` found a document. */
export type Versions = readonly (Cas | undefined)[];

/** Insert when nothing was read, replace that version otherwise. */
export function put<C extends Collection>(
	collection: C,
	key: string,
	read: Versioned<Collections[C]> | undefined,
	doc: Collections[C],
): Write {
	return (read === undefined ? { op: "insert", collection, key, doc } : { op: "replace", collection, key, doc, cas: read.cas }) as Write;
}

/** Documents by collection and key. Both methods throw `StoreError` with code UNAVAILABLE while the store is unavailable. */
export interface Documents extends DocumentReader {
	/**
	 * Applies all writes. Embedded: all or nothing. Elsewhere each is applied by itself, so steps must tolerate that only some were;
	 * adjacent writes to one collection may be applied together, and those after them start once all before are durable. What is written next
	 * on a returned version need not be read again: it is refused when somebody else has changed the document since.
	 */
	write(writes: readonly Write[]): Promise<Versions>;
}

export interface DocumentReader {
	/** The documents of these keys, in their order; undefined where there is none. */
	get<C extends Collection>(collection: C, keys: readonly string[]): Promise<readonly (Versioned<Collections[C]> | undefined)[]>;
}
