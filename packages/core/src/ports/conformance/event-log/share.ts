/** Consumers of one group: assignment and ownership. */
import { expect } from "vitest";
import { StaleCommit } from "../../errors.ts";
import {
	commit,
	consumerOf,
	drain,
	idsOf,
	keyIn,
	nextBatch,
	numbered,
	range,
	record,
	type Test,
	take,
	takeParts,
	topicOf,
	untilShared,
} from "./subject.ts";

export function sharing(test: Test): void {
	test("members of one group split its partitions, and each record goes to one of them", async (subject) => {
		const topic = await topicOf(subject);
		await using one = consumerOf(subject, [topic], { member: "one" });
		await using two = consumerOf(subject, [topic], { member: "two" });
		await untilShared(subject, one.group, ["one", "two"]);
		await subject.log.append(numbered(topic, 0, 60));
		const [first, second] = await Promise.all([drain(one), drain(two)]);
		expect(first.length).toBeGreaterThan(0);
		expect(second.length).toBeGreaterThan(0);
		expect(idsOf([...first, ...second])).toEqual(range(0, 60));
		const owners = (await subject.log.groupOffsets(one.group)).map(({ owner }) => owner);
		expect(new Set(owners)).toEqual(new Set(["one", "two"]));
	});

	test("of a group's members one owns a key: the one that reads its partition of their first topic", async (subject) => {
		const [first, other] = [await topicOf(subject), await topicOf(subject)];
		await using one = consumerOf(subject, [first, other], { member: "one" });
		await using two = consumerOf(subject, [first, other], { member: "two" });
		await untilShared(subject, one.group, ["one", "two"]);
		const keys = Array.from({ length: 30 }, (_, id) => `order-${id}`);
		await subject.log.append(keys.map((key) => record(first, key)));
		const [read] = await Promise.all([drain(one), drain(two)]);
		const readByOne = new Set(read.map(({ key }) => key));
		for (const key of keys)
			expect([key, one.generation.owns(key), two.generation.owns(key)]).toEqual([key, readByOne.has(key), !readByOne.has(key)]);
	});

	test("a generation lasts until the members change, for each of them", async (subject) => {
		const topic = await topicOf(subject);
		await using one = consumerOf(subject, [topic], { member: "one" });
		await untilShared(subject, one.group, ["one"]);
		await subject.log.append([record(topic, "order-1")]);
		await nextBatch(one);
		const alone = one.generation;
		expect(alone.owns("order-1")).toBe(true);
		expect(one.generation).toBe(alone);
		const two = consumerOf(subject, [topic], { member: "two" });
		await untilShared(subject, one.group, ["one", "two"]);
		await expect
			.poll(() => one.generation !== alone && one.generation.owns("order-1") !== two.generation.owns("order-1"), { timeout: 20_000 })
			.toBe(true);
		const shared = one.generation;
		await two[Symbol.asyncDispose]();
		await expect.poll(() => one.generation !== shared && one.generation.owns("order-1"), { timeout: 20_000 }).toBe(true);
	});

	test("the partitions of a member that leaves go to the others, from what it committed", async (subject) => {
		const topic = await topicOf(subject);
		await subject.log.append(numbered(topic, 0, 30));
		await using stays = consumerOf(subject, [topic], { member: "stays" });
		const leaves = consumerOf(subject, [topic], { member: "leaves" });
		const taken = await nextBatch(leaves);
		await leaves[Symbol.asyncDispose]();
		const rest = await take(stays, 30);
		expect(idsOf(rest)).toEqual(range(0, 30));
		await expect(commit(subject, stays.group, taken)).rejects.toBeInstanceOf(StaleCommit);
	});

	test("a partition that was reassigned and came back refuses the commits of earlier deliveries", async (subject) => {
		const topic = await topicOf(subject, 2);
		await using stays = consumerOf(subject, [topic], { member: "stays" });
		await subject.log.append([record(topic, keyIn(0, 2)), record(topic, keyIn(1, 2))]);
		const before = await takeParts(stays, 2);
		{
			await using _guest = consumerOf(subject, [topic], { member: "guest" });
			await untilShared(subject, stays.group, ["stays", "guest"]);
		}
		// The partition that stayed may have kept its position; the one that was reassigned is delivered again.
		const [again] = await takeParts(stays, 1);
		const lost = before.find(({ offsets }) => offsets[0]?.partition === again?.offsets[0]?.partition);
		if (again === undefined || lost === undefined) throw new Error("nothing was delivered again");
		expect(again.offsets).toEqual(lost.offsets);
		await expect(commit(subject, stays.group, lost)).rejects.toBeInstanceOf(StaleCommit);
		await commit(subject, stays.group, again);
	});
}
