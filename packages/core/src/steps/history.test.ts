/** Quarter hours against totals and minutes, whatever is delivered again, and against the same log counted from its beginning. */
import type { OrderEvent } from "@orderdeck/contracts/events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE_MS, sumOf } from "../domain/aggregates.ts";
import { inCurrencies } from "../domain/earlier-aggregates.ts";
import { History } from "../domain/history.ts";
import { isoOf } from "../domain/instant.ts";
import { DAY_MS, HISTORY_KEPT_MS, HOUR_MS } from "../domain/quarters.ts";
import { bucketsIn, minutesIn, type TimeBucket } from "../domain/time-buckets.ts";
import { totalsOf } from "../domain/totals.ts";
import { analyticsStep } from "./analytics.ts";
import { cancelled, created, happened, inventory, paid, paymentFailed, refunded } from "./events.fixture.ts";
import { World } from "./steps.fixture.ts";

const NOON = Date.UTC(2026, 0, 5, 12);
const ORDERS = 6;

type Action =
	| { readonly do: "publish"; readonly events: readonly OrderEvent[] }
	| { readonly do: "turn"; readonly maxRecords: number; readonly crashAt: number }
	| { readonly do: "rewind" }
	| { readonly do: "time"; readonly ms: number };

const orderId = fc.nat(ORDERS - 1);
/** Most in the hour before noon; some late by up to a month. */
const at = fc.oneof(
	{ weight: 4, arbitrary: fc.integer({ min: NOON - HOUR_MS, max: NOON - 1 }) },
	{ weight: 1, arbitrary: fc.integer({ min: NOON - 30 * DAY_MS, max: NOON - HOUR_MS - 1 }) },
);
const shipment = (id: number, status: "CREATED" | "DELIVERED") => happened(`SHIPMENT_${status}`, { order_id: id, status }) as OrderEvent;
const HAPPENINGS: readonly ((id: number) => OrderEvent)[] = [
	cancelled,
	paid,
	paymentFailed,
	refunded,
	(id) => inventory(id, "FAILED"),
	(id) => shipment(id, "CREATED"),
	(id) => shipment(id, "DELIVERED"),
];
const money = fc.record({
	amount: fc.constantFrom(10.05, 1.235, 45_000, 400),
	currency: fc.constantFrom("USD", "eur", "JPY", "XXX1"),
	country: fc.constantFrom("US", "de", "Atlantis"),
	status: fc.constantFrom("CREATED" as const, "CANCELLED" as const),
});
const event: fc.Arbitrary<OrderEvent> = fc.oneof(
	fc.tuple(orderId, at, money).map(([id, time, more]) => ({ ...created(id, { ...more, created_at: isoOf(time) }), time: isoOf(time) })),
	fc.tuple(orderId, fc.constantFrom(...HAPPENINGS), at).map(([id, happening, time]) => ({ ...happening(id), time: isoOf(time) })),
	fc.tuple(orderId, fc.constantFrom("velocity", "amount-limit"), at).map(([id, rule, time]) => {
		const alert = happened("FRAUD_ALERT_RAISED", { order_id: id, reason: "R", amount: 1, country: "US", rule }, time) as OrderEvent;
		return { ...alert, id: `${alert.id}:${rule}` };
	}),
);
const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("publish" as const), events: fc.array(event, { minLength: 1, maxLength: 5 }) }) },
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant("turn" as const),
			maxRecords: fc.integer({ min: 1, max: 9 }),
			crashAt: fc.integer({ min: 1, max: 9 }),
		}),
	},
	{ weight: 1, arbitrary: fc.constant({ do: "rewind" as const }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("time" as const), ms: fc.integer({ min: 1, max: 10 * MINUTE_MS }) }) },
);
const script = fc.array(action, { minLength: 5, maxLength: 25 });

async function rewind(world: World): Promise<void> {
	const bounds = await world.log.bounds(analyticsStep.topics);
	await world.log.seek(
		analyticsStep.group,
		bounds.map((each) => ({ ...each, offset: 0 })),
	);
}

async function live(world: World, actions: readonly Action[]): Promise<void> {
	for (const each of actions) {
		if (each.do === "publish") await world.publish(...each.events);
		else if (each.do === "time") world.clock.advance(each.ms);
		else if (each.do === "rewind") await rewind(world);
		else {
			const { maxRecords, crashAt } = each;
			const died = await world.turn(analyticsStep, {
				maxRecords,
				...(world.work.atomic ? { crashAtPart: crashAt } : { crashAtAct: crashAt }),
			});
			if (died) world.reopen();
		}
	}
	await world.run(analyticsStep, { maxRecords: 7 });
}

/** The same records at the same times, counted in one go. */
async function rebuilt(actions: readonly Action[]): Promise<string> {
	await using world = await World.open();
	for (const each of actions) {
		if (each.do === "publish") await world.publish(...each.events);
		else if (each.do === "time") world.clock.advance(each.ms);
	}
	await world.run(analyticsStep);
	return JSON.stringify(await hoursOf(world), null, 1);
}

