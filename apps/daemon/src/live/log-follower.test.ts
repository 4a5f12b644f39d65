import { expect, it } from "vitest";
import { created, openTestData } from "./live.fixture.ts";
import { createTail } from "./log-follower.ts";

const orders = (count: number, from = 0) => Array.from({ length: count }, (_, n) => created(`o${from + n}`));

it("begins at the ends: what was there before is no news", async () => {
	await using data = await openTestData();
	await data.append(...orders(10));
	const tail = createTail({ log: data.log, topics: ["orders"], maxRecords: 100 });
	expect(await tail.read()).toMatchObject({ records: [], skipped: 0 });
	await data.append(...orders(5, 10));
	const { records, skipped, appended } = await tail.read();
	expect(records.map(({ key }) => key).toSorted()).toEqual(["o10", "o11", "o12", "o13", "o14"]);
	expect([skipped, appended.get("orders")]).toEqual([0, 5]);
	expect((await tail.read()).records).toEqual([]);
});

it("jumps to the newest records of each partition when too much has come, and counts the rest", async () => {
	await using data = await openTestData();
	const tail = createTail({ log: data.log, topics: ["orders"], maxRecords: 60 });
	await tail.read();
	await data.append(...orders(600));
	const { records, skipped, appended } = await tail.read();
	expect(records.length).toBeLessThanOrEqual(60);
	expect(records.length + skipped).toBe(600);
	expect(appended.get("orders")).toBe(600);
	const ends = await data.log.bounds(["orders"]);
	for (const { partition, end } of ends) {
		expect(records.filter((record) => record.partition === partition).at(-1)?.offset).toBe(end - 1);
	}
	expect((await tail.read()).skipped).toBe(0);
});

it("stays where it was when the log could not be read", async () => {
	await using data = await openTestData();
	let away = false;
	const read: typeof data.log.read = (position, limit) => (away ? Promise.reject(new Error("away")) : data.log.read(position, limit));
	const tail = createTail({ log: { ...data.log, read }, topics: ["orders"], maxRecords: 60 });
	await tail.read();
	await data.append(...orders(3));
	away = true;
	await expect(tail.read()).rejects.toThrow("away");
	away = false;
	expect((await tail.read()).records).toHaveLength(3);
});
