import { describe, expect, it } from "vitest";
import { minutesOf, totalsOf } from "../domain/totals.ts";
import { analyticsStep } from "./analytics.ts";
import { cancelled, created, dispatched, happened, inventory, paid, paymentFailed } from "./events.fixture.ts";
import { World } from "./steps.fixture.ts";

const totals = async (world: World) => totalsOf(await world.store.aggregates(), "USD");
const minutes = async (world: World) => minutesOf(await world.store.minutes(0), { from: 0, currency: "USD" });

function alert(id: number, more: { rule?: string; score?: number } = {}) {
	return happened("FRAUD_ALERT_RAISED", { order_id: id, reason: "HIGH_AMOUNT_RISKY_COUNTRY", amount: 400, country: "DE", ...more });
}

describe("the order view", () => {
	it("is the order's own fields, its place in the log, and its life so far", async () => {
		await using world = await World.open();
		const [place] = await world.publish(created(1, { customer_email: "a@example.com", coupon: "WINTER" }));
		await world.publish(paid(1));
		await world.run(analyticsStep);
		expect(await world.doc("orders", 1)).toMatchObject({
			order_id: 1,
			customer_email: "a@example.com",
			coupon: "WINTER",
			status: "PAID",
			processed_at: "2026-01-05T12:00:00.000Z",
			kafka_partition: place?.partition,
			kafka_offset: place?.offset,
			flagged: false,
			lifecycle: [{ type: "ORDER_CREATED" }, { type: "PAYMENT_PROCESSED" }],
		});
	});

	it("is created by whichever event is first, and is listed once the order itself has arrived", async () => {
		await using world = await World.open();
		await world.publish(paid(1));
		await world.run(analyticsStep);
		expect((await world.store.listOrders({}, { limit: 10 })).items).toEqual([]);
		await world.publish(created(1));
		await world.run(analyticsStep);
		expect((await world.store.listOrders({}, { limit: 10 })).items).toMatchObject([{ order_id: 1, status: "PAID" }]);
	});

	it("stays shipped when another program cancels the order after the dispatch", async () => {
		await using world = await World.open();
		await world.publish(created(1), paid(1), inventory(1, "RESERVED"), dispatched(1));
		await world.run(analyticsStep);
		await world.publish(cancelled(1));
		await world.run(analyticsStep);
		const view = await world.doc("orders", 1);
		expect(view?.status).toBe("SHIPPED");
		expect(view?.cancel).toBeUndefined();
		expect((await totals(world)).cancelled).toEqual({});
	});
});

it("the history holds every event with its whole body", async () => {
	await using world = await World.open();
	await world.publish(created(1), paid(1), created(2));
	await world.run(analyticsStep);
	const events = await world.store.orderEvents("1");
	expect(events.map(({ type, topic }) => ({ type, topic }))).toEqual([
		{ type: "ORDER_CREATED", topic: "orders" },
		{ type: "PAYMENT_PROCESSED", topic: "payments" },
	]);
	expect(events[0]?.data).toMatchObject({ order_id: 1, items: [{ product_id: "PROD-002" }] });
});

