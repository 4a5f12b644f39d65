import { describe, expect, it } from "vitest";
import { createBounds } from "./bounds.ts";
import { fakeCluster, message } from "./fake-cluster.fixture.ts";

const partition = (leader: number, more: object = {}) => ({
	leader,
	earliest: 1,
	messages: [0, 1, 2, 3, 4].map((offset) => message(offset)),
	...more,
});

describe("the bounds of partitions", () => {
	it("end at the last stable offset; what an open transaction holds back is reported", async () => {
		const { link } = fakeCluster([partition(1), partition(2, { stable: 3 })]);
		expect(await createBounds(link)(["t"])).toEqual([
			{ topic: "t", partition: 0, earliest: 1, end: 5 },
			{ topic: "t", partition: 1, earliest: 1, end: 3, highWatermark: 5 },
		]);
	});

	it("are known of all partitions but those without a leader, or whose leader cannot be reached", async () => {
		const { link, down } = fakeCluster([partition(1), partition(-1), partition(2)]);
		const known = async () => (await createBounds(link)(["t"])).map((each) => each.partition);
		expect(await known()).toEqual([0, 2]);
		down.add(2);
		expect(await known()).toEqual([0]);
	});

	it("are unavailable where no leader can be reached", async () => {
		const { link, down } = fakeCluster([partition(1)]);
		down.add(1);
		await expect(createBounds(link)(["t"])).rejects.toMatchObject({ code: "UNAVAILABLE" });
	});
});
