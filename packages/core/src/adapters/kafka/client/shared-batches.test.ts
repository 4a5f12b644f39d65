import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { registerCodecs } from "./codecs.ts";
import { batch, CODECS } from "./record-batches.fixture.ts";
import { decodeBatch, decodeBatches, type FetchedMessage } from "./record-batches.ts";
import { createSharedBatches } from "./shared-batches.ts";

beforeAll(registerCodecs);

const PLACE = { topic: "orders", partition: 0 };
const bytes = batch({ offset: 4, keys: ["a", "b"] });

/** Shares at most `maxBytes`; counts what is decoded. */
function sharing({ maxBytes = 10_000, decode = decodeBatch } = {}) {
	let count = 0;
	const shared = createSharedBatches({
		decode(each) {
			count += 1;
			return decode(each);
		},
		sizeOf: (messages: readonly FetchedMessage[]) => messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0),
		maxBytes,
	});
	return { ...shared, decoded: () => count };
}

describe("a batch that several readers of this process fetch", () => {
	it("is decoded once for all of them, also while it is being decoded", async () => {
		const { join, decode, decoded } = sharing();
		for (let reader = 0; reader < 3; reader += 1) join([PLACE.topic]);
		const [first, second] = await Promise.all([decode(PLACE, bytes), decode(PLACE, Buffer.from(bytes))]);
		expect(first).toEqual(await decodeBatch(bytes));
		expect(second).toBe(first);
		expect(await decode(PLACE, bytes)).toBe(first);
		expect(decoded()).toBe(1);
	});

	it("is not kept once each of them has it, nor for readers that have left", async () => {
		const { join, decode, decoded } = sharing();
		join([PLACE.topic]);
		const leave = join([PLACE.topic]);
		for (let time = 0; time < 3; time += 1) await decode(PLACE, bytes);
		expect(decoded()).toBe(2);
		leave();
		leave();
		for (let time = 0; time < 2; time += 1) await decode(PLACE, bytes);
		expect(decoded()).toBe(4);
		join([PLACE.topic]);
		for (let time = 0; time < 2; time += 1) await decode(PLACE, bytes);
		expect(decoded()).toBe(5);
	});

	it("does not hold the response of which it is a part", async () => {
		const { join, decode } = sharing();
		for (let reader = 0; reader < 2; reader += 1) join([PLACE.topic]);
		const response = Buffer.concat([Buffer.alloc(1_000_000), bytes]);
		const [message] = await decode(PLACE, response.subarray(1_000_000));
		expect(message?.value?.buffer).not.toBe(response.buffer);
	});

	it("is decoded for a single reader each time", async () => {
		const { join, decode, decoded } = sharing();
		join([PLACE.topic]);
		join(["payments"]);
		expect(await decode(PLACE, bytes)).not.toBe(await decode(PLACE, bytes));
		expect(decoded()).toBe(2);
	});

	it("is decoded again by a reader that is further behind than what is kept", async () => {
		const { join, decode, decoded } = sharing({ maxBytes: 4_000 });
		for (let reader = 0; reader < 2; reader += 1) join([PLACE.topic]);
		const batches = Array.from({ length: 30 }, (_, offset) => batch({ offset, keys: ["k".repeat(200)] }));
		for (const each of batches) await decode(PLACE, each);
		await decode(PLACE, batches[29] as Buffer);
		expect(decoded()).toBe(30);
		await decode(PLACE, batches[0] as Buffer);
		expect(decoded()).toBe(31);
	});

	it("counts with what it decodes to: few compressed bytes do not hold much memory", async () => {
		const { gzipSync } = await import("node:zlib");
		const { join, decode, decoded } = sharing({ maxBytes: 100_000 });
		for (let reader = 0; reader < 2; reader += 1) join([PLACE.topic]);
		const large = batch({ offset: 0, keys: ["k"], times: 20_000, codec: CODECS.gzip, compress: (records) => gzipSync(records) });
		expect(large.length).toBeLessThan(10_000);
		expect(await decode(PLACE, large)).toHaveLength(20_000);
		await decode(PLACE, large);
		expect(decoded()).toBe(2);
	});

	it("that cannot be decoded is decoded again by the next: its reason may have passed", async () => {
		const { join, decode, decoded } = sharing({ decode: () => Promise.reject(new Error("not now")) });
		for (let reader = 0; reader < 3; reader += 1) join([PLACE.topic]);
		for (let time = 0; time < 2; time += 1) await expect(decode(PLACE, bytes)).rejects.toThrow("not now");
		expect(decoded()).toBe(2);
	});
});

