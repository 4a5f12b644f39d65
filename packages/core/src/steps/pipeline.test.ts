/** The laws of the whole pipeline, over generated order lives in random interleavings, with crashes. */
import { type Money, sumByCurrency } from "@orderdeck/contracts/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashOf } from "../domain/hash.ts";
import { isWhole } from "../domain/order-document.ts";
import { newProduct } from "../domain/stock.ts";
import { totalsOf } from "../domain/totals.ts";
import type { Step } from "../runtime/step.ts";
import { analyticsStep } from "./analytics.ts";
import { cancelled, created, line } from "./events.fixture.ts";
import { fraudStep } from "./fraud.ts";
import { inventoryStep } from "./inventory.ts";
import { paymentsStep } from "./payments.ts";
import { shippingStep } from "./shipping.ts";
import { World } from "./steps.fixture.ts";

const STEPS = [fraudStep, paymentsStep, inventoryStep, shippingStep, analyticsStep] as const;
const ORDERS = 8;
const SCARCE = newProduct({ product_id: "SCARCE", name: "Scarce", price: 200, stock: 5 });

interface Arrival {
	readonly order: number;
	readonly units: number;
	readonly country: string;
	readonly status: "CREATED" | "CANCELLED";
}
type Action =
	| { readonly do: "order"; readonly arrival: Arrival }
	| { readonly do: "cancel"; readonly order: number }
	| { readonly do: "turn"; readonly step: Step; readonly maxRecords: number; readonly crashAt: number }
	| { readonly do: "time"; readonly ms: number; readonly crashAt: number };

const order = fc.nat(ORDERS - 1);
/** The part of a batch, or the single act where there are two systems. What lies beyond the last never comes, so most turns live. */
const crashAt = fc.integer({ min: 1, max: 12 });
const arrival = fc.record({
	order,
	units: fc.integer({ min: 0, max: 3 }),
	country: fc.constantFrom("US", "DE"),
	status: fc.constantFrom("CREATED" as const, "CREATED" as const, "CREATED" as const, "CANCELLED" as const),
});
const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("order" as const), arrival }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), order }) },
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant("turn" as const),
			step: fc.constantFrom<Step>(...STEPS),
			maxRecords: fc.integer({ min: 1, max: 6 }),
			crashAt,
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("time" as const), ms: fc.integer({ min: 1, max: 6_000 }), crashAt }) },
);
const actions = fc.array(action, { minLength: 10, maxLength: 45 });

async function live(world: World, script: readonly Action[]): Promise<void> {
	const bodies = new Map<number, ReturnType<typeof created>>();
	for (const step of script) {
		switch (step.do) {
			case "order":
				// An order that is sent again is the same order.
				bodies.set(step.arrival.order, bodies.get(step.arrival.order) ?? arrived(step.arrival));
				await world.publish(bodies.get(step.arrival.order) ?? arrived(step.arrival));
				break;
			case "cancel":
				await world.publish(cancelled(step.order));
				break;
			case "turn":
				await world.turn(step.step, { ...step, ...crash(world, step.crashAt) });
				break;
			case "time":
				await pass(world, step.ms, step.crashAt);
				break;
		}
	}
	await settle(world);
}

function arrived({ order: id, units, country, status }: Arrival) {
	return created(id, { items: units === 0 ? [] : [line("SCARCE", units)], amount: 200 * units, country, status });
}

function crash(world: World, at: number) {
	return world.work.atomic ? { crashAtPart: at } : { crashAtAct: at };
}

async function pass(world: World, ms: number, crashAt?: number): Promise<void> {
	world.clock.advance(ms);
	const options = crashAt === undefined || world.work.atomic ? {} : { crashAtAct: crashAt };
	await world.tick(shippingStep, options);
	await world.tick(inventoryStep, options);
}

/** Everything that can happen happens. */
async function settle(world: World): Promise<void> {
	do {
		for (const step of STEPS) await world.run(step);
		await pass(world, 6_000);
	} while ((await waiting(world)) > 0 || (await world.store.nextShipmentDue()) !== undefined);
}

async function waiting(world: World): Promise<number> {
	const lags = await Promise.all(STEPS.map((step) => world.lag(step)));
	return lags.reduce((sum, lag) => sum + lag, 0);
}

async function views(world: World) {
	const keys = Array.from({ length: ORDERS }, (_, order) => String(order));
	return (await world.store.get("orders", keys)).map((read) => read?.doc);
}

/** What must not change, as bytes. */
async function remembered(world: World): Promise<string> {
	const histories = await Promise.all(Array.from({ length: ORDERS }, (_, order) => world.store.orderEvents(String(order))));
	return JSON.stringify([await views(world), histories, totalsOf(await world.store.aggregates(), "USD")], null, 1);
}

