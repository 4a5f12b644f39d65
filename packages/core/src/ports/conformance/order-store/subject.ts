/** What the cases of the OrderStore's suite share. */
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { expect } from "vitest";
import type { specify } from "../../conformance.ts";
import type { Cas, Collection, Collections, Write } from "../../documents.ts";
import type { OrderStore } from "../../order-store.ts";
import type { MoneyGroup } from "../../queries/money-group.ts";
import type { OrderListSorting } from "../../queries/orders.ts";
import type { Page } from "../../queries/page.ts";

export interface OrderStoreSubject extends AsyncDisposable {
	readonly store: OrderStore;
}

export type Test = ReturnType<typeof specify<OrderStoreSubject>>;

export function ensure<C extends Collection>(collection: C, key: string, doc: Collections[C]): Write {
	return { op: "ensure", collection, key, doc } as Write;
}

export function replace<C extends Collection>(collection: C, key: string, doc: Collections[C], cas: Cas): Write {
	return { op: "replace", collection, key, doc, cas } as Write;
}

export async function one<C extends Collection>(store: OrderStore, collection: C, key: string) {
	const [read] = await store.get(collection, [key]);
	if (read === undefined) throw new Error(`${collection}/${key} is not there`);
	return read;
}

export async function fill(store: OrderStore, orders: readonly Collections["orders"][]): Promise<void> {
	await store.write(orders.map((doc) => ensure("orders", String(doc.order_id), doc)));
}

/** The items of all pages. A page may be short, even empty, and have a next one. */
export async function pages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
	const items: T[] = [];
	let cursor: string | undefined;
	do {
		const page = await read(cursor);
		items.push(...page.items);
		cursor = page.next;
	} while (cursor !== undefined);
	return items;
}

export function all(store: OrderStore, filter: OrderFilter, limit: number, sorting: OrderListSorting = {}) {
	return pages(async (cursor) => {
		const page = await store.listOrders(filter, { limit, cursor, ...sorting });
		expect(page.items.length).toBeLessThanOrEqual(limit);
		return page;
	});
}

/** The groups of each currency added up, to compare them whatever their order. */
export function byCurrency(groups: readonly MoneyGroup[]): Record<string, { count: number; amount: number }> {
	const sums: Record<string, { count: number; amount: number }> = {};
	for (const { currency, count, amount } of groups) {
		const sum = sums[String(currency)] ?? { count: 0, amount: 0 };
		sums[String(currency)] = { count: sum.count + count, amount: sum.amount + Number(amount) };
	}
	return sums;
}

export function idsOf(page: Page<{ order_id: string | number }>): (string | number)[] {
	return page.items.map(({ order_id }) => order_id);
}
