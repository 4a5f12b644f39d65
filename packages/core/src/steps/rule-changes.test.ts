/** Rules that are changed while orders flow: each order is evaluated by the version in force when the log accepted it, however it is read. */
import { PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { expect, it } from "vitest";
import { extent } from "../../test/extent.ts";
import { commandsOf } from "../commands/commands.fixture.ts";
import { isoOf } from "../domain/instant.ts";
import { IN_FORCE_MS, RULE_BOOK_KEY, type RuleBook } from "../domain/rule-book.ts";
import { analyticsStep } from "./analytics.ts";
import { created } from "./events.fixture.ts";
import { expectedAlerts, ordersOf } from "./expected-alerts.fixture.ts";
import { fraudStep } from "./fraud.ts";
import { storedRule, storeRules, version } from "./rules.fixture.ts";
import { World } from "./steps.fixture.ts";

const ADA = { actor: { name: "ada", role: "admin" } } as const;
const WINDOW = 3_600_000;
const BOOK: RuleBook = {
	rules: [
		storedRule("amount", "amount-limit", version(1, { limit: 100, currency: "USD" })),
		storedRule("velocity", "velocity", version(1, { limit: 3, window_ms: WINDOW })),
	],
};

type Act =
	| { readonly kind: "order"; readonly customer: number; readonly amount: number; readonly age: number }
	| { readonly kind: "time"; readonly ms: number }
	| { readonly kind: "amount"; readonly limit: number; readonly enabled: boolean; readonly snoozed: number }
	| { readonly kind: "velocity"; readonly limit: number }
	| { readonly kind: "shadow"; readonly limit: number }
	| { readonly kind: "turn"; readonly maxRecords: number; readonly crashAt: number }
	| { readonly kind: "rewind"; readonly partition: number; readonly by: number };

const amount = fc.integer({ min: 1, max: 4 }).map((number) => number * 50);
const order = fc.record({
	kind: fc.constant("order" as const),
	customer: fc.integer({ min: 1, max: 3 }),
	amount,
	age: fc.integer({ min: 0, max: 20_000 }),
});
const act: fc.Arbitrary<Act> = fc.oneof(
	{ arbitrary: order, weight: 5 },
	{ arbitrary: fc.record({ kind: fc.constant("time" as const), ms: fc.integer({ min: 1, max: IN_FORCE_MS }) }), weight: 3 },
	fc.record({
		kind: fc.constant("amount" as const),
		limit: amount,
		enabled: fc.integer({ min: 0, max: 3 }).map((dice) => dice > 0),
		snoozed: fc.constantFrom(0, 0, 3_000),
	}),
	fc.record({ kind: fc.constant("velocity" as const), limit: fc.integer({ min: 1, max: 5 }) }),
	fc.record({ kind: fc.constant("shadow" as const), limit: amount }),
	fc.record({
		kind: fc.constant("turn" as const),
		maxRecords: fc.integer({ min: 1, max: 6 }),
		crashAt: fc.integer({ min: 0, max: 5 }),
	}),
	fc.record({
		kind: fc.constant("rewind" as const),
		partition: fc.integer({ min: 0, max: PARTITIONS - 1 }),
		by: fc.integer({ min: 1, max: 6 }),
	}),
);

async function rewind(world: World, partition: number, by: number): Promise<void> {
	const offsets = await world.log.groupOffsets(fraudStep.group);
	const committed = offsets.find((each) => each.partition === partition)?.committed ?? 0;
	await world.log.seek(fraudStep.group, [{ topic: TOPICS.orders, partition, offset: Math.max(0, committed - by) }]);
}

async function change(world: World, id: string, changes: object): Promise<void> {
	const rule = (await world.doc("rules", RULE_BOOK_KEY))?.rules.find((each) => each.id === id);
	const newest = rule?.versions.at(-1)?.version ?? 0;
	await commandsOf(world).execute("updateRule", { id, version: newest, ...changes }, ADA);
}

async function perform(world: World, next: Act, id: number): Promise<void> {
	const now = world.clock.now();
	switch (next.kind) {
		case "order": {
			const created_at = isoOf(now - next.age);
			return void (await world.publish(created(id, { customer_id: next.customer, amount: next.amount, created_at })));
		}
		case "time":
			return world.clock.advance(next.ms);
		case "amount": {
			const snoozed_until = next.snoozed === 0 ? null : isoOf(now + next.snoozed);
			return change(world, "amount", { limit: next.limit, enabled: next.enabled, snoozed_until });
		}
		case "velocity":
			return change(world, "velocity", { limit: next.limit });
		case "shadow":
			return change(world, "amount", { state: "SHADOW", limit: next.limit });
		case "turn":
			return void (await world.turn(fraudStep, {
				maxRecords: next.maxRecords,
				...(next.crashAt === 0 ? {} : { crashAtAct: next.crashAt }),
			}));
		case "rewind":
			return rewind(world, next.partition, next.by);
	}
}

async function storedAlerts(world: World): Promise<string[]> {
	await world.run(analyticsStep);
	const { items } = await world.store.listAlerts({ states: ["OPEN"], order: "newest" }, { limit: 500 });
	return items.map(({ order_id, rule, rule_version }) => `${order_id} ${rule} ${rule_version}`).toSorted();
}

/** Of every event that was published, copies among them. */
async function publishedAlerts(world: World): Promise<string[]> {
	const events = await world.events("fraud-alerts");
	const all = events.flatMap((event) =>
		event.type === "FRAUD_ALERT_RAISED" ? [`${event.data.order_id} ${event.data.rule} ${event.data.rule_version}`] : [],
	);
	return [...new Set(all)].toSorted();
}

it("the alerts are those that records and rules call for, each by one version, and reading all again changes none", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60 }), async (acts) => {
			await using world = await World.open({ atomic: false });
			await storeRules(world, BOOK);
			for (const [id, next] of acts.entries()) await perform(world, next, id);
			await world.run(fraudStep, { members: 2, maxRecords: 3 });
			const book = (await world.doc("rules", RULE_BOOK_KEY)) ?? BOOK;
			const expected = expectedAlerts(book, ordersOf(await world.records(TOPICS.orders)));
			expect(await storedAlerts(world)).toEqual(expected);
			// No copy names another version either.
			expect(await publishedAlerts(world)).toEqual(expected);
			world.clock.advance(60_000);
			for (let partition = 0; partition < PARTITIONS; partition += 1) await rewind(world, partition, 1_000);
			await world.run(fraudStep);
			expect(await storedAlerts(world)).toEqual(expected);
			expect(await publishedAlerts(world)).toEqual(expected);
		}),
		{ numRuns: extent(15, 400) },
	);
});
