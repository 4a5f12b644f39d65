import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { murmur2, partitionOf } from "./murmur2.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe("murmur2", () => {
	// The vectors of Kafka's own tests, read as signed integers.
	it.each([
		["21", -973932308],
		["foobar", -790332482],
		["a-little-bit-long-string", -985981536],
		["a-little-bit-longer-string", -1486304829],
		["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
		["abc", 479470107],
	])("hashes %s as Kafka does", (text, hash) => {
		expect(murmur2(bytes(text))).toBe(hash);
	});

	it("gives every key a partition that exists, and the same one each time", () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
				const partition = partitionOf(key, partitions);
				expect(partition).toBeGreaterThanOrEqual(0);
				expect(partition).toBeLessThan(partitions);
				expect(partitionOf(key.slice(), partitions)).toBe(partition);
			}),
		);
	});

	it("clears the sign instead of negating", () => {
		expect(partitionOf(bytes("21"), 1_000_000_007)).toBe((-973932308 & 0x7fffffff) % 1_000_000_007);
	});
});
