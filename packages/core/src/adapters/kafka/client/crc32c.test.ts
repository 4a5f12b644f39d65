import fc from "fast-check";
// @ts-expect-error: without types
import kafkajsCrc32c from "kafkajs/src/protocol/recordBatch/crc32C/index.js";
import { expect, it } from "vitest";
import { crc32c } from "./crc32c.ts";

it("is the checksum of RFC 3720, appendix B.4", () => {
	const ascending = Uint8Array.from({ length: 32 }, (_, at) => at);
	const known: [Uint8Array, number][] = [
		[new Uint8Array(32), 0x8a9136aa],
		[new Uint8Array(32).fill(0xff), 0x62a8ab43],
		[ascending, 0x46dd794e],
		[ascending.toReversed(), 0x113fdb5c],
		[Buffer.from("123456789"), 0xe3069283],
	];
	for (const [bytes, checksum] of known) expect(crc32c(bytes)).toBe(checksum);
});

it("is that of kafkajs, whatever the bytes, their number and where they begin", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(9), (bytes, from) => {
			const view = Buffer.from(bytes).subarray(from);
			expect(crc32c(view)).toBe(kafkajsCrc32c(view));
		}),
		{ numRuns: 1_000 },
	);
});