const hoursOf = (world: World) => world.store.quarters(NOON - 31 * DAY_MS, NOON + DAY_MS);

function pointsOf(hours: Awaited<ReturnType<typeof hoursOf>>, buckets: readonly TimeBucket[]) {
	const history = new History(buckets);
	for (const hour of hours) history.addHour(hour);
	return history.points({ currency: "USD", until: NOON });
}

async function addsUp(world: World): Promise<void> {
	const hours = await hoursOf(world);
	const totals = totalsOf(await world.store.aggregates(), "USD");
	const { orders, events } = sumOf(hours.flatMap(({ quarters }) => quarters));
	expect({ orders, events }).toEqual({ orders: totals.order_count, events: totals.events });
	const range = { from: NOON - 31 * DAY_MS, to: NOON + DAY_MS };
	for (const [unit, zone] of [
		["hour", "Asia/Kathmandu"],
		["day", "America/New_York"],
	] as const) {
		const points = pointsOf(hours, bucketsIn(range, unit, zone));
		expect(points.reduce((sum, point) => sum + point.orders, 0)).toBe(totals.order_count);
		for (const [country, { by_currency }] of Object.entries(totals.by_country)) {
			for (const [currency, sales] of Object.entries(by_currency)) {
				const found = points.reduce((sum, point) => sum + (point.by_country[country]?.by_currency[currency] ?? 0), 0);
				expect(found, `${unit} ${country} ${currency}`).toBeCloseTo(sales, 3);
			}
		}
	}
	const minutes = new History(minutesIn({ from: NOON - HOUR_MS, to: NOON - 1 }));
	for (const minute of await world.store.minutes(NOON - HOUR_MS)) minutes.addMinute(inCurrencies(minute, "USD"), "USD");
	const ofMinutes = minutes.points({ currency: "USD", until: NOON });
	const ofHour = pointsOf(hours, [{ start: NOON - HOUR_MS, end: NOON }]);
	for (const figure of ["orders", "cancelled", "refunded", "flagged"] as const) {
		expect(
			ofMinutes.reduce((sum, point) => sum + point[figure], 0),
			figure,
		).toBe(ofHour[0]?.[figure] ?? 0);
	}
}

describe.each([true, false])("quarter hours, log and store one transaction: %s", (atomic) => {
	it("add up to the totals, and are what the log alone makes of them, byte for byte, whatever is delivered again", async () => {
		await fc.assert(
			fc.asyncProperty(script, async (actions) => {
				await using world = await World.open({ atomic });
				await live(world, actions);
				await addsUp(world);
				expect(JSON.stringify(await hoursOf(world), null, 1)).toBe(await rebuilt(actions));
				expect(await world.deadLetters(), "every event of the script counts").toEqual([]);
			}),
			{ numRuns: 6 },
		);
	}, 60_000);
});

it("a late event revises the quarter hour in which it happened; one from before what is kept is in the totals alone", async () => {
	await using world = await World.open();
	const late = NOON - 40 * DAY_MS;
	await world.publish(created(1, { created_at: isoOf(late), amount: 10 }));
	world.clock.advance(5_000);
	await world.publish(
		created(2, { created_at: isoOf(late + MINUTE_MS), amount: 30 }),
		created(3, { created_at: isoOf(NOON - HISTORY_KEPT_MS - 1) }),
	);
	await world.run(analyticsStep);
	const hours = await world.store.quarters(0, NOON + DAY_MS);
	const [point, ...more] = pointsOf(hours, bucketsIn({ from: late, to: NOON }, "hour", "UTC"));
	expect(more).toEqual([]);
	expect(point).toMatchObject({
		at: isoOf(late),
		orders: 2,
		sales: 40,
		min: 10,
		max: 30,
		revised_at: isoOf(world.clock.now()),
		partial: false,
	});
	expect(totalsOf(await world.store.aggregates(), "USD").order_count).toBe(3);
});

it("an order that two rules flag is flagged once; one that was declined and out of stock states both", async () => {
	await using world = await World.open();
	const alert = (rule: string) => {
		const event = happened("FRAUD_ALERT_RAISED", { order_id: 1, reason: "R", amount: 1, country: "US", rule }, NOON - 1) as OrderEvent;
		return { ...event, id: `${event.id}:${rule}` };
	};
	const failed = [inventory(1, "FAILED"), paymentFailed(1)].map((event) => ({ ...event, time: isoOf(NOON - 1) }));
	await world.publish(alert("velocity"), alert("amount-limit"), ...failed);
	await world.run(analyticsStep, { maxRecords: 1 });
	const [point] = pointsOf(await hoursOf(world), [{ start: NOON - HOUR_MS, end: NOON }]);
	expect(point).toMatchObject({ flagged: 1, cancelled: 2, by_status: { CANCELLED: 2 }, events: { FRAUD_ALERT_RAISED: 2 } });
});
