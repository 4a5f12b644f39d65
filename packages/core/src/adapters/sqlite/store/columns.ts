/** What each collection's table holds beside the document: what it is found by, and what is not read with every document. */
import type { SQLInputValue } from "node:sqlite";
import { completed, outcomeOf } from "@orderdeck/contracts/audit/recorded";
import { sortableInstant } from "@orderdeck/contracts/instant";
import { createdAt, searchText, unitsOf, waitingSince } from "@orderdeck/contracts/orders/order-values";
import { tenThousandths } from "../../../domain/money.ts";
import { isWhole } from "../../../domain/order-document.ts";
import { suppressedUntil } from "../../../domain/suppression.ts";
import type { Collection, Collections, Write } from "../../../ports/documents.ts";
import { ALERT_COLUMNS, alertValues } from "./alert-row.ts";
import { documentIn, historyText, viewText } from "./order-row.ts";

export interface Columns<D = Write["doc"]> {
	/** Columns that most writes change, and those that few do. */
	readonly moving: readonly string[];
	readonly steady: readonly string[];
	movingOf(doc: Readonly<D>, key: string): SQLInputValue[];
	steadyOf(doc: Readonly<D>, key: string): SQLInputValue[];
	/** Moving columns that are a part of the document, in the order in which `parse` takes them. */
	readonly body: readonly string[];
	/** What is stored as the document. */
	text(doc: Readonly<D>): string;
	/** The document again. What this adapter made of it needs no schema to be one again. */
	parse(text: string, ...body: readonly (string | null)[]): unknown;
	/** True when the steady columns are the same after as before, by a cheap comparison; false when that is not certain. */
	isSteady(before: Readonly<D>, after: Readonly<D>): boolean;
}

const none = (): SQLInputValue[] => [];
const always = (): boolean => true;
const never = (): boolean => false;
const IS_TEXT = { body: [], text: (doc: object) => JSON.stringify(doc), parse: (text: string) => JSON.parse(text) };
const KEY_ALONE: Columns = { ...IS_TEXT, moving: [], steady: [], movingOf: none, steadyOf: none, isSteady: always };