describe("a batch that this process wrote", () => {
	const complete = (messages: readonly FetchedMessage[]) => messages.map((message) => ({ ...message, value: Buffer.from("known") }));
	const valuesOf = (messages: readonly FetchedMessage[]) => messages.map(({ value }) => String(value));
	const bytesAt = (offset: number) => batch({ offset, keys: ["a"], producerId: 7 });
	/** A producer writes all batches at offset 0. */
	const written = { bytes: bytesAt(0), complete, sizeBytes: 5 };

	it("is completed by what is known of it, once the broker has given it an offset", async () => {
		const { join, wrote, decode } = sharing();
		for (let reader = 0; reader < 2; reader += 1) join([PLACE.topic]);
		wrote(PLACE, written);
		const first = await decode(PLACE, bytesAt(41));
		expect(valuesOf(first)).toEqual(["known"]);
		expect(first).toMatchObject([{ offset: "41" }]);
		expect(await decode(PLACE, bytesAt(41))).toBe(first);
	});

	it("is also for a single reader, and not kept without any or after it has been read", async () => {
		const { join, wrote, decode } = sharing();
		wrote(PLACE, written);
		join([PLACE.topic]);
		expect(valuesOf(await decode(PLACE, bytesAt(41)))).toEqual(["value of a"]);
		wrote(PLACE, written);
		expect(valuesOf(await decode(PLACE, bytesAt(41)))).toEqual(["known"]);
		expect(valuesOf(await decode(PLACE, bytesAt(41)))).toEqual(["value of a"]);
	});

	it("is another one where a byte differs, or in another partition", async () => {
		const { join, wrote, decode } = sharing();
		join([PLACE.topic]);
		wrote(PLACE, written);
		expect(valuesOf(await decode({ ...PLACE, partition: 1 }, bytesAt(41)))).toEqual(["value of a"]);
		expect(valuesOf(await decode(PLACE, batch({ offset: 41, keys: ["b"], producerId: 7 })))).toEqual(["value of b"]);
		expect(valuesOf(await decode(PLACE, batch({ offset: 41, keys: ["a"], producerId: 8 })))).toEqual(["value of a"]);
	});

	it("is not kept where its values are larger than all that may be kept, however few its own bytes are", async () => {
		const { join, wrote, decode } = sharing({ maxBytes: 10_000 });
		join([PLACE.topic]);
		wrote(PLACE, { ...written, sizeBytes: 20_000 });
		expect(valuesOf(await decode(PLACE, bytesAt(41)))).toEqual(["value of a"]);
	});
});

const places = fc.record({ topic: fc.constantFrom("a", "b"), partition: fc.nat(1) });
const fetches = fc.array(
	fc.record({
		place: places,
		/** Batches at the same offset with other contents: the topic was created again, or it is of another cluster. */
		log: fc.nat(1),
		from: fc.nat(5),
		to: fc.nat(5),
	}),
	{ maxLength: 40 },
);

it("returns what the bytes decode to, whichever readers fetch what and in which order", async () => {
	const logs = [0, 1].map((log) => Array.from({ length: 6 }, (_, at) => batch({ offset: 2 * at, keys: [`${log}-${at}`, "same"] })));
	await fc.assert(
		fc.asyncProperty(fetches, fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 4 }), async (sequence, maxBytes, readers) => {
			const { join, decode } = sharing({ maxBytes });
			for (let reader = 0; reader < readers; reader += 1) join(["a", ...(reader > 1 ? ["b"] : [])]);
			await Promise.all(
				sequence.map(async ({ place, log, from, to }) => {
					const fetched = Buffer.concat(logs[log]?.slice(from, to) ?? []);
					const messages = await decodeBatches(fetched, [], (each) => decode(place, each));
					expect(messages).toEqual(await decodeBatches(fetched, []));
				}),
			);
		}),
	);
});
