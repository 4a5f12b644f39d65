/** Requests to a daemon beside the browser. */
import { alertRecordSchema } from "@orderdeck/contracts/fraud/entities";
import { alertPageSchema, type ListedAlert } from "@orderdeck/contracts/fraud/requests";
import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import { inventorySchema } from "@orderdeck/contracts/inventory/requests";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { lagSchema } from "@orderdeck/contracts/lag/requests";
import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import { letterPageSchema } from "@orderdeck/contracts/letters/requests";
import { type OrderView, orderViewSchema } from "@orderdeck/contracts/orders/entities";
import { orderPageSchema } from "@orderdeck/contracts/orders/requests";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { replayListSchema } from "@orderdeck/contracts/replay/requests";
import { type ProducerState, producerStateSchema, type ServiceStatus } from "@orderdeck/contracts/services/entities";
import { servicesSchema } from "@orderdeck/contracts/services/requests";

async function post(url: string, body: unknown, status: number): Promise<unknown> {
	const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
	if (response.status !== status) throw new Error(`POST ${url} returned ${response.status}: ${await response.text()}`);
	return response.json();
}

async function get(url: string): Promise<unknown> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`GET ${url} returned ${response.status}: ${await response.text()}`);
	return response.json();
}

/** Returns the new order's id. */
export async function createOrder(url: string, productId: string, price: number): Promise<string> {
	const order = await post(`${url}/api/orders`, { customerId: 4242, items: [{ productId, price, quantity: 1 }] }, 201);
	return String(orderViewSchema.parse(order).order_id);
}

/** The producer empties the shelves quickly: an order that must be delivered needs stock. */
export async function restock(url: string, product: string): Promise<void> {
	await post(`${url}/api/inventory/${product}/restock`, { quantity: 10_000 }, 200);
}

export async function adjustStock(url: string, product: string, quantity: number): Promise<void> {
	await post(`${url}/api/inventory/${product}/adjust`, { quantity, reason: "counted" }, 200);
}

export async function setProducer(url: string, change: { readonly rate?: number; readonly running?: boolean }): Promise<void> {
	await post(`${url}/api/producer`, change, 200);
}

export async function cancelOrder(url: string, id: string): Promise<void> {
	await post(`${url}/api/orders/${id}/cancel`, {}, 200);
}

/** Every item of a list, read page by page. */
async function pages<T>(
	url: string,
	filters: Readonly<Record<string, string>>,
	read: (body: unknown) => { readonly items: readonly T[]; readonly nextCursor: string | null },
): Promise<readonly T[]> {
	const all: T[] = [];
	let cursor: string | null | undefined;
	do {
		const query = new URLSearchParams({ ...filters, limit: "500", ...(cursor == null ? {} : { cursor }) });
		const { items, nextCursor } = read(await get(`${url}?${query}`));
		all.push(...items);
		cursor = nextCursor;
	} while (cursor !== null);
	return all;
}

export function listOrders(url: string, filters: Readonly<Record<string, string>>): Promise<readonly OrderView[]> {
	return pages(`${url}/api/orders`, filters, (body) => {
		const { orders, nextCursor } = orderPageSchema.parse(body);
		return { items: orders, nextCursor };
	});
}

export async function orderOf(url: string, id: string): Promise<OrderView> {
	return orderViewSchema.parse(await get(`${url}/api/orders/${id}`));
}

export async function productOf(url: string, id: string): Promise<ProductView> {
	const { products } = inventorySchema.parse(await get(`${url}/api/inventory`));
	const product = products.find(({ product_id }) => product_id === id);
	if (product === undefined) throw new Error(`${url} has no product ${id}`);
	return product;
}

export async function producerOf(url: string): Promise<ProducerState> {
	return producerStateSchema.parse(await get(`${url}/api/producer`));
}

/** The newest first. */
export async function replaysOf(url: string): Promise<readonly ReplayJob[]> {
	return replayListSchema.parse(await get(`${url}/api/replays`)).jobs;
}

export async function lagOf(url: string, group: string): Promise<GroupLag | undefined> {
	return lagSchema.parse(await get(`${url}/api/lag`)).groups.find((each) => each.group === group);
}

export async function servicesOf(url: string): Promise<readonly ServiceStatus[]> {
	return servicesSchema.parse(await get(`${url}/api/services/status`)).services;
}

export function alertsOf(url: string, filters: Readonly<Record<string, string>>): Promise<readonly ListedAlert[]> {
	return pages(`${url}/api/alerts`, filters, (body) => {
		const { alerts, nextCursor } = alertPageSchema.parse(body);
		return { items: alerts, nextCursor };
	});
}

/** Claims the worst alert that nobody has claimed; returns who has it now. */
export async function claimNext(url: string): Promise<{ readonly id: string; readonly by: string }> {
	const { alert_id: id, claim } = alertRecordSchema.parse(await post(`${url}/api/alerts/claim-next`, {}, 200));
	return { id, by: claim?.by ?? "" };
}

export async function resolveAlert(url: string, id: string, verdict: string): Promise<void> {
	await post(`${url}/api/alerts/${encodeURIComponent(id)}/resolve`, { verdict }, 200);
}

/** Every dead letter of the list, read page by page. */
export function lettersOf(url: string, filters: Readonly<Record<string, string>>): Promise<readonly DeadLetter[]> {
	return pages(`${url}/api/dead-letters`, filters, (body) => {
		const { letters, nextCursor } = letterPageSchema.parse(body);
		return { items: letters, nextCursor };
	});
}

/** How many fraud alerts with a score of 90 or more were raised after `since` (RFC 3339); 500 at most. */
export async function countHighAlerts(url: string, since: string): Promise<number> {
	const { alerts } = alertPageSchema.parse(await get(`${url}/api/alerts?order=newest&limit=500`));
	return alerts.filter(({ score, raised_at }) => score >= 90 && raised_at > since).length;
}

/** How many live streams the daemon serves. */
export async function liveReaders(url: string): Promise<number> {
	const metrics = await (await fetch(`${url}/metrics`)).text();
	const readers = /^orderdeck_live_readers (\d+)$/m.exec(metrics)?.[1];
	if (readers === undefined) throw new Error(`${url}/metrics has no orderdeck_live_readers`);
	return Number(readers);
}