const columns = {
	orders: {
		body: ["history"],
		text: viewText,
		parse: (text, history = null) => documentIn(text, history),
		moving: ["status", "waiting", "history"],
		steady: ["open", "cause", "flagged", "created", "country", "amount", "customer", "search", "units", "currency", "ten_thousandths"],
		movingOf: (doc) => [doc.status, (isWhole(doc) ? waitingSince(doc) : undefined) ?? null, historyText(doc)],
		steadyOf: orderColumns,
		isSteady: isSameOrder,
	},
	order_events: {
		...IS_TEXT,
		moving: [],
		steady: ["order_id"],
		movingOf: none,
		steadyOf: (doc, key) => [key.startsWith(`${doc.order_id}:`) ? null : doc.order_id],
		isSteady: never,
	},
	shipments: {
		...IS_TEXT,
		moving: ["due_at"],
		steady: [],
		movingOf: (doc) => [doc.due_at],
		steadyOf: none,
		isSteady: always,
	},
	alerts: {
		...IS_TEXT,
		moving: [],
		steady: ALERT_COLUMNS,
		movingOf: none,
		steadyOf: alertValues,
		isSteady: never,
	},
	minutes: { ...IS_TEXT, moving: ["minute"], steady: [], movingOf: (doc) => [doc.minute], steadyOf: none, isSteady: always },
	quarters: KEY_ALONE,
	audit: {
		...IS_TEXT,
		moving: [],
		steady: ["at", "actor", "action", "target", "outcome", "writer", "seq"],
		movingOf: none,
		steadyOf: (doc) => {
			const { at, actor, action, target, writer, seq, ...record } = completed(doc);
			return [sortableInstant(at), actor, action, target, outcomeOf(record), writer, seq];
		},
		isSteady: never,
	},
	replays: {
		...IS_TEXT,
		moving: [],
		steady: ["started"],
		movingOf: none,
		steadyOf: (doc) => [sortableInstant(doc.started_at)],
		isSteady: never,
	},
	jobs: {
		...IS_TEXT,
		moving: ["state"],
		steady: ["started", "kind"],
		movingOf: (doc) => [doc.state],
		steadyOf: (doc) => [sortableInstant(doc.started_at), doc.kind],
		isSteady: always,
	},
	job_chunks: KEY_ALONE,
	dead_letters: {
		...IS_TEXT,
		moving: ["state"],
		steady: ["grp", "reason", "topic", "at", "currency", "ten_thousandths"],
		movingOf: (doc) => [doc.state],
		steadyOf: ({ group, reason, origin, at, amount, currency }) => [
			group,
			reason,
			origin?.topic ?? null,
			sortableInstant(at),
			currency,
			storedAmount({ amount: amount ?? 0, currency: currency ?? "" }),
		],
		isSteady: always,
	},
	payments: KEY_ALONE,
	products: KEY_ALONE,
	reservations: KEY_ALONE,
	aggregates: KEY_ALONE,
	sequences: KEY_ALONE,
	idempotency: KEY_ALONE,
	customers: KEY_ALONE,
	services: KEY_ALONE,
	groups: KEY_ALONE,
	letter_positions: KEY_ALONE,
	unlocks: KEY_ALONE,
	rules: KEY_ALONE,
	backtests: KEY_ALONE,
	suppressions: {
		...IS_TEXT,
		moving: ["until"],
		steady: ["rule"],
		movingOf: (doc) => [suppressedUntil(doc)],
		steadyOf: (doc) => [doc.rule],
		isSteady: always,
	},
	shadow_results: {
		...IS_TEXT,
		moving: ["live", "shadow"],
		steady: ["rule", "version", "at"],
		movingOf: ({ live, shadow }) => [live ? 1 : 0, shadow ? 1 : 0],
		steadyOf: ({ rule, version, at }) => [rule, version, at],
		isSteady: always,
	},
} satisfies { readonly [C in Collection]: Columns<Collections[C]> };

/** By collection. A caller that has the collection's document by a union of both may use them together. */
export const COLUMNS: Readonly<Record<Collection, Columns>> = columns;

function storedAmount({
	amount = 0,
	currency = "",
}: {
	readonly amount?: number | undefined;
	readonly currency?: string | undefined;
}): number {
	return tenThousandths({ amount, currency });
}

/** Of an order whose ORDER_CREATED has not been seen, only what its events contain. */
function orderColumns(doc: Readonly<Collections["orders"]>): SQLInputValue[] {
	const flagged = doc.flagged ? 1 : 0;
	if (!isWhole(doc)) return [null, null, flagged, null, null, null, null, null, null, null, null];
	const { country, amount, customer_id, currency } = doc;
	const found = [createdAt(doc), country, amount, String(customer_id), searchText(doc), unitsOf(doc)];
	return [isOpen(doc) ? 1 : null, doc.cancel?.cause ?? null, flagged, ...found, currency, storedAmount(doc)];
}

/** Folding keeps the order's own fields as they are, the very same list of items among them. */
function isSameOrder(before: Readonly<Collections["orders"]>, after: Readonly<Collections["orders"]>): boolean {
	return (
		isOpen(before) === isOpen(after) &&
		before.cancel?.cause === after.cancel?.cause &&
		before.flagged === after.flagged &&
		before.processed_at === after.processed_at &&
		before.created_at === after.created_at &&
		before.country === after.country &&
		before.amount === after.amount &&
		before.currency === after.currency &&
		before.customer_id === after.customer_id &&
		before.customer_email === after.customer_email &&
		before.items === after.items
	);
}

function isOpen({ status }: Readonly<Collections["orders"]>): boolean {
	return status !== "DELIVERED" && status !== "CANCELLED";
}
