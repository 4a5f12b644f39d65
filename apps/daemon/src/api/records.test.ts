/** One record of the log over the API: what it holds, who is past it, what lies beside it, and how a wrong position is refused. */
import { created } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { deadLetterOf } from "@orderdeck/core/wire/dead-letter";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startTestDaemon, type TestDaemon } from "../http/server.fixture.ts";

let daemon: TestDaemon;
/** Of the five orders, all of one key. */
let partition = 0;
beforeAll(async () => {
	daemon = await startTestDaemon();
	const orders = [1, 2, 3, 4, 5].map((id) => ({ ...encodeEvent(created(id)), key: "same" }));
	const [first] = await daemon.log.append(orders);
	partition = first?.partition ?? -1;
	await daemon.log.seek("fraud-group", [{ topic: "orders", partition, offset: 3 }]);
	await daemon.log.seek("payments-group", [{ topic: "orders", partition, offset: 2 }]);
	await daemon.lag.sample();
});
afterAll(async () => {
	await daemon[Symbol.asyncDispose]();
});

async function get(path: string) {
	const response = await fetch(`${daemon.url}/api/records/${path}`);
	return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}

describe("a record", () => {
	it("is returned with its bytes, what they are read as, the groups that are past it, and the records around it", async () => {
		const { status, body } = await get(`orders/${partition}/2`);
		expect(status).toBe(200);
		const { value } = encodeEvent(created(3));
		expect(body).toMatchObject({
			topic: "orders",
			partition,
			offset: 2,
			key: "same",
			size_bytes: value?.byteLength,
			value_text: new TextDecoder().decode(value ?? undefined),
			value_base64: null,
			value_cut: false,
			unreadable: null,
			event: { type: "ORDER_CREATED", order_id: "3" },
			range: { earliest: 0, end: 5 },
			previous: 1,
			next: 3,
		});
		expect(body.headers).toMatchObject({ ce_type: "ORDER_CREATED" });
		expect(body.groups).toEqual(
			expect.arrayContaining([
				{ group: "fraud-group", committed: 3, past: true, paused: false },
				{ group: "payments-group", committed: 2, past: false, paused: false },
			]),
		);
		const lines = z.array(z.looseObject({ offset: z.int(), order_id: z.string(), past: z.array(z.string()) })).parse(body.nearby);
		expect(lines.map(({ offset, order_id, past }) => [offset, order_id, past])).toEqual([
			[0, "1", ["fraud-group", "payments-group"]],
			[1, "2", ["fraud-group", "payments-group"]],
			[2, "3", ["fraud-group"]],
			[3, "4", []],
			[4, "5", []],
		]);
	});

	it("has no neighbor at either end of its partition", async () => {
		expect((await get(`orders/${partition}/0`)).body).toMatchObject({ previous: null, next: 1 });
		expect((await get(`orders/${partition}/4`)).body).toMatchObject({ previous: 3, next: null });
	});

	it("that cannot be read states why and keeps its bytes; as a dead letter it is read as what it was", async () => {
		const poison = { topic: "payments", key: null, value: Uint8Array.of(0xff, 0x7b), headers: {} };
		const [at] = await daemon.log.append([poison]);
		expect((await get(`payments/${at?.partition}/${at?.offset}`)).body).toMatchObject({
			event: null,
			unreadable: expect.stringContaining("not JSON"),
			value_text: null,
			value_base64: "/3s=",
			size_bytes: 2,
		});
		const order = { ...encodeEvent(created(9)), partition: 1, offset: 7, timestamp: 1 };
		const [letter] = await daemon.log.append([
			deadLetterOf(order, { group: "fraud-group", reason: "HANDLER_FAILED", error: "failed", attempts: 5, at: 0 }),
		]);
		const { body } = await get(`fraud-group.dlq/${letter?.partition}/${letter?.offset}`);
		expect(body).toMatchObject({ event: { type: "ORDER_CREATED", order_id: "9" }, unreadable: null });
		expect(body.headers).toMatchObject({ dlq_topic: "orders", dlq_offset: "7" });
	});

	it("of more than 1 MB is returned with its first bytes and its whole size", async () => {
		const value = new TextEncoder().encode("x".repeat(1_500_000));
		const [at] = await daemon.log.append([{ topic: "payments", key: "large", value, headers: {} }]);
		const { body } = await get(`payments/${at?.partition}/${at?.offset}`);
		expect([String(body.value_text).length, body.value_cut, body.size_bytes]).toEqual([1_048_576, true, 1_500_000]);
	});
});

describe("the first record since a time", () => {
	it("is found in its partition, which the first of all is for an early time", async () => {
		const { status, body } = await get(`orders/${partition}?since=2001-01-01T00:00:00Z`);
		expect([status, body]).toEqual([200, { topic: "orders", partition, offset: 0, timestamp: expect.stringMatching(/Z$/) }]);
		const { body: record } = await get(`orders/${partition}/4`);
		const later = await get(`orders/${partition}?since=${String(record.timestamp)}`);
		expect((await get(`orders/${partition}/${later.body.offset}`)).body.timestamp).toBe(record.timestamp);
	});

	it.each([
		["orders/99?since=2001-01-01T00:00:00Z", 404, "There is no partition orders/99."],
		["shipping/0?since=2001-01-01T00:00:00Z", 404, "it is empty"],
		["orders/0?since=2999-01-01T00:00:00Z", 404, "of 2999-01-01T00:00:00Z or later"],
		["orders/0?since=soon", 400, "since"],
		["orders/0", 400, "since"],
	])("%s: %i", async (path, status, message) => {
		const refused = await get(path);
		expect([refused.status, refused.body.message]).toEqual([status, expect.stringContaining(message)]);
	});
});

describe("a position without a record", () => {
	it("is refused with the offsets that the partition has", async () => {
		const beyond = await get(`orders/${partition}/5`);
		expect([beyond.status, beyond.body.code, beyond.body.message]).toEqual([
			404,
			"NOT_FOUND",
			`There is no record orders/${partition} @ 5: it has offsets 0 to 4.`,
		]);
		const empty = await get("shipping/0/0");
		expect([empty.status, empty.body.message]).toEqual([404, "There is no record shipping/0 @ 0: it is empty, its next offset is 0."]);
	});

	it.each([
		["orders/99/0", 404, "There is no partition orders/99."],
		["nothing/0/0", 404, "There is no partition nothing/0."],
		["orders/0/-1", 400, "offset: must be at least 0"],
		["orders/0/x", 400, "offset: must be a whole number from 0"],
		["__consumer_offsets/0/0", 400, "topic: must be a topic name that does not begin with __"],
	])("%s: %i", async (path, status, message) => {
		const refused = await get(path);
		expect([refused.status, refused.body.message]).toEqual([status, expect.stringContaining(message)]);
	});
});
