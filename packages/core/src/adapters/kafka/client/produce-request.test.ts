import fc from "fast-check";
import kafkajs from "kafkajs";
// @ts-expect-error: without types
import { lookup, requests } from "kafkajs/src/protocol/requests/index.js";
// @ts-expect-error: without types
import encodeRequest from "kafkajs/src/protocol/requests/produce/v7/request.js";
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { extent } from "../../../../test/extent.ts";
import { registerCodecs } from "./codecs.ts";
import { createClient } from "./connection.ts";
import { decodedBatches } from "./decoded-batches.ts";
import { messages, oddMessages } from "./messages.fixture.ts";
import { encodeProduceRequests, type ProduceData } from "./produce-request.ts";
import { decodeBatch } from "./record-batches.ts";
import { selectedRecordCodec, selectRecordCodec } from "./record-codec.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

interface Encoded {
	readonly buf: Buffer;
	readonly buffer: Buffer;
}

const PRODUCE = 0;

/** As a broker's client looks it up. */
function requestOf(data: ProduceData, maxVersion = 7): { apiVersion: number; encode(): Promise<Encoded> } {
	return lookup({ [PRODUCE]: { minVersion: 0, maxVersion } })(PRODUCE, requests.Produce)(data).request;
}

/** The bytes, or the class and message of the error. */
async function outcomeOf({ encode }: { encode(): Promise<Encoded> }): Promise<unknown> {
	try {
		return (await encode()).buffer.toString("latin1");
	} catch (error) {
		return error instanceof Error ? `${error.constructor.name}: ${error.message}` : error;
	}
}

function dataOf(partitions: ProduceData["topicData"][number]["partitions"], more: Partial<ProduceData> = {}): ProduceData {
	return { acks: -1, timeout: 30_000, topicData: [{ topic: "orders", partitions }], ...more };
}

/** The only batch of a request, which ends with it. */
function batchOf(request: Buffer, topic: string): Buffer {
	const before = Buffer.byteLength(topic) + 2 + 2 + 2 + 4 * 5;
	return Buffer.from(request.subarray(before));
}

const requestData: fc.Arbitrary<ProduceData> = fc.record(
	{
		acks: fc.constantFrom(-1, 0, 1),
		timeout: fc.nat(),
		topicData: fc.array(
			fc.record({
				topic: fc.string({ unit: "grapheme", maxLength: 20 }),
				partitions: fc.array(
					fc.record({ partition: fc.nat(50), firstSequence: fc.nat(), messages }, { requiredKeys: ["partition", "messages"] }),
					{ maxLength: 4 },
				),
			}),
			{ maxLength: 4 },
		),
		transactionalId: fc.constantFrom(null, "", "a", "größer"),
		producerId: fc.oneof(fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }).map(String), fc.constant(-1)),
		producerEpoch: fc.integer({ min: -1, max: 32_767 }),
		compression: fc.constantFrom(kafkajs.CompressionTypes.None, kafkajs.CompressionTypes.GZIP),
	},
	{ requiredKeys: ["acks", "timeout", "topicData"] },
);

beforeAll(() => {
	registerCodecs();
	encodeProduceRequests();
});
// Messages without a timestamp have that of their encoding.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 }));
afterEach(() => {
	vi.useRealTimers();
	selectRecordCodec("fast");
});

describe("a produce request", () => {
	it("has the bytes that kafkajs writes, whatever its messages", async () => {
		await fc.assert(
			fc.asyncProperty(requestData, async (data) => {
				const ours = await outcomeOf(requestOf(data));
				expect(ours === (await outcomeOf(encodeRequest(data))), "the same bytes").toBe(true);
			}),
			{ numRuns: extent(200, 5_000) },
		);
	});

	it("fails as with kafkajs where a message is none", async () => {
		await fc.assert(
			fc.asyncProperty(oddMessages, fc.constantFrom(...Object.values(kafkajs.CompressionTypes)), async (odd, compression) => {
				const data = dataOf([{ partition: 0, messages: odd }], { compression: compression as kafkajs.CompressionTypes });
				expect(await outcomeOf(requestOf(data))).toEqual(await outcomeOf(encodeRequest(data)));
			}),
			{ numRuns: extent(1_000, 20_000) },
		);
	});

	it("leaves its values to a group of this process that reads its topic, and otherwise the messages that any group reads", async () => {
		onTestFinished(decodedBatches.join(["orders"]));
		await fc.assert(
			fc.asyncProperty(messages, fc.nat(), fc.bigInt({ min: 0n, max: 2n ** 40n }), async (list, firstSequence, offset) => {
				// As the appender has them: of one time, with values that are bytes.
				const sent = list.flatMap((message) => (typeof message.value === "string" ? [] : [{ ...message, timestamp: "1700000000000" }]));
				const data = dataOf([{ partition: 3, firstSequence, messages: sent }], { producerId: "7" });
				const batch = batchOf((await requestOf(data).encode()).buffer, "orders");
				batch.writeBigInt64BE(offset, 0);
				const read = await decodedBatches.decode({ topic: "orders", partition: 3 }, batch);
				expect(read).toEqual(await decodeBatch(batch));
				for (const [index, { value }] of sent.entries()) expect(read[index]?.value).toBe(value);
			}),
		);
	});

	it("is one buffer of its exact size, in each version with record batches", async () => {
		const data = dataOf([{ partition: 0, messages: [{ key: "k", value: "v", headers: { a: ["1", "2"] } }] }]);
		for (const version of [3, 4, 5, 6, 7]) {
			const request = requestOf(data, version);
			const { buf, buffer } = await request.encode();
			expect({ version: request.apiVersion, bytes: buf.length }).toEqual({ version, bytes: buffer.length });
		}
	});

	it("is encoded by the codec that the options of the newest client select, ours where they select none", () => {
		const options = { brokers: ["127.0.0.1:9092"], clientId: "test" };
		createClient({ options: { ...options, recordCodec: "kafkajs" }, settings: KAFKA_SETTINGS, report: () => {} });
		expect(selectedRecordCodec()).toBe("kafkajs");
		createClient({ options, settings: KAFKA_SETTINGS, report: () => {} });
		expect(selectedRecordCodec()).toBe("fast");
	});

	it("is left to kafkajs in versions without record batches, and where its codec is selected", async () => {
		const data = dataOf([{ partition: 0, messages: [{ key: "k", value: "v" }] }]);
		const old = await requestOf(data, 2).encode();
		expect(old.buf.length).toBeGreaterThan(old.buffer.length);
		selectRecordCodec("kafkajs");
		const { buf, buffer } = await requestOf(data).encode();
		expect(buf.length).toBeGreaterThan(buffer.length);
		selectRecordCodec("fast");
		expect((await requestOf(data).encode()).buffer.equals(buffer)).toBe(true);
	});
});
