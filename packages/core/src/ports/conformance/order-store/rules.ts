/** The rule book, suppressions, customers' windows and the results of versions in shadow. */
import { expect } from "vitest";
import { isoOf } from "../../../domain/instant.ts";
import { HOUR_MS } from "../../../domain/quarters.ts";
import { defaultBook, RULE_BOOK_KEY } from "../../../domain/rule-book.ts";
import type { ShadowResult } from "../../../domain/shadow-result.ts";
import type { SuppressionRecord } from "../../../domain/suppression.ts";
import { put } from "../../documents.ts";
import type { OrderStore } from "../../order-store.ts";
import { ensure, one, replace, type Test } from "./subject.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

function suppression(rule: string, customer: string, until: number): SuppressionRecord {
	const period = { comment: "<b>ours</b>", by: "ada", at: isoOf(NOON), from: isoOf(NOON), until: isoOf(until), lifted: null };
	return { rule, customer_id: customer, periods: [period] };
}

function result(order: number, hour: number, { live, shadow }: Pick<ShadowResult, "live" | "shadow">, fields: Partial<ShadowResult> = {}) {
	return { rule: "r", version: 2, order_id: order, at: NOON + hour * HOUR_MS + order, live, shadow, ...fields };
}

const storeResults = (store: OrderStore, results: readonly ShadowResult[]) =>
	store.write(results.map((each) => ensure("shadow_results", `${each.order_id} ${each.rule} ${each.version}`, each)));

async function hoursOf(store: OrderStore, version = 2) {
	const hours = await store.shadowHours("r", version);
	return hours.map(({ hour, live, shadow, orders }) => `${(hour - NOON) / HOUR_MS} ${live} ${shadow} ${orders}`).toSorted();
}

export function ruleDocuments(test: Test): void {
	test("keeps the rule book as it is stored, and replaces the version that was read", async ({ store }) => {
		const book = defaultBook("USD");
		await store.write([put("rules", RULE_BOOK_KEY, undefined, book)]);
		const read = await one(store, "rules", RULE_BOOK_KEY);
		expect(read.doc).toEqual(book);
		await store.write([put("rules", RULE_BOOK_KEY, read, { rules: [] })]);
		expect((await one(store, "rules", RULE_BOOK_KEY)).doc).toEqual({ rules: [] });
	});

	test("keeps the window of a customer", async ({ store }) => {
		const order = { order_id: 7, at: NOON, received: NOON + 1, amount: 0.1, currency: "USD", country: "<i>", takes_money: true };
		const doc = { customer_id: "CUST-1", since: NOON - 1, orders: [order] };
		await store.write([put("customers", "CUST-1", undefined, doc)]);
		expect((await one(store, "customers", "CUST-1")).doc).toEqual(doc);
	});
}

export function ruleQueries(test: Test): void {
	test("lists the suppressions of a rule that have not expired, the one that ends last first", async ({ store }) => {
		const docs = [
			suppression("r", "1", NOON + 2),
			suppression("r", "2", NOON + 3),
			suppression("r", "3", NOON),
			suppression("s", "1", NOON + 9),
		];
		await store.write(docs.map((doc, index) => ensure("suppressions", `key-${index}`, doc)));
		expect(await store.suppressions("r", NOON)).toEqual([docs[1], docs[0]]);
		expect(await store.suppressions("r", NOON + 3)).toEqual([]);
		expect(await store.suppressions("nobody", 0)).toEqual([]);
		const { doc, cas } = await one(store, "suppressions", "key-1");
		await store.write([replace("suppressions", "key-1", { ...doc, periods: suppression("r", "2", NOON + 1).periods }, cas)]);
		expect((await store.suppressions("r", NOON)).map(({ customer_id }) => customer_id)).toEqual(["1", "2"]);
	});

	test("counts the results of a version in shadow by the hour and by what both versions say", async ({ store }) => {
		const both = { live: true, shadow: true };
		const onlyShadow = { live: false, shadow: true };
		await storeResults(store, [
			result(1, 0, both),
			result(2, 0, both),
			result(3, 0, onlyShadow),
			result(4, 1, both),
			result(5, 1, both, { version: 3 }),
			result(6, 1, both, { rule: "s" }),
		]);
		expect(await hoursOf(store)).toEqual(["0 false true 1", "0 true true 2", "1 true true 1"]);
		const { cas, doc } = await one(store, "shadow_results", "3 r 2");
		await store.write([replace("shadow_results", "3 r 2", { ...doc, live: true }, cas)]);
		expect(await hoursOf(store)).toEqual(["0 true true 3", "1 true true 1"]);
		expect(await hoursOf(store, 9)).toEqual([]);
	});

	test("removes the results of the orders that were accepted before a time", async ({ store }) => {
		const live = { live: true, shadow: false };
		await storeResults(
			store,
			Array.from({ length: 40 }, (_, order) => result(order, order % 4, live)),
		);
		await store.dropShadowResults(NOON + 2 * HOUR_MS);
		await store.dropShadowResults(NOON + 2 * HOUR_MS);
		expect(await hoursOf(store)).toEqual(["2 true false 10", "3 true false 10"]);
		expect(await store.get("shadow_results", ["0 r 2"])).toEqual([undefined]);
		await store.dropShadowResults(NOON + 4 * HOUR_MS);
		expect(await hoursOf(store)).toEqual([]);
	});
}
