import { describe, expect, it } from "vitest";
import { eventLogConformance } from "../../../ports/event-log.conformance.ts";
import type { Batch, NewRecord } from "../../../ports/event-log.ts";
import { createSqliteReader } from "../backend.ts";
import { temporaryBackend } from "../temporary-backend.ts";

eventLogConformance("the embedded log", temporaryBackend);

const forever = new AbortController().signal;

function records(count: number, size = 10): NewRecord[] {
	return Array.from({ length: count }, (_, id) => ({ topic: "t", key: String(id), value: new Uint8Array(size), headers: {} }));
}

describe("the embedded log", () => {
	it("refuses an append to a topic that does not exist for good", async () => {
		await using backend = await temporaryBackend();
		await expect(backend.log.append(records(1))).rejects.toMatchObject({ name: "AppendRefused", code: "UNKNOWN_TOPIC" });
	});

	it("gives all groups that keep up the same record objects", async () => {
		await using backend = await temporaryBackend();
		await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
		const consumers = ["a", "b"].map((group) => backend.log.consumer({ group, topics: ["t"], maxRecords: 10, member: "m" }));
		await backend.log.append(records(3));
		const [a, b] = await Promise.all(consumers.map((consumer) => consumer.next(forever)));
		expect(a?.records).toHaveLength(3);
		expect(a?.records.every((record, index) => record === b?.records[index])).toBe(true);
	});

	it("delivers what is too much to keep in memory from the file, without a gap", async () => {
		await using backend = await temporaryBackend();
		await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
		await using consumer = backend.log.consumer({ group: "slow", topics: ["t"], maxRecords: 500, member: "m" });
		for (let round = 0; round < 10; round += 1) await backend.log.append(records(600));
		await backend.log.append(records(4, 3 * 1024 * 1024));
		const offsets: number[] = [];
		while (offsets.length < 6004) offsets.push(...((await consumer.next(forever))?.records ?? []).map(({ offset }) => offset));
		expect(offsets).toEqual(Array.from({ length: 6004 }, (_, offset) => offset));
	});

	it("can be looked at by another connection, which can do nothing else", async () => {
		await using backend = await temporaryBackend();
		await backend.log.ensureTopics([{ topic: "t", partitions: 2 }]);
		await using consumer = backend.log.consumer({ group: "g", topics: ["t"], maxRecords: 10, member: "m" });
		using reader = createSqliteReader({ dir: backend.dir });
		expect((await reader.log.groupOffsets("g")).map(({ committed, owner }) => [committed, owner])).toEqual([
			[undefined, "m"],
			[undefined, "m"],
		]);
		await backend.log.append(records(8));
		const { offsets, delivery } = (await consumer.next(forever)) as Batch;
		await backend.work.apply({ writes: [], records: [], commit: { group: "g", offsets, delivery } });
		expect(await reader.log.topics()).toEqual(await backend.log.topics());
		expect(await reader.log.bounds(["t"])).toEqual(await backend.log.bounds(["t"]));
		expect(await reader.log.groups()).toEqual(["g"]);
		expect(await reader.log.groupOffsets("g")).toEqual(await backend.log.groupOffsets("g"));
		const place = { topic: "t", partition: 0, offset: 1 };
		expect(await reader.log.read(place, 2)).toEqual(await backend.log.read(place, 2));
		expect(() => reader.log.append(records(1))).toThrow("reading only");
		expect(() => reader.log.consumer({ group: "g", topics: ["t"], maxRecords: 1, member: "r" })).toThrow("reading only");
	});

	it("forgets the members of the process before", async () => {
		await using backend = await temporaryBackend();
		await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
		backend.log.consumer({ group: "g", topics: ["t"], maxRecords: 10, member: "gone" });
		const { log } = await backend.reopen();
		expect(await log.groups()).toEqual([]);
		using reader = createSqliteReader({ dir: backend.dir });
		expect(await reader.log.groups()).toEqual([]);
	});

	it("gives a member the partitions of a topic that is created after it joined", async () => {
		await using backend = await temporaryBackend();
		await using consumer = backend.log.consumer({ group: "g", topics: ["t"], maxRecords: 10, member: "m" });
		const waiting = consumer.next(forever);
		await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
		await backend.log.append(records(1));
		expect((await waiting)?.records).toHaveLength(1);
	});
});
