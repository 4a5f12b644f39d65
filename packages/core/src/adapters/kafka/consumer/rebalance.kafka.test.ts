import { describe, expect, it, vi } from "vitest";
import { StaleCommit } from "../../../ports/errors.ts";
import { controlGroup } from "../client/group-control.fixture.ts";
import { temporaryKafka } from "../temporary-kafka.ts";
import { commit, committedSum, consume, member, nextOf, records, topicOf, until } from "./group-consumer.fixture.ts";

describe("a group that rebalances", () => {
	it("refuses the commit of a member that was fenced, and delivers the records again", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		await using consumer = member(kafka, topic);
		await kafka.log.append(records(topic, 0, 5));
		const batch = await nextOf(consumer);
		await using group = await controlGroup(consumer.group);
		const [fenced] = (await group.describe()).members;
		await group.fence(fenced?.memberId ?? "");
		await expect(commit(kafka, consumer.group, batch)).rejects.toBeInstanceOf(StaleCommit);
		consumer.rewind();
		const again = await nextOf(consumer);
		expect(again.records.map(({ offset }) => offset)).toEqual(batch.records.map(({ offset }) => offset));
		await commit(kafka, consumer.group, again);
	});

	it("accepts a commit across a rebalance in which the partitions stay, and delivers nothing again", async () => {
		await using kafka = await temporaryKafka({ heartbeatMs: 1_000 });
		const [topic, other] = [await topicOf(kafka, 2), await topicOf(kafka, 1, "other")];
		await kafka.log.append(records(topic, 0, 30));
		await using stays = member(kafka, topic, "stays", 10);
		await using group = await controlGroup(stays.group);
		const delivered: (string | null)[] = [];
		for (const guest of ["one", "two", "three"]) {
			const batch = await nextOf(stays);
			// Reads another topic, so that only the generation changes. Mostly the rebalance waits for the heartbeat of `stays` now.
			await using _guest = member(kafka, other, guest);
			await until(async () => (await group.describe()).members.some(({ clientId }) => clientId === guest));
			await commit(kafka, stays.group, batch);
			delivered.push(...batch.records.map(({ key }) => key));
		}
		expect(new Set(delivered).size).toBe(30);
		expect(await committedSum(kafka, stays.group)).toBe(30);
	});

	it("processes every record while members join and leave", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		await using stays = member(kafka, topic, "stays", 10);
		const stop = new AbortController();
		const processed = [consume(kafka, stays, stop.signal)];
		let appended = 0;
		const appendSome = async () => {
			await kafka.log.append(records(topic, appended, 60));
			appended += 60;
		};
		for (const name of ["one", "two", "three", "four"]) {
			await appendSome();
			await using guest = member(kafka, topic, name, 10);
			const leaving = new AbortController();
			const working = consume(kafka, guest, leaving.signal);
			processed.push(working);
			await until(async () => (await kafka.log.groupOffsets(stays.group)).some(({ owner }) => owner === name));
			await appendSome();
			leaving.abort();
			await working;
		}
		await until(async () => (await committedSum(kafka, stays.group)) === appended);
		stop.abort();
		expect(new Set((await Promise.all(processed)).flat()).size).toBe(appended);
	});

	it("lets a fenced member rejoin that cannot detect it: its clock is set back, and kafkajs sends no heartbeats", async () => {
		await using kafka = await temporaryKafka({ commitMs: 1_000 });
		const topic = await topicOf(kafka, 1);
		await using consumer = member(kafka, topic);
		await kafka.log.append(records(topic, 0, 5));
		await commit(kafka, consumer.group, await nextOf(consumer));
		await using group = await controlGroup(consumer.group);
		const now = Date.now.bind(Date);
		let behindMs = 0;
		const clock = vi.spyOn(Date, "now").mockImplementation(() => now() - behindMs);
		const isFenced = async () => {
			// Again and again: a member that has rejoined in between sends heartbeats by the clock that it rejoined with.
			behindMs += 3_600_000;
			return (await group.describe()).members.length === 0;
		};
		try {
			await until(isFenced);
			await kafka.log.append(records(topic, 5, 5));
			const stop = new AbortController();
			const working = consume(kafka, consumer, stop.signal);
			await until(async () => (await committedSum(kafka, consumer.group)) === 10);
			stop.abort();
			expect(new Set(await working)).toEqual(new Set(["5", "6", "7", "8", "9"]));
		} finally {
			clock.mockRestore();
		}
	});
});
