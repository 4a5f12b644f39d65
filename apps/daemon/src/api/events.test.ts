/** The event feed over the API: from a time, an offset or the log's first record on, filtered, in pages, and how a wrong start is refused. */
import { type EventPage, eventPageSchema } from "@orderdeck/contracts/feed/requests";
import { ROLES } from "@orderdeck/contracts/topics";
import type { Appended } from "@orderdeck/core/ports/event-log";
import { created, dispatched, happened, inventory, paid } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startTestDaemon, type TestDaemon } from "../http/server.fixture.ts";

const restock = happened("INVENTORY_RESTOCKED", { product_id: "PROD-002", quantity: 50 });
const poison = { topic: "payments", key: "3", value: Uint8Array.of(0x7b), headers: {} };
const tombstone = { topic: "orders", key: "1", value: null, headers: {} };

let daemon: TestDaemon;
/** In the order in which the log accepted them; the tombstone is not among them. */
const places: Appended[] = [];
beforeAll(async () => {
	daemon = await startTestDaemon({ roles: ROLES.filter((role) => role === "analytics") });
	const events = [created(1), created(2, { country: "DE", amount: 99 }), paid(1), inventory(2, "RESERVED"), dispatched(1), restock];
	for (const record of [...events.map(encodeEvent), poison]) {
		places.push(...(await daemon.log.append([record])));
		// Each is accepted at a time of its own, so that a start at a time is exact.
		const last = places.at(-1)?.timestamp ?? 0;
		await vi.waitUntil(() => Date.now() > last, { interval: 1 });
	}
	await daemon.log.append([tombstone]);
	await vi.waitUntil(() => fetch(`${daemon.url}/api/orders/2`).then(({ ok }) => ok));
});
afterAll(async () => {
	await daemon[Symbol.asyncDispose]();
});

async function get(query: string) {
	const response = await fetch(`${daemon.url}/api/events?${query}`);
	return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}
const list = async (query: string): Promise<EventPage> => eventPageSchema.parse((await get(query)).body);
const textOf = ({ topic, partition, offset }: { topic: string; partition: number; offset: number }) => `${topic}/${partition}@${offset}`;
const textsOf = (page: EventPage) => page.events.map(textOf);
const textsFrom = (first: number) => places.slice(first).map(textOf);
const isoAt = (place: number) => new Date(places[place]?.timestamp ?? 0).toISOString();