describe("alerts", () => {
	it("are kept open, by rule, and flag the order", async () => {
		await using world = await World.open();
		const body = {
			order_id: 1,
			reason: "R",
			amount: 400,
			currency: "USD",
			country: "DE",
			rule: "velocity",
			score: 80,
			raised_at: "2026-01-05T12:00:00.000Z",
		};
		await world.publish(created(1), { ...happened("FRAUD_ALERT_RAISED", body), id: "1:FRAUD_ALERT_RAISED:velocity" });
		await world.run(analyticsStep);
		expect((await world.store.listAlerts({ states: ["OPEN"], order: "worst" }, { limit: 10 })).items).toEqual([
			{
				...body,
				alert_id: "1:FRAUD_ALERT_RAISED:velocity",
				rule_version: null,
				facts: [],
				state: "OPEN",
				stoppable: true,
				claim: null,
				resolution: null,
				notes: 0,
				version: 0,
				changed_at: null,
				note_list: [],
				history: [{ at: body.raised_at, by: "test", change: "raised", why: null }],
			},
		]);
		expect(await world.doc("orders", 1)).toMatchObject({ flagged: true });
	});

	it("of another program need only the required fields, and are kept once", async () => {
		await using world = await World.open();
		await world.publish(created(1), alert(1), alert(1));
		await world.run(analyticsStep);
		await world.publish(alert(1));
		await world.run(analyticsStep);
		const open = await world.store.listAlerts({ states: ["OPEN"], order: "worst" }, { limit: 10 });
		expect(open.items).toMatchObject([{ order_id: 1, rule: "HIGH_AMOUNT_RISKY_COUNTRY", score: 50 }]);
		expect(await world.store.alertTotals()).toEqual([{ state: "OPEN", stoppable: true, currency: "USD", count: 1, amount: "400" }]);
	});

	it("of another program that states no currency have the order's", async () => {
		await using world = await World.open();
		await world.publish(created(1, { currency: "JPY" }), alert(1));
		await world.run(analyticsStep);
		expect(await world.store.alertTotals()).toMatchObject([{ currency: "JPY" }]);
	});
});

describe("totals and minutes", () => {
	it("count every order received, whatever its status", async () => {
		await using world = await World.open();
		await world.publish(
			created(1, { amount: 0.1 }),
			created(2, { amount: 0.2, country: "DE" }),
			created(3, { status: "CANCELLED", amount: 1 }),
		);
		await world.publish(paymentFailed(1));
		await world.run(analyticsStep);
		const expected = {
			by_country: { DE: { orders: 1, sales: 0.2, by_currency: { USD: 0.2 } }, US: { orders: 2, sales: 1.1, by_currency: { USD: 1.1 } } },
			by_currency: { USD: { orders: 3, sales: 1.3 } },
			events: { ORDER_CREATED: 3, PAYMENT_FAILED: 1 },
			cancelled: { ARRIVED_CANCELLED: 1, PAYMENT_DECLINED: 1 },
		};
		expect(await totals(world)).toEqual({ total_sales: 1.3, currency: "USD", order_count: 3, ...expected });
		expect(await minutes(world)).toEqual([{ minute: Date.UTC(2026, 0, 5, 12), orders: 3, sales: 1.3, ...expected }]);
	});

	it("are published after the batch that changed them", async () => {
		await using world = await World.open();
		await world.publish(created(1, { amount: 10 }), created(2, { amount: 20.5 }));
		await world.run(analyticsStep);
		await world.publish(paid(1));
		await world.run(analyticsStep);
		const published = (await world.records("order-analytics")).map(({ value }) => JSON.parse(Buffer.from(value ?? []).toString()));
		expect(published).toEqual([{ total_sales: 30.5, currency: "USD", order_count: 2, by_currency: { USD: { orders: 2, sales: 30.5 } } }]);
	});

	it("count a second copy of an event at another offset for nothing, in the same batch and later", async () => {
		await using world = await World.open();
		await world.publish(created(1), created(1), paid(1));
		await world.run(analyticsStep);
		await world.publish(created(1), paid(1));
		await world.run(analyticsStep);
		expect(await totals(world)).toMatchObject({ order_count: 1, total_sales: 45.99, events: { ORDER_CREATED: 1, PAYMENT_PROCESSED: 1 } });
		expect((await minutes(world))[0]).toMatchObject({ orders: 1 });
	});

	it("count a batch once that is delivered again, after a crash or a reset", async () => {
		await using world = await World.open();
		await world.publish(created(1), created(2), paid(1));
		await world.turn(analyticsStep, { crashAtPart: 1 });
		await world.run(analyticsStep);
		const before = JSON.stringify([await world.store.aggregates(), await world.store.minutes(0)]);
		await world.log.seek(
			analyticsStep.group,
			(await world.log.bounds(analyticsStep.topics)).map((at) => ({ ...at, offset: 0 })),
		);
		await world.run(analyticsStep, { maxRecords: 1 });
		expect(JSON.stringify([await world.store.aggregates(), await world.store.minutes(0)])).toBe(before);
	});
});
