import { expect, it } from "vitest";
import { created, openTestData } from "./live.fixture.ts";
import { createLogFollower } from "./log-follower.ts";

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
