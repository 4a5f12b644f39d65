import { type historySchema as HistorySchema, historySchema } from "@orderdeck/contracts/analytics/requests";
import type { OrderEvent } from "@orderdeck/contracts/events";
import type { Position } from "@orderdeck/core/ports/event-log";
import { created, happened, paid } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { startTestDaemon, type TestDaemon } from "../http/server.fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONE = "Asia/Kathmandu";
/** 5 h 45 min ahead of UTC, all year. */
const AHEAD = 5.75 * HOUR;

let daemon: TestDaemon;
let now: number;
/** The beginning of the day in the zone, three days ago. */
let day: number;
beforeAll(async () => {
	daemon = await startTestDaemon({ roles: ["analytics"], timeZone: ZONE });
	now = Date.now();
	day = Math.floor((now + AHEAD) / DAY) * DAY - AHEAD - 3 * DAY;
});
afterAll(() => daemon[Symbol.asyncDispose]());

const iso = (at: number) => new Date(at).toISOString();
const at = <E extends OrderEvent>(event: E, time: number): E => ({ ...event, time: iso(time) });
const order = (id: string, time: number, amount: number) => at(created(id, { created_at: iso(time), amount, country: "DE" }), time);

async function publish(...events: readonly OrderEvent[]): Promise<void> {
	await daemon.work.apply({ writes: [], records: events.map(encodeEvent) });
	// From the log itself: a sample that takes too long, on a busy machine, repeats the lag from before the events.
	const topics = [...new Set((await daemon.log.groupOffsets("analytics-group")).map(({ topic }) => topic))];
	const ends = async () => (await daemon.log.bounds(topics)).map(({ topic, partition, end }) => ({ topic, partition, offset: end }));
	const committed = async () =>
		(await daemon.log.groupOffsets("analytics-group")).map(({ topic, partition, committed: offset = 0 }) => ({ topic, partition, offset }));
	const byPlace = (positions: readonly Position[]) =>
		positions.toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
	await expect.poll(async () => byPlace(await committed())).toEqual(byPlace(await ends()));
}

async function request(query: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }> {
	const response = await fetch(`${daemon.url}/api/analytics/history?${new URLSearchParams(query)}`);
	return { status: response.status, body: await response.json() };
}
async function history(bucket: string, from: number, to = now): Promise<z.infer<typeof HistorySchema>> {
	return historySchema.strict().parse((await request({ bucket, from: iso(from), to: iso(to) })).body);
}

describe("GET /api/analytics/history", () => {
	it("has a point for each hour and day of the business time zone, an event in that of its time, and none where nothing was recorded", async () => {
		const flag = happened("FRAUD_ALERT_RAISED", { order_id: "B", reason: "R", amount: 30, country: "DE", rule: "r" }, day) as OrderEvent;
		await publish(order("A", day, 10), order("B", day + HOUR - 1, 30), order("C", day - 1, 7), at(paid("A"), day + 30 * MINUTE), flag);
		const { points, at: _read, buckets, ...stated } = await history("hour", day - 10 * DAY, day + DAY);
		expect(stated).toEqual({ bucket: "hour", time_zone: ZONE, currency: "USD" });
		expect(buckets).toHaveLength(11 * 24 + 1);
		expect(buckets).toEqual(expect.arrayContaining(points.map((point) => point.at)));
		expect(points.map((point) => [point.at, point.orders])).toEqual([
			[iso(day - HOUR), 1],
			[iso(day), 2],
		]);
		expect(points[1]).toMatchObject({
			sales: 40,
			flagged: 1,
			cancelled: 0,
			refunded: 0,
			by_country: { DE: { orders: 2, sales: 40 } },
			by_status: { CREATED: 2, PAID: 1 },
			min: 10,
			max: 30,
			partial: false,
		});
		const days = await history("day", day - 10 * DAY);
		expect(days.points.map((point) => [point.at, point.orders, point.partial])).toEqual([
			[iso(day - DAY), 1, false],
			[iso(day), 2, false],
		]);
	});

	it("has the last two hours, day or 30 days where no range is given", async () => {
		const { body } = await request({ bucket: "day" });
		expect(historySchema.parse(body).points).toHaveLength(2);
		expect(historySchema.parse((await request({})).body)).toMatchObject({ bucket: "hour", points: [] });
	});

	it("revises the bucket of a late event, and marks the one that is not over", async () => {
		const [before] = (await history("day", day, day)).points;
		await publish(order("D", day + 2 * HOUR, 1), order("E", now, 5));
		const [after] = (await history("day", day, day)).points;
		expect(after).toMatchObject({ orders: 3, sales: 41, min: 1, partial: false });
		expect(Date.parse(after?.revised_at ?? "")).toBeGreaterThan(Date.parse(before?.revised_at ?? ""));
		for (const bucket of ["minute", "hour", "day"]) {
			expect((await history(bucket, now, now + MINUTE)).points[0], bucket).toMatchObject({ orders: 1, sales: 5, min: 5, max: 5 });
		}
		expect((await history("day", now)).points[0]).toMatchObject({ partial: true });
	});

	it.each([
		[{ bucket: "week", from: "2026-01-01T00:00:00Z" }, "bucket", /"minute"/],
		[{ bucket: "hour", from: "yesterday" }, "from", /ISO 8601/],
		[
			{ bucket: "hour", from: "2020-01-01T00:00:00Z" },
			"from",
			/one response has 1000 hours at most: take a shorter range or a larger bucket/,
		],
		[{ bucket: "day", from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }, "from", /must not be after to, which is 2026-01-01/],
		[{ from: "2026-01-01T00:00:00Z", zone: "UTC" }, "zone", /accepted: bucket, from, to/],
	])("refuses %j", async (query, field, message) => {
		const { status, body } = await request(query as Record<string, string>);
		expect(status).toBe(400);
		expect(body).toMatchObject({ code: "INVALID_INPUT", issues: [{ path: [field], message: expect.stringMatching(message) }] });
	});
});
