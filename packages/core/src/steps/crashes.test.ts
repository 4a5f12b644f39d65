/** A process that dies before any one of its operations, and the redelivery that follows: the end is as if it had not died. */
import { describe, expect, it } from "vitest";
import { extent } from "../../test/extent.ts";
import { newProduct } from "../domain/stock.ts";
import { totalsOf } from "../domain/totals.ts";
import type { Step } from "../runtime/step.ts";
import { analyticsStep } from "./analytics.ts";
import { cancelled, created, line } from "./events.fixture.ts";
import { fraudStep } from "./fraud.ts";
import { inventoryStep } from "./inventory.ts";
import { paymentsStep } from "./payments.ts";
import { shippingStep } from "./shipping.ts";
import { type TurnOptions, World } from "./steps.fixture.ts";

const STEPS = [fraudStep, paymentsStep, inventoryStep, shippingStep, analyticsStep] as const;
const SCARCE = newProduct({ product_id: "SCARCE", name: "Scarce", price: 200, stock: 5 });
/** Two that fit, and one for which there is too little. */
const IDS = [1, 2, 3];
const ORDERS = IDS.map((id) => created(id, { items: [line("SCARCE", id === 3 ? 6 : 2)] }));
type Phase = { readonly turn: Step } | { readonly tick: Step; readonly afterMs: number };

const batches = STEPS.map((turn) => ({ turn }));
const LIFE: readonly Phase[] = [
	...batches,
	...batches,
	{ tick: shippingStep, afterMs: 2_000 },
	...batches,
	{ tick: shippingStep, afterMs: 5_000 },
	...batches,
];

interface Crash {
	readonly phase: number;
	/** The act, or the part of a batch where log and store are one system, before which the process dies. */
	readonly at: number;
}

/**
 * `cancelAfter`: the number of phases after which another program publishes the first order's cancellation. Returns whether the process died:
 * then the batch was delivered again at once.
 */
async function live(world: World, cancelAfter: number, crash?: Crash): Promise<boolean> {
	let died = false;
	await world.publish(...ORDERS);
	for (const [index, phase] of LIFE.entries()) {
		if (index === cancelAfter) await world.publish(cancelled(1));
		if ("tick" in phase) world.clock.advance(phase.afterMs);
		if (crash?.phase === index) died = await pass(world, phase, world.work.atomic ? { crashAtPart: crash.at } : { crashAtAct: crash.at });
		await pass(world, phase);
	}
	await settle(world);
	return died;
}

function pass(world: World, phase: Phase, options: TurnOptions = {}): Promise<boolean> {
	return "tick" in phase ? world.tick(phase.tick, options) : world.turn(phase.turn, options);
}

async function settle(world: World): Promise<void> {
	for (let rounds = 0; rounds < 4; rounds += 1) {
		for (const step of STEPS) await world.run(step);
		world.clock.advance(6_000);
		await world.tick(shippingStep);
	}
}

/** What has become of the orders: not when, and of events not how often, where they may be published again. */
async function outcome(world: World) {
	const keys = IDS.map(String);
	const statuses = async (collection: "orders" | "payments" | "reservations" | "shipments") =>
		(await world.store.get(collection, keys)).map((read) => read?.doc.status);
	const ids = (await world.events("orders", "payments", "inventory", "shipping", "fraud-alerts")).map(({ id }) => id);
	const product = await world.doc("products", "SCARCE");
	return {
		orders: await statuses("orders"),
		payments: await statuses("payments"),
		reservations: await statuses("reservations"),
		shipments: await statuses("shipments"),
		outboxes: (await world.store.get("shipments", keys)).map((read) => read?.doc.outbox),
		due: await world.store.nextShipmentDue(),
		money: world.taken().map(({ orderId, captured, refunded, attempts }) => ({ orderId, captured, refunded, attempts })),
		stock: { ...product, restock_due_at: null },
		events: (world.work.atomic ? ids : [...new Set(ids)]).toSorted(),
		counted: totalsOf(await world.store.aggregates(), "USD").events,
		dead: await world.deadLetters(),
	};
}

/** Undefined when the process did not die, as there are fewer operations. */
async function lived(atomic: boolean, cancelAfter: number, crash?: Crash) {
	await using world = await World.open({ atomic });
	await world.stock(SCARCE);
	const died = await live(world, cancelAfter, crash);
	return died === (crash !== undefined) ? await outcome(world) : undefined;
}

const NEVER = -1;
/** Of two systems' many operations in a phase, the gate takes one in three, another one in each phase. */
const EVERY = extent(3, 1);
const SECONDS = 120_000;

describe.each([
	{ systems: "one system", atomic: true },
	{ systems: "two systems", atomic: false },
])("$systems", ({ atomic }) => {
	it.each([
		{ what: "orders that are delivered or out of stock", cancelAfter: NEVER, orders: ["DELIVERED", "DELIVERED", "CANCELLED"] },
		{ what: "an order that is cancelled when it is paid", cancelAfter: STEPS.length, orders: ["CANCELLED", "DELIVERED", "CANCELLED"] },
	])(
		"$what: a crash before any operation changes nothing of the end",
		async ({ cancelAfter, orders }) => {
			const expected = await lived(atomic, cancelAfter);
			expect(expected?.orders).toEqual(orders);
			let crashes = 0;
			// Until it is cancelled its life is the other one.
			for (const phase of [...LIFE.keys()].filter((index) => index >= cancelAfter)) {
				for (let at = atomic ? 1 : 1 + (phase % EVERY); ; at += atomic ? 1 : EVERY) {
					const end = await lived(atomic, cancelAfter, { phase, at });
					if (end === undefined) break;
					crashes += 1;
					expect(end, `phase ${phase}, operation ${at}`).toEqual(expected);
				}
			}
			expect(crashes).toBeGreaterThan(atomic ? 5 : 30 / EVERY);
		},
		SECONDS,
	);
});
