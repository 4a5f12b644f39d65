/** The Overview's figures are the lengths and sums of lists of orders, whatever happened to the orders and in whatever order it arrived. */
import { REACHED_STATUSES, WAITING_STATUSES } from "@orderdeck/contracts/analytics/entities";
import type { OrderEvent } from "@orderdeck/contracts/events";
import { moneySums } from "@orderdeck/contracts/money";
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { CANCEL_CAUSES, ORDER_STATUSES, type OrderView } from "@orderdeck/contracts/orders/entities";
import type { AppRouter } from "@orderdeck/contracts/router";
import { cancelled, created, dispatched, happened, inventory, paid, paymentFailed } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "../http/server.fixture.ts";

const ORDERS = 300;
const MINUTE_MS = 60_000;
const WINDOW = 5;

const shipment = (id: string, status: "CREATED" | "DELIVERED"): OrderEvent =>
	happened(`SHIPMENT_${status}`, { order_id: id, status }) as OrderEvent;
const flag = (id: string): OrderEvent =>
	happened("FRAUD_ALERT_RAISED", { order_id: id, reason: "R", amount: 1, country: "BR", rule: "r", score: 50 }) as OrderEvent;

/** What may happen to an order, some of it at odds with the rest: two causes of cancellation, a cancellation after the dispatch. */
const HAPPENINGS: readonly ((id: string) => OrderEvent)[] = [
	cancelled,
	paid,
	paymentFailed,
	(id) => inventory(id, "RESERVED"),
	(id) => inventory(id, "FAILED"),
	(id) => shipment(id, "CREATED"),
	dispatched,
	(id) => shipment(id, "DELIVERED"),
	flag,
];

interface Life {
	/** When it claims to have been created, in minutes from now; the record itself is sent now. */
	readonly createdIn: number;
	readonly order: Parameters<typeof created>[1];
	readonly happenings: readonly ((id: string) => OrderEvent)[];
	/** Whether what happened reaches the log before the order does. */
	readonly lastFirst: boolean;
	readonly headerless: boolean;
}
const lifeArbitrary: fc.Arbitrary<Life> = fc.record({
	createdIn: fc.constantFrom(0, -1, -2.5, -4, -7, -30, -600_000, 3, 40_000_000),
	order: fc.record({
		amount: fc.constantFrom(10.05, 1.235, 45_000, 400),
		currency: fc.constantFrom("USD", "eur", "JPY", "KWD", "XXX1"),
		country: fc.constantFrom("US", "de", "BR", "Atlantis"),
		status: fc.constantFrom("CREATED", "CONFIRMED", "CANCELLED"),
	}),
	happenings: fc.shuffledSubarray([...HAPPENINGS], { maxLength: 5 }),
	lastFirst: fc.boolean(),
	headerless: fc.boolean(),
});

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({ roles: ["analytics"] });
	const now = Date.now();
	const events = fc.sample(lifeArbitrary, ORDERS).flatMap(({ createdIn, order, happenings, lastFirst, headerless }, place) => {
		const id = `O-${place}`;
		const created_at = new Date(now + createdIn * MINUTE_MS).toISOString();
		// A minute ago: whether an order is stuck does not change during the test.
		const sent = (event: OrderEvent, after: number) => ({ ...event, time: new Date(now - MINUTE_MS + after).toISOString() });
		const whole = encodeEvent(sent(created(id, { ...order, created_at }), 0));
		// As a program without our headers sends it.
		const first = headerless ? { ...whole, value: Buffer.from(whole.value ?? ""), headers: {} } : whole;
		const rest = happenings.map((happening, after) => encodeEvent(sent(happening(id), after)));
		return lastFirst ? [...rest, first] : [first, ...rest];
	});
	for (let at = 0; at < events.length; at += 50) await daemon.work.apply({ writes: [], records: events.slice(at, at + 50) });
	for (;;) {
		await daemon.lag.sample();
		const analytics = (await client().lag.list.query()).groups.find(({ group }) => group === "analytics-group");
		if (analytics?.lag === 0 && (await listed({})).length === ORDERS) break;
	}
});
afterAll(() => daemon[Symbol.asyncDispose]());

