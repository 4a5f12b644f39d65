// @vitest-environment jsdom
/** Every figure with a link is the length of the list that the link leads to: a real daemon, idle, with orders in every state. */
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { cleanup, waitFor } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createDaemon, type Daemon } from "../../e2e/support/daemon.ts";
import { cancelOrder, createOrder, lagOf, listOrders, setProducer } from "../../e2e/support/rest.ts";
import { type ApiClient, createApiClient } from "./api/client.ts";
import { createTokenStore } from "./api/token.ts";
import { alertSearchSchema, tabQuery } from "./features/alerts/alert-tabs.ts";
import { filtersOf, orderSearchSchema } from "./features/orders/order-filters.ts";
import { renderConsole } from "./testing/fake-api.tsx";

const HOUR_MS = "3600000";
const ORDERS = 250;
const settled: ReadonlySet<OrderStatus> = new Set<OrderStatus>(["SHIPPED", "CANCELLED"]);

let daemon: Daemon;
let client: ApiClient;
beforeAll(async () => {
	// No stock is delivered and a third of the charges is declined: orders are cancelled for every reason, the others shipped.
	daemon = await createDaemon({ PRODUCER_SEED: "7", RESTOCK_DELAY_MS: "0", SHIP_DISPATCH_MS: "10", SHIP_DELIVER_MS: HOUR_MS });
	client = createApiClient(`${daemon.url}/trpc`, createTokenStore(window.sessionStorage));
	await daemon.start({ PRODUCER_RATE: "200", PAYMENT_DECLINE_RATE: "0.3", PAYMENT_LATENCY_MS: "1" });
	await until(async () => (await countOf({})) > ORDERS);
	await setProducer(daemon.url, { running: false });
	await until(async () => (await listOrders(daemon.url, {})).every(({ status }) => settled.has(status)));
	// Then orders that are paid and wait for stock, and orders that wait for their payment, one of them cancelled.
	await restart("fraud,payments,analytics,api");
	for (const _ of [1, 2]) await createOrder(daemon.url, "PROD-008", 19.99);
	await until(async () => (await countOf({ status: "PAID" })) === 2);
	await restart("fraud,analytics,api");
	const created: string[] = [];
	for (const _ of [1, 2, 3, 4]) created.push(await createOrder(daemon.url, "PROD-001", 79.99));
	await cancelOrder(daemon.url, created[0] ?? "");
	await until(async () => (await countOf({ status: "CREATED,CONFIRMED" })) === 3 && (await countOf({ cause: "REQUESTED" })) === 1);
	await until(async () => (await lagOf(daemon.url, "payments-group"))?.waiting.orders === 4);
}, 120_000);
afterEach(cleanup);
afterAll(() => daemon?.[Symbol.asyncDispose]());

function until(holds: () => Promise<boolean>): Promise<void> {
	return vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 30_000, interval: 100 });
}

async function restart(roles: string): Promise<void> {
	await daemon.kill();
	await daemon.start({ ROLES: roles, PAYMENT_DECLINE_RATE: "0" });
}

/** The length of the list at this address, paged as the Orders screen pages it. */
async function countOf(address: Readonly<Record<string, string>>): Promise<number> {
	const filters = filtersOf(orderSearchSchema.parse(address), Date.now());
	let count = 0;
	let cursor: string | undefined;
	do {
		const page = await client.orders.list.query({ ...filters, limit: 100, cursor });
		count += page.orders.length;
		cursor = page.nextCursor ?? undefined;
	} while (cursor !== undefined);
	return count;
}

/** What the screen that a link leads to lists: orders, the alerts of a tab, or the orders that wait for a group. */
async function lengthBehind(link: string): Promise<number> {
	const [path, query = ""] = link.split("?");
	const search = Object.fromEntries(new URLSearchParams(query));
	if (path === "/orders") return countOf(search);
	if (path === "/alerts") {
		const { tab = "stoppable" } = alertSearchSchema.parse(search);
		const { actor } = await client.session.query();
		return (await client.alerts.list.query({ ...tabQuery(tab, actor?.name ?? ""), limit: 500 })).alerts.length;
	}
	if (path === "/lag") return (await lagOf(daemon.url, search.group ?? ""))?.waiting.orders ?? Number.NaN;
	throw new Error(`no list is known behind ${link}`);
}

interface Figure {
	readonly name: string;
	readonly link: string;
	readonly counts: readonly number[];
}

/** The links on the page that contain a count, by their text. */
function linkedFigures(): readonly Figure[] {
	return [...document.querySelectorAll("a[href]")].flatMap((anchor) => {
		const counts = [...anchor.querySelectorAll("[data-count]")].map((count) => Number(count.getAttribute("data-count")));
		return counts.length === 0
			? []
			: [{ name: anchor.textContent ?? "", link: (anchor.getAttribute("href") ?? "").replace(/^.*#/, ""), counts }];
	});
}

async function figuresAt(hash: string, least: number): Promise<readonly Figure[]> {
	renderConsole(hash, { url: `${daemon.url}/trpc` });
	await waitFor(() => expect(linkedFigures().length).toBeGreaterThanOrEqual(least));
	return linkedFigures();
}

describe("a figure with a link", () => {
	it.each([
		["#/", 18],
		["#/orders", 1],
		["#/alerts", 1],
		["#/lag?group=payments-group", 1],
		["#/inventory", 1],
		["#/services", 1],
		["#/replay", 1],
		["#/events", 1],
	])("on %s is the length of the list that the link leads to", async (hash, least) => {
		await figuresAt(hash, least);
		// The page and the list are read at two moments, and orders become stuck by time alone: soon all of them are.
		await vi.waitFor(
			async () => {
				const figures = linkedFigures();
				const lists = await Promise.all(figures.map(async (figure) => ({ ...figure, counts: [await lengthBehind(figure.link)] })));
				expect(figures).toEqual(lists);
			},
			{ timeout: 60_000, interval: 500 },
		);
	});

	it("counts something, each of them: orders of every status and cause are there", async () => {
		const figures = await figuresAt("#/", 18);
		const filled = (part: string) => figures.filter(({ link, counts }) => link.includes(part) && (counts[0] ?? 0) > 0).length;
		for (const part of [
			"cause=PAYMENT_DECLINED",
			"cause=OUT_OF_STOCK",
			"cause=REQUESTED",
			"cause=ARRIVED_CANCELLED",
			"status=PAID",
			"status=SHIPPED",
		]) {
			expect(filled(part), part).toBeGreaterThan(0);
		}
		expect(figures.find(({ link }) => link === "/alerts?tab=open")?.counts[0]).toBeGreaterThan(0);
	});
});
