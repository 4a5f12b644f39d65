/** Velocity flags what a direct count over the set of orders flags, whatever the order of arrival, the batches, redeliveries and crashes. */
import type { Order } from "@orderdeck/contracts/events";
import { PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extent } from "../../test/extent.ts";
import type { CustomerActivity } from "../domain/customer-window.ts";
import { isoOf } from "../domain/instant.ts";
import { createRulesAt } from "../domain/rules-at.ts";
import type { StepDeps } from "../runtime/step.ts";
import { analyticsStep } from "./analytics.ts";
import { created, orderBody } from "./events.fixture.ts";
import { fraudStep } from "./fraud.ts";
import { storedRule, storeRules, version } from "./rules.fixture.ts";
import { World } from "./steps.fixture.ts";
import { velocityOf } from "./velocity.ts";

const NOON = Date.UTC(2026, 0, 5, 12);
const LIMIT = 2;
const WINDOW = 10_000;

interface Placed {
	readonly id: number;
	readonly customer: number;
	/** Seconds after noon. */
	readonly at: number;
	readonly cancelled: boolean;
}

function ordersIn(seconds: number): fc.Arbitrary<Placed[]> {
	const order = fc.record({
		customer: fc.integer({ min: 1, max: 3 }),
		at: fc.integer({ min: 0, max: seconds }),
		cancelled: fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0),
	});
	return fc.array(order, { minLength: 1, maxLength: 40 }).map((orders) => orders.map((each, id) => ({ ...each, id })));
}

function bodyOf({ id, customer, at, cancelled }: Placed): Order {
	const created_at = isoOf(NOON + at * 1_000);
	return orderBody(id, { customer_id: customer, created_at, status: cancelled ? "CANCELLED" : "CREATED" });
}

/** The orders that have more than so many of their customer in (at - window, at], by counting them. */
function flaggedIn(orders: readonly Placed[]): string[] {
	const isIn = (order: Placed, each: Placed) =>
		each.customer === order.customer && each.at <= order.at && each.at > order.at - WINDOW / 1_000;
	return orders
		.filter((order) => !order.cancelled && orders.filter((each) => isIn(order, each)).length > LIMIT)
		.map(({ id }) => `${id}:FRAUD_ALERT_RAISED:v`)
		.toSorted();
}

describe("orders that are late by up to the window", () => {
	const RULES = { rules: [storedRule("v", "velocity", version(1, { limit: LIMIT, window_ms: WINDOW }))] };
	const late = ordersIn(120).chain((orders) =>
		fc
			.array(fc.integer({ min: 0, max: WINDOW / 1_000 }), { minLength: orders.length, maxLength: orders.length })
			.map((delays) => orders.toSorted((a, b) => a.at + (delays[a.id] ?? 0) - b.at - (delays[b.id] ?? 0))),
	);

	it("are all counted, though old ones are dropped, and no alert is raised twice", async () => {
		await fc.assert(
			fc.asyncProperty(late, fc.integer({ min: 1, max: 7 }), async (orders, size) => {
				const customers = new Map<string, CustomerActivity>();
				const deps = {
					store: {
						get: async (_: string, keys: string[]) =>
							keys.map((key) => (customers.has(key) && { doc: customers.get(key), cas: 1 }) || undefined),
					},
				} as unknown as StepDeps;
				const rulesAt = createRulesAt(RULES);
				const raised: string[] = [];
				for (let from = 0; from < orders.length; from += size) {
					const batch = orders.slice(from, from + size).map((order) => ({ order: bodyOf(order), received: NOON + 3_600_000 }));
					const { flags, customers: changed } = await velocityOf(batch, rulesAt, deps);
					raised.push(...flags.filter((flag) => flag.raises).map(({ order }) => `${order.order_id}:FRAUD_ALERT_RAISED:v`));
					for (const each of changed.values()) customers.set(each.customer_id, each);
				}
				expect(raised.toSorted()).toEqual(flaggedIn(orders));
			}),
			{ numRuns: extent(200, 5_000) },
		);
	});
});

type Act =
	| { readonly kind: "publish"; readonly orders: number }
	| { readonly kind: "turn"; readonly maxRecords: number; readonly crashAt: number }
	| { readonly kind: "rewind"; readonly partition: number; readonly by: number };

const act: fc.Arbitrary<Act> = fc.oneof(
	fc.record({ kind: fc.constant("publish" as const), orders: fc.integer({ min: 1, max: 9 }) }),
	fc.record({
		kind: fc.constant("turn" as const),
		maxRecords: fc.integer({ min: 1, max: 9 }),
		// 0: it does not die.
		crashAt: fc.integer({ min: 0, max: 5 }),
	}),
	fc.record({
		kind: fc.constant("rewind" as const),
		partition: fc.integer({ min: 0, max: PARTITIONS - 1 }),
		by: fc.integer({ min: 1, max: 5 }),
	}),
);

async function rewind(world: World, partition: number, by: number): Promise<void> {
	const offsets = await world.log.groupOffsets(fraudStep.group);
	const committed = offsets.find((each) => each.partition === partition)?.committed ?? 0;
	await world.log.seek(fraudStep.group, [{ topic: TOPICS.orders, partition, offset: Math.max(0, committed - by) }]);
}

async function perform(world: World, next: Act, waiting: Placed[]): Promise<void> {
	if (next.kind === "publish") {
		const some = waiting.splice(0, next.orders);
		if (some.length > 0) await world.publish(...some.map((order) => created(order.id, bodyOf(order))));
	} else if (next.kind === "rewind") await rewind(world, next.partition, next.by);
	else {
		const { maxRecords, crashAt } = next;
		const crash = world.work.atomic ? { crashAtPart: crashAt } : { crashAtAct: crashAt };
		await world.turn(fraudStep, { maxRecords, ...(crashAt === 0 ? {} : crash) });
	}
}

const alertsIn = async (world: World) => (await world.events("fraud-alerts")).map(({ id }) => id);

describe.each([true, false])("where log and store are one system: %s", (atomic) => {
	it("the alerts are those of a direct count, each raised at least once and stored once, and reading all again raises no other", async () => {
		await fc.assert(
			fc.asyncProperty(ordersIn(60), fc.array(act, { maxLength: 25 }), async (orders, acts) => {
				await using world = await World.open({ atomic });
				// The longer window of another rule keeps all of them.
				const keeping = storedRule("long", "velocity", version(1, { limit: 500, window_ms: 3_600_000 }));
				await storeRules(world, { rules: [storedRule("v", "velocity", version(1, { limit: LIMIT, window_ms: WINDOW })), keeping] });
				world.clock.advance(3_600_000);
				const waiting = [...orders];
				for (const next of acts) await perform(world, next, waiting);
				if (waiting.length > 0) await world.publish(...waiting.map((order) => created(order.id, bodyOf(order))));
				await world.run(fraudStep, { members: 2, maxRecords: 4 });
				const expected = flaggedIn(orders);
				expect([...new Set(await alertsIn(world))].toSorted()).toEqual(expected);
				for (let partition = 0; partition < PARTITIONS; partition += 1) await rewind(world, partition, 1_000);
				await world.run(fraudStep);
				expect([...new Set(await alertsIn(world))].toSorted()).toEqual(expected);
				await world.run(analyticsStep);
				const stored = await world.store.listAlerts({ states: ["OPEN"], order: "newest" }, { limit: 200 });
				expect(stored.items.map(({ alert_id }) => alert_id).toSorted()).toEqual(expected);
			}),
			{ numRuns: extent(12, 200) },
		);
	});
});
