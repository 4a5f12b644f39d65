import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { LogRecord, Position } from "@orderdeck/core/ports/event-log";
import { expect, it } from "vitest";
import { created, openTestData } from "./live.fixture.ts";
import { createLogFollower } from "./log-follower.ts";

const at = (partition: number, offset: number): LogRecord => ({
	topic: "t",
	partition,
	offset,
	timestamp: 0,
	key: "k",
	value: null,
	headers: {},
});

/** A log of topic `t`: for each partition the offsets that have a record, and its end. */
function logOf(partitions: { offsets: number[]; end: number; unreadable?: boolean }[]) {
	return {
		bounds: async () => partitions.map(({ end }, partition) => ({ topic: "t", partition, earliest: 0, end })),
		read: async (position: Position, limit: number) => {
			const { offsets = [], unreadable } = partitions[position.partition] ?? {};
			if (unreadable) throw new UnreadableRecord(position, "no such compression");
			return offsets
				.filter((offset) => offset >= position.offset)
				.slice(0, limit)
				.map((offset) => at(position.partition, offset));
		},
	};
}

const orders = (count: number, from = 0) => Array.from({ length: count }, (_, n) => created(`o${from + n}`));

it("begins at the ends: earlier records are not returned", async () => {
	await using data = await openTestData();
	await data.append(...orders(10));
	const follower = createLogFollower({ log: data.log, topics: ["orders"], maxRecords: 100 });
	expect(await follower.read()).toMatchObject({ records: [], skipped: 0 });
	await data.append(...orders(5, 10));
	const { records, skipped, appended } = await follower.read();
	expect(records.map(({ key }) => key).toSorted()).toEqual(["o10", "o11", "o12", "o13", "o14"]);
	expect([skipped, appended.get("orders")]).toEqual([0, 5]);
	expect((await follower.read()).records).toEqual([]);
});

it("skips to the newest records of each partition when too many have arrived, and counts the others", async () => {
	await using data = await openTestData();
	const follower = createLogFollower({ log: data.log, topics: ["orders"], maxRecords: 60 });
	await follower.read();
	await data.append(...orders(600));
	const { records, skipped, appended } = await follower.read();
	expect(records.length).toBeLessThanOrEqual(60);
	expect(records.length + skipped).toBe(600);
	expect(appended.get("orders")).toBe(600);
	const ends = await data.log.bounds(["orders"]);
	for (const { partition, end } of ends) {
		expect(records.filter((record) => record.partition === partition).at(-1)?.offset).toBe(end - 1);
	}
	expect((await follower.read()).skipped).toBe(0);
});

it("keeps its positions when the log cannot be read", async () => {
	await using data = await openTestData();
	let away = false;
	const read: typeof data.log.read = (position, limit) => (away ? Promise.reject(new Error("away")) : data.log.read(position, limit));
	const follower = createLogFollower({ log: { ...data.log, read }, topics: ["orders"], maxRecords: 60 });
	await follower.read();
	await data.append(...orders(3));
	away = true;
	await expect(follower.read()).rejects.toThrow("away");
	away = false;
	expect((await follower.read()).records).toHaveLength(3);
});

it("counts records, not offsets: markers and gaps are neither skipped nor appended", async () => {
	const partition = { offsets: [] as number[], end: 5 };
	const follower = createLogFollower({ log: logOf([partition]), topics: ["t"], maxRecords: 100 });
	await follower.read();
	Object.assign(partition, { offsets: [5, 8], end: 11 });
	expect(await follower.read()).toMatchObject({ records: [{ offset: 5 }, { offset: 8 }], skipped: 0, appended: new Map([["t", 2]]) });
	expect(await follower.read()).toMatchObject({ records: [], skipped: 0, appended: new Map([["t", 0]]) });
	Object.assign(partition, { offsets: [5, 8, 11], end: 12 });
	expect((await follower.read()).records).toMatchObject([{ offset: 11 }]);
});

it("follows a partition that is added from its start, and the others past records that cannot be decoded", async () => {
	const partitions: Parameters<typeof logOf>[0] = [{ offsets: [0], end: 1 }];
	const follower = createLogFollower({ log: logOf(partitions), topics: ["t"], maxRecords: 100 });
	await follower.read();
	partitions[0] = { offsets: [0, 1], end: 2, unreadable: true };
	partitions.push({ offsets: [0, 1], end: 2 });
	expect((await follower.read()).records).toMatchObject([
		{ partition: 1, offset: 0 },
		{ partition: 1, offset: 1 },
	]);
});
