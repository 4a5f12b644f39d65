import { describe, expect, it } from "vitest";
import { fakeCluster, message } from "./fake-cluster.fixture.ts";
import { createReader } from "./reader.ts";

/** A partition of a log: `r` is a record, `c` a marker or an aborted record, `x` the first of what cannot be decoded. */
function log(kinds: string, { earliest = 0, stable = kinds.length } = {}) {
	const messages = [...kinds].map((kind, offset) => message(offset, kind === "r" ? "record" : kind === "c" ? "control" : "unreadable"));
	const fake = fakeCluster([{ leader: 1, earliest, stable, messages }]);
	const read = createReader(fake.link);
	return {
		...fake,
		read: async (offset: number, limit = 100) => (await read({ topic: "t", partition: 0, offset }, limit)).map((record) => record.offset),
	};
}

describe("reading a partition", () => {
	it("passes over what is not a record, however much of it there is", async () => {
		const { read } = log(`rr${"c".repeat(500)}r`);
		expect(await read(0)).toEqual([0, 1, 502]);
		expect(await read(2, 1)).toEqual([502]);
	});

	it("ends at the last stable offset", async () => {
		const { read } = log("rrrr", { stable: 2 });
		expect([await read(0), await read(2), await read(3)]).toEqual([[0, 1], [], []]);
	});

	it("starts at the earliest record where retention has passed the position", async () => {
		expect(await log("rrrrrr", { earliest: 4 }).read(1)).toEqual([4, 5]);
	});

	it("reads what is not a record at the end once, and not with every sample of lag", async () => {
		const { read, fetches, partitions } = log(`r${"c".repeat(100)}`);
		expect(await read(1, 1)).toEqual([]);
		expect(fetches.length).toBeGreaterThan(10);
		fetches.length = 0;
		expect([await read(1, 1), await read(1, 1), await read(50, 1)]).toEqual([[], [], []]);
		expect(fetches).toEqual([101, 101, 101]);
		const [partition] = partitions;
		if (partition === undefined) throw new Error("no partition");
		partition.messages.push(message(101, "control"), message(102));
		delete partition.stable;
		expect(await read(1, 1)).toEqual([102]);
	});

	it.each([
		["shorter than what was read", 50],
		["as long again, but with an open transaction", 101],
	])("starts over where the topic was created again, and is %s", async (_what, length) => {
		const { read, partitions } = log(`r${"c".repeat(100)}`);
		expect(await read(1, 1)).toEqual([]);
		partitions[0] = { leader: 1, earliest: 0, stable: 40, messages: Array.from({ length }, (_, offset) => message(offset)) };
		expect(await read(1, 1)).toEqual([1]);
	});

	it("returns what is before records that cannot be decoded, and reports them where they are the first", async () => {
		const { read } = log("rcx");
		expect(await read(0)).toEqual([0]);
		await expect(read(1)).rejects.toMatchObject({
			name: "UnreadableRecord",
			code: "UNREADABLE_RECORD",
			position: { topic: "t", partition: 0, offset: 2 },
			timestamp: 77,
			message: "t/0 cannot be read from offset 2 on: no such compression",
		});
	});

	it("is unavailable, not empty, where no record was found within one read", async () => {
		const { read } = log(`${"c".repeat(4_000)}r`);
		await expect(read(0, 1)).rejects.toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
		// The next one continues.
		expect(await read(0, 1)).toEqual([4_000]);
	});
});