describe("the events of the log", () => {
	it("are all that it has, oldest first: those of no order and those that cannot be decoded too, tombstones not", async () => {
		const page = await list("");
		expect(textsOf(page)).toEqual(textsFrom(0));
		expect([page.start, page.end]).toEqual([true, true]);
		expect(page.events[5]).toMatchObject({ type: "INVENTORY_RESTOCKED", order_id: null, detail: { product_id: "PROD-002", quantity: 50 } });
		expect(page.events[6]).toMatchObject({ type: null, order_id: null, unreadable: expect.stringContaining("not JSON") });
		expect(page.events[0]).toMatchObject({ type: "ORDER_CREATED", order_id: "1", unreadable: null, accepted_at: isoAt(0) });
	});

	it("have the country and the money of their order where the event states none", async () => {
		const [reserved] = (await list("type=INVENTORY_RESERVED")).events;
		expect(reserved).toMatchObject({ order_id: "2", country: "DE", amount: 99, currency: "USD" });
	});

	it("begin at a time", async () => {
		expect(textsOf(await list(`from=${isoAt(3)}`))).toEqual(textsFrom(3));
		expect(textsOf(await list("from=2001-01-01T00:00:00Z"))).toEqual(textsFrom(0));
		expect(await list("from=2999-01-01T00:00:00Z")).toMatchObject({ events: [], start: false, end: true, until: null });
	});

	it("begin at any record, and in the other partitions at its time", async () => {
		for (const [place, at] of places.entries()) expect(textsOf(await list(`at=${textOf(at)}`))).toEqual(textsFrom(place));
	});

	it("that were accepted at the same time begin after those that are sorted before the record", async () => {
		await using other = await startTestDaemon();
		const at = await other.log.append([created(1), paid(1), inventory(1, "RESERVED"), dispatched(1)].map(encodeEvent));
		const sorted = at.map(textOf).toSorted();
		expect(new Set(at.map(({ timestamp }) => timestamp)).size).toBe(1);
		for (const [place, text] of sorted.entries()) {
			const response = await fetch(`${other.url}/api/events?at=${text}`);
			expect(textsOf(eventPageSchema.parse(await response.json()))).toEqual(sorted.slice(place));
		}
	});

	it.each([
		["topic=payments", [2, 6]],
		["topic=payments&topic=shipping", [2, 4, 6]],
		["type=ORDER_CREATED&type=SHIPMENT_DISPATCHED", [0, 1, 4]],
		["order=1", [0, 2, 4]],
		["order=3", [6]],
		["order=1&type=PAYMENT_PROCESSED", [2]],
		["topic=shipping&type=ORDER_CREATED", []],
	])("filtered by %s", async (query, expected) => {
		expect(textsOf(await list(query))).toEqual(expected.map((place) => textsFrom(place)[0]));
	});

	it("are continued page by page, and at the end by what the log accepts later", async () => {
		const texts: string[] = [];
		let page = await list("limit=2");
		for (; !page.end; page = await list(`limit=2&cursor=${page.nextCursor}`)) texts.push(...textsOf(page));
		texts.push(...textsOf(page));
		expect(texts).toEqual(textsFrom(0));
		const { nextCursor } = await list("order=9");
		expect(await list(`order=9&cursor=${nextCursor}`)).toMatchObject({ events: [], end: true });
		const [later] = await daemon.log.append([encodeEvent(paid(9))]);
		const { events, end } = await list(`order=9&cursor=${nextCursor}`);
		expect([events.map(textOf), end]).toEqual([[later === undefined ? "" : textOf(later)], true]);
	});
});

describe("a start that is not in the log", () => {
	it.each([
		["at=orders/99@0", 404, "There is no partition orders/99."],
		["at=fraud-alerts/0@0", 404, "There is no record fraud-alerts/0 @ 0: it is empty, its next offset is 0."],
		["at=orders-replay/0@0", 400, "at: must be a position in a topic of order events, such as orders/1@31059"],
		["at=orders/0@0&from=2001-01-01T00:00:00Z", 400, "at: must not be given together with from"],
		["from=soon", 400, "from: must be an ISO 8601 date and time"],
		["cursor=none", 400, "cursor: must be a nextCursor of this list"],
		["type=ORDER", 400, "type"],
		["topic=order-analytics", 400, "topic"],
	])("%s: %i", async (query, status, message) => {
		const refused = await get(query);
		expect([refused.status, refused.body.message]).toEqual([status, expect.stringContaining(message)]);
	});

	it("is refused with the offsets that the partition has", async () => {
		const { topic, partition } = places[0] ?? { topic: "", partition: 0 };
		const refused = await get(`at=${topic}/${partition}@1000`);
		expect([refused.status, refused.body.code, refused.body.message]).toEqual([
			404,
			"NOT_FOUND",
			expect.stringMatching(/^There is no record orders\/\d @ 1000: it has offsets 0 to \d+\.$/),
		]);
	});

	it("is refused for the cursor of a list with other filters", async () => {
		const { nextCursor } = await list("limit=1");
		expect((await get(`limit=1&topic=orders&cursor=${nextCursor}`)).status).toBe(400);
	});
});

it("the events are in the OpenAPI document", async () => {
	const document = z.looseObject({ paths: z.record(z.string(), z.unknown()) });
	const response = await fetch(`${daemon.url}/api/openapi.json`);
	const { paths } = document.parse(await response.json());
	const parameters = (paths["/api/events"] as { get: { parameters: { name: string }[] } }).get.parameters.map(({ name }) => name);
	expect(parameters).toEqual(["limit", "cursor", "from", "at", "topic", "type", "order"]);
});
