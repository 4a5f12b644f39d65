import { expect, it } from "vitest";
import type { NewRecord } from "../../../ports/event-log.ts";
import { temporaryBackend } from "../temporary-backend.ts";

const wait = () => AbortSignal.timeout(60_000);

function records(topic: string, count: number): NewRecord[] {
	return Array.from({ length: count }, (_, index) => ({ topic, key: "k", value: Buffer.from(String(index)), headers: {} }));
}

it("reads a backlog once for the groups that work through it together", async () => {
	await using first = await temporaryBackend();
	await first.log.ensureTopics([{ topic: "orders", partitions: 1 }]);
	await first.log.append(records("orders", 100));
	const { log } = await first.reopen();
	const consumerOf = (group: string) => log.consumer({ group, topics: ["orders"], maxRecords: 10, member: "m" });
	await using one = consumerOf("one");
	await using other = consumerOf("other");
	const read = await one.next(wait());
	const again = await other.next(wait());
	expect(read?.records.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
	expect(again?.records.every((record, index) => record === read?.records[index])).toBe(true);
});

it("gives of a backlog no more than its topic's part of a batch, and the news beside it whole", async () => {
	await using first = await temporaryBackend();
	await first.log.ensureTopics(["orders", "payments"].map((topic) => ({ topic, partitions: 1 })));
	await first.log.append(records("orders", 100));
	const { log } = await first.reopen();
	await using consumer = log.consumer({ group: "g", topics: ["orders", "payments"], maxRecords: 20, member: "m" });
	await log.append(records("payments", 8));
	const counts: string[] = [];
	for (let turn = 0; turn < 2; turn += 1) {
		const batch = await consumer.next(wait());
		const of = (topic: string) => batch?.records.filter((record) => record.topic === topic).length;
		counts.push(`${of("orders")} orders, ${of("payments")} payments`);
	}
	expect(counts).toEqual(["10 orders, 8 payments", "10 orders, 0 payments"]);
});
