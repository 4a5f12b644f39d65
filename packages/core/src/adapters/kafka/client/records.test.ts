import fc from "fast-check";
import kafkajs from "kafkajs";
import { describe, expect, it } from "vitest";
import { partitionFor, toLogRecord, toMessage } from "./records.ts";

const at = { topic: "t", partition: 2 };

describe("records and messages", () => {
	it("select for a key the partition that kafkajs' default partitioner selects", () => {
		const partitioner = kafkajs.Partitioners.DefaultPartitioner();
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (key, partitions) => {
				const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
					partitionId,
					partitionErrorCode: 0,
					leader: 1,
					replicas: [],
					isr: [],
				}));
				const message = { key: Buffer.from(key), value: null };
				expect(partitionFor({ topic: "t", key, value: null, headers: {} }, partitions, 0)).toBe(
					partitioner({ topic: "t", partitionMetadata, message }),
				);
			}),
		);
	});

	it("spread records without a key by turn", () => {
		const record = { topic: "t", key: null, value: null, headers: {} };
		expect([0, 1, 2, 3].map((turn) => partitionFor(record, 3, turn))).toEqual([0, 1, 2, 0]);
	});

	it("keep bytes that are a view of a larger buffer", () => {
		const value = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
		expect(toMessage({ topic: "t", key: "k", value, headers: { h: "1" } }, 2, 7)).toEqual({
			partition: 2,
			key: Buffer.from("k"),
			value: Buffer.from([2, 3]),
			headers: { h: "1" },
			timestamp: "7",
		});
	});

	it("keep the very buffer of a value: what is known of it stays with it", () => {
		const value = Buffer.from("v");
		expect(toMessage({ topic: "t", key: "k", value, headers: {} }, 2, 7).value).toBe(value);
	});

	it("read headers of other clients: the last of several, and an empty text for null", () => {
		const message = {
			key: null,
			value: Buffer.from("v"),
			timestamp: "1700000000000",
			offset: "41",
			attributes: 0,
			headers: { twice: [Buffer.from("a"), Buffer.from("b")], none: undefined, text: "t" },
		};
		expect(toLogRecord(at, message)).toEqual({
			...at,
			offset: 41,
			timestamp: 1_700_000_000_000,
			key: null,
			value: Buffer.from("v"),
			headers: { twice: "b", none: "", text: "t" },
		});
	});
});