const client = () => createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${daemon.url}/trpc` })] });
const overview = () => client().analytics.overview.query({ minutes: WINDOW });

/** Every order of the list, paged. */
async function listed(filter: OrderFilter): Promise<readonly OrderView[]> {
	const orders: OrderView[] = [];
	let cursor: string | undefined;
	do {
		const page = await client().orders.list.query({ ...(filter as object), limit: 40, cursor });
		orders.push(...page.orders);
		cursor = page.nextCursor ?? undefined;
	} while (cursor !== undefined);
	return orders;
}

const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
const sumsOf = (orders: readonly OrderView[]) => moneySums(orders, "USD").by_currency;

describe("a figure of the Overview", () => {
	it("of the orders created in its window is the length and the sum of that list", async () => {
		const { minutes, window_from: from, window_to: to } = await overview();
		const orders = await listed({ from, to });
		expect(orders.length).toBeGreaterThan(ORDERS / 4);
		const now = minutes.slice(-WINDOW);
		expect(now.reduce((sum, minute) => sum + minute.orders, 0)).toBe(orders.length);
		for (const country of ["US", "DE", "BR"]) {
			const own = await listed({ from, to, country: [country] });
			const parts = now.map((minute) => minute.by_country[country]).filter((part) => part !== undefined);
			expect(parts.reduce((sum, part) => sum + part.orders, 0)).toBe(own.length);
			const sums = parts.flatMap((part) => Object.entries(part.by_currency).map(([currency, amount]) => ({ currency, amount })));
			expect(moneySums(sums, "USD").by_currency).toEqual(sumsOf(own));
		}
	});

	it("of the orders that are waiting is the length and the sum of the list of their statuses", async () => {
		const { waiting } = await overview();
		for (const step of ["payment", "inventory", "shipping", "delivery"] as const) {
			const orders = await listed({ status: WAITING_STATUSES[step] });
			expect(orders.length, step).toBeGreaterThan(0);
			expect(waiting[step].orders, step).toBe(orders.length);
			expect(waiting[step].by_currency, step).toEqual(sumsOf(orders));
		}
	});

	it("of a step that its orders have reached is the length of the list of those statuses, and no step has more than the one before", async () => {
		const { created, window_from: from, window_to: to } = await overview();
		expect(created.at_least).toBe(false);
		let before = (await listed({ from, to })).length;
		for (const statuses of [ORDER_STATUSES, ...Object.values(REACHED_STATUSES)]) {
			const count = sumOf(statuses.map((status) => created.by_status[status] ?? 0));
			expect(count, statuses.join()).toBe((await listed({ status: statuses, from, to })).length);
			expect(count, statuses.join()).toBeGreaterThan(0);
			expect(count, statuses.join()).toBeLessThanOrEqual(before);
			before = count;
		}
	});

	it("of the orders that were cancelled is the length of the list of their cause", async () => {
		const { created, window_from: from, window_to: to } = await overview();
		for (const cause of CANCEL_CAUSES) {
			expect(created.by_cause[cause] ?? 0, cause).toBe((await listed({ cause: [cause], from, to })).length);
		}
		const all = sumOf(Object.values(created.by_cause));
		expect(all).toBe((await listed({ status: ["CANCELLED"], from, to })).length);
		expect(all).toBe(created.by_status.CANCELLED);
		expect(all).toBeGreaterThan(0);
	});

	it("of the open alerts is the length of their list", async () => {
		const { open_alerts } = await overview();
		expect(open_alerts).toBeGreaterThan(0);
		expect((await client().alerts.list.query({ limit: 500 })).alerts.length).toBe(open_alerts);
	});
});

describe("the count of a view of orders", () => {
	const now = Date.now();
	const days = { from: new Date(now - 5 * MINUTE_MS).toISOString(), to: new Date(now + 5 * MINUTE_MS).toISOString() };
	const VIEWS = {
		all: {},
		"waiting for payment": { status: ["CREATED", "CONFIRMED"] },
		"waiting, and others": { status: ["PAID", "DELIVERED"] },
		waiting: { status: ["CREATED", "CONFIRMED", "PAID", "PREPARED", "SHIPPED"], ...days },
		flagged: { flagged: true },
		cancelled: { status: ["CANCELLED"] },
		"cancelled in some minutes": { status: ["CANCELLED"], ...days },
		"of a cause": { cause: ["OUT_OF_STOCK"] },
		"large and risky": { country: ["BR", "DE"], minAmount: 300 },
		"of an id": { q: "O-1" },
		stuck: { stuck: true },
		"stuck, of a country": { stuck: true, country: ["US"] },
		"not stuck": { stuck: false },
		"stuck, but delivered": { stuck: true, status: ["DELIVERED"] },
	} as const;

	it("is the length of its list, and its money the sum of it", async () => {
		const views = Object.values(VIEWS) as unknown as OrderFilter[];
		const { counts } = await client().orders.counts.query({ views: views as never });
		for (const [place, name] of Object.keys(VIEWS).entries()) {
			const orders = await listed(views[place] ?? {});
			expect(counts[place], name).toMatchObject({ orders: orders.length, at_least: false });
			if (counts[place]?.money) expect(counts[place].money.by_currency, name).toEqual(sumsOf(orders));
		}
	});
});