/** What has been done to the world outside of the views. */
async function done(world: World): Promise<string> {
	const published = (await world.events("shipping", "payments", "inventory")).map(({ id }) => id);
	const once = world.work.atomic ? published : [...new Set(published)];
	return JSON.stringify([world.taken(), (await world.store.products()).map(({ doc }) => doc), once], null, 1);
}

async function laws(world: World): Promise<void> {
	const taken = new Map(world.taken().map((entry) => [entry.orderId, entry]));
	let shipped = 0;
	let count = 0;
	const amounts: Money[] = [];
	for (const view of await views(world)) {
		if (view === undefined || !isWhole(view)) continue;
		count += 1;
		amounts.push(view);
		const entry = taken.get(String(view.order_id));
		expect(["DELIVERED", "CANCELLED"], JSON.stringify(view)).toContain(view.status);
		const kept = entry?.captured === true && !entry.refunded;
		expect(kept, `the money of order ${view.order_id}, ${view.status}`).toBe(view.status === "DELIVERED");
		expect(entry?.attempts ?? 1).toBe(1);
		if (view.status === "DELIVERED") shipped += (view.items ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
	}
	expect(await world.doc("products", "SCARCE")).toMatchObject({ on_hand: 5 - shipped, reserved: 0, shipped, reservations: {} });
	expect(totalsOf(await world.store.aggregates(), "USD")).toMatchObject({
		order_count: count,
		total_sales: sumByCurrency(amounts).USD ?? 0,
	});
	// Two systems may publish an event again after a crash, under the same id.
	for (const topic of world.work.atomic ? ["payments", "inventory", "shipping"] : []) {
		const ids = (await world.events(topic)).map(({ id }) => id);
		expect(new Set(ids).size, `${topic} has each event once`).toBe(ids.length);
	}
	expect(await world.deadLetters()).toEqual([]);
}

async function rewound(world: World, step: Step): Promise<void> {
	await world.log.seek(
		step.group,
		(await world.log.bounds(step.topics)).map((at) => ({ ...at, offset: 0 })),
	);
}

const law = { numRuns: 15 };
const seconds = 60_000;

describe.each([
	{ name: "log and store are one system", atomic: true },
	{ name: "log and store are two systems", atomic: false },
])("whatever comes in whatever order, and wherever it crashes; $name", ({ atomic }) => {
	it(
		"every order ends, money is kept for what is delivered, stock adds up, totals are a recount",
		async () => {
			await fc.assert(
				fc.asyncProperty(actions, async (script) => {
					await using world = await World.open({ declineRate: 0.3, atomic });
					await world.stock(SCARCE);
					await live(world, script);
					await laws(world);
				}),
				law,
			);
		},
		seconds,
	);

	it(
		"reading everything again from the beginning changes no view, no history, no total, no money, no stock",
		async () => {
			await fc.assert(
				fc.asyncProperty(actions, fc.integer({ min: 1, max: 40 }), async (script, maxRecords) => {
					await using world = await World.open({ declineRate: 0.3, atomic });
					await world.stock(SCARCE);
					await live(world, script);
					const before = { remembered: await remembered(world), done: await done(world) };
					await rewound(world, analyticsStep);
					await world.run(analyticsStep, { maxRecords });
					expect(await remembered(world)).toBe(before.remembered);
					for (const step of STEPS) await rewound(world, step);
					for (const step of STEPS) await world.run(step, { maxRecords });
					await settle(world);
					expect({ remembered: await remembered(world), done: await done(world) }).toEqual(before);
				}),
				law,
			);
		},
		seconds,
	);
});

it("an id may be any text: each order is itself and ends", async () => {
	await using world = await World.open();
	const ids = [
		"a\u0000b",
		"a\u0000c",
		"constructor",
		"__proto__",
		"😀",
		"é",
		"e\u0301",
		" ",
		"1e3",
		"ORD-1:PAYMENT_PROCESSED",
		0,
		Number.MAX_SAFE_INTEGER,
	];
	await world.publish(...ids.map((id) => created(id, { customer_id: id })));
	await settle(world);
	const read = await world.store.get("orders", ids.map(String));
	expect(read.map((view) => [view?.doc.order_id, view?.doc.status])).toEqual(ids.map((id) => [id, "DELIVERED"]));
	expect(world.taken()).toHaveLength(ids.length);
	expect(await world.doc("products", "PROD-002")).toMatchObject({ on_hand: 50 - ids.length, reserved: 0, reservations: {} });
});

it("the generated lives decline some orders and accept others", () => {
	const declined = Array.from({ length: ORDERS }, (_, order) => hashOf(String(order)) / 2 ** 32 < 0.3);
	expect(new Set(declined)).toEqual(new Set([true, false]));
});
