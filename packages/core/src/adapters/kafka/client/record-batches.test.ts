import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { registerCodecs } from "./codecs.ts";
import { batch, CODECS } from "./record-batches.fixture.ts";
import { type AbortedTransaction, decodeBatches, type FetchedMessage } from "./record-batches.ts";

beforeAll(registerCodecs);

const keysOf = (messages: readonly FetchedMessage[]) =>
	messages.filter((message) => message.isControlRecord !== true && message.unreadable === undefined).map(({ key }) => String(key));

async function decode(batches: readonly Buffer[], aborted: readonly AbortedTransaction[] = []) {
	const messages = await decodeBatches(Buffer.concat(batches), aborted);
	return { messages, keys: keysOf(messages), next: Number(messages.at(-1)?.offset ?? -1) + 1, unreadable: messages.at(-1)?.unreadable };
}

describe("the batches of a fetched partition", () => {
	it("are decoded in order, without the part of a batch at the end", async () => {
		const whole = [batch({ offset: 4, keys: ["a", "b"] }), batch({ offset: 6, keys: ["c"] })];
		const { messages, keys } = await decode([...whole, batch({ offset: 7, keys: ["d"] }).subarray(0, 70)]);
		expect(keys).toEqual(["a", "b", "c"]);
		expect(messages[2]).toMatchObject({ offset: "6", timestamp: "1700000000000", value: Buffer.from("value of c") });
	});

	it("move the position past markers, and past what was compacted", async () => {
		expect(await decode([batch({ offset: 3, keys: [], producerId: 1, marker: "commit" })])).toMatchObject({ keys: [], next: 4 });
		expect(await decode([batch({ offset: 3, keys: [], last: 9 })])).toMatchObject({ keys: [], next: 10 });
		expect(await decode([batch({ offset: 3, keys: ["a"], last: 9 })])).toMatchObject({ keys: ["a"], next: 10 });
	});

	it("may have more records than a call has arguments", async () => {
		expect((await decode([batch({ offset: 0, keys: ["a"], times: 150_000 })])).keys).toHaveLength(150_000);
	});

	it.each([
		["an unknown compression", batch({ offset: 5, keys: ["x", "y"], codec: 6, timestamp: 77 }), /type 6 is not known/],
		["what does not decompress", batch({ offset: 5, keys: ["x", "y"], codec: CODECS.gzip, timestamp: 77 }), /header check/],
		["damaged bytes", damaged(batch({ offset: 5, keys: ["x", "y"], timestamp: 77 })), /checksum/],
	])("stop at %s: what is before it is delivered, nothing after it, and its place and reason are known", async (_what, bad, reason) => {
		const { keys, unreadable } = await decode([batch({ offset: 4, keys: ["a"] }), bad, batch({ offset: 7, keys: ["b"] })]);
		expect(keys).toEqual(["a"]);
		expect(unreadable).toMatchObject({ offset: 5, timestamp: 77, reason: expect.stringMatching(reason) });
	});

	it("stop at a format that does not exist yet", async () => {
		const future = batch({ offset: 5, keys: ["x"] });
		future.writeInt8(3, 16);
		expect((await decode([future])).unreadable).toMatchObject({ offset: 5, reason: "record format 3 is not known to this version" });
	});

	it("that belong to an aborted transaction are left out, also where they cannot be decoded", async () => {
		const batches = [
			batch({ offset: 0, keys: ["aborted"], producerId: 1, codec: 6 }),
			batch({ offset: 1, keys: ["kept"] }),
			batch({ offset: 2, keys: [], producerId: 1, marker: "abort" }),
			batch({ offset: 3, keys: ["next"], producerId: 1 }),
		];
		expect((await decode(batches, [{ producerId: "1", firstOffset: "0" }])).keys).toEqual(["kept", "next"]);
	});

	it("leave out the records of all aborted transactions that overlap (kafkajs filtered the first of them only)", async () => {
		const batches = [
			batch({ offset: 2, keys: ["second"], producerId: 2 }),
			batch({ offset: 3, keys: ["first"], producerId: 1 }),
			batch({ offset: 4, keys: [], producerId: 2, marker: "abort" }),
			batch({ offset: 5, keys: ["first again"], producerId: 1 }),
			batch({ offset: 6, keys: [], producerId: 1, marker: "abort" }),
		];
		const aborted = [
			{ producerId: "1", firstOffset: "0" },
			{ producerId: "2", firstOffset: "1" },
		];
		expect(await decode(batches, aborted.toReversed())).toMatchObject({ keys: [], next: 7 });
	});
});

/** Producers that write in turn, each in transactions that end one way or the other. */
const interleaved = fc.array(
	fc.record({ producer: fc.integer({ min: 1, max: 3 }), act: fc.constantFrom("write" as const, "commit" as const, "abort" as const) }),
	{ maxLength: 40 },
);

it("deliver exactly the records of committed transactions, wherever the fetch starts", async () => {
	await fc.assert(
		fc.asyncProperty(interleaved, fc.nat(), async (acts, start) => {
			// Open transactions lie behind the last stable offset: all of these end.
			const ended = [...acts, ...[1, 2, 3].map((producer) => ({ producer, act: "abort" as const }))];
			const batches: Buffer[] = [];
			const open = new Map<number, { from: number; offsets: number[] }>();
			const aborted: AbortedTransaction[] = [];
			const committed: number[] = [];
			for (const { producer: producerId, act } of ended) {
				const offset = batches.length;
				const transaction = open.get(producerId) ?? { from: offset, offsets: [] };
				if (act === "write") {
					open.set(producerId, { ...transaction, offsets: [...transaction.offsets, offset] });
					batches.push(batch({ offset, keys: [String(offset)], producerId }));
				} else if (open.delete(producerId)) {
					batches.push(batch({ offset, keys: [], producerId, marker: act }));
					if (act === "commit") committed.push(...transaction.offsets);
					else aborted.push({ producerId: String(producerId), firstOffset: String(transaction.from) });
				}
			}
			const from = batches.length === 0 ? 0 : start % batches.length;
			const { keys } = await decode(batches.slice(from), openAt(aborted, batches, from));
			expect(keys.map(Number)).toEqual(committed.filter((offset) => offset >= from).toSorted((a, b) => a - b));
		}),
	);
});

/** A broker lists the aborted transactions that overlap the fetched range: those with a marker in it. */
function openAt(aborted: readonly AbortedTransaction[], batches: readonly Buffer[], from: number): AbortedTransaction[] {
	return aborted.filter(({ producerId, firstOffset }) =>
		batches.some((bytes, offset) => {
			const isMarkerOfIt =
				bytes.readBigInt64BE(43) === BigInt(producerId) && (bytes.readInt16BE(21) & 0x20) !== 0 && offset > Number(firstOffset);
			return isMarkerOfIt && offset >= from && !batches.slice(Number(firstOffset), offset).some((other) => isEndOf(other, producerId));
		}),
	);
}

function isEndOf(bytes: Buffer, producerId: string): boolean {
	return bytes.readBigInt64BE(43) === BigInt(producerId) && (bytes.readInt16BE(21) & 0x20) !== 0;
}

function damaged(bytes: Buffer): Buffer {
	bytes.writeUInt8(bytes.readUInt8(bytes.length - 3) ^ 1, bytes.length - 3);
	return bytes;
}
