import { StoreError } from "@orderdeck/core/ports/errors";
import type { EventLog, LogRecord } from "@orderdeck/core/ports/event-log";
import { describe, expect, it } from "vitest";
import { created, openTestData } from "./live.fixture.ts";
import type { Seen } from "./partition-reader.ts";
import { createWaitingCounts } from "./waiting-counts.ts";

type Read = EventLog["read"];
const GROUP = "payments-group";

/** The group has consumed nothing of `orders`, or all of it. */
async function seenIn(log: EventLog, at: number, consumed: "nothing" | "all"): Promise<Seen> {
	const bounds = await log.bounds(["orders"]);
	const partitions = bounds.map(({ topic, partition, end }) => ({
		topic,
		partition,
		owner: undefined,
		sample: { kind: "unknown", at } as const,
		unread: { topic, partition, offset: consumed === "all" ? end : 0, end },
	}));
	return { at, groups: new Map([[GROUP, partitions]]) };
}

async function open(readInstead?: (read: Read) => Read) {
	const data = await openTestData();
	await data.append(created("1", 5), created("2", 7));
	const failures: unknown[] = [];
	const read = readInstead?.(data.log.read) ?? data.log.read;
	const counts = createWaitingCounts({ log: { read }, baseCurrency: "USD", onFailure: (error) => void failures.push(error) });
	return {
		...data,
		counts,
		failures,
		async [Symbol.asyncDispose]() {
			await counts[Symbol.asyncDispose]();
			await data[Symbol.asyncDispose]();
		},
	};
}

describe("what waits behind a group", () => {
	it("is counted in orders and money", async () => {
		await using test = await open();
		expect(test.counts.of(GROUP)).toMatchObject({ orders: 0, at_least: true });
		await test.counts.update(await seenIn(test.log, 1, "nothing"));
		expect(test.counts.of(GROUP)).toMatchObject({ orders: 2, amount: 12 });
	});

	it("is nothing as soon as nothing is unread, though an earlier count still runs", async () => {
		const counted = Promise.withResolvers<readonly LogRecord[]>();
		await using test = await open(() => () => counted.promise);
		await test.counts.update(await seenIn(test.log, 1, "nothing"));
		await test.counts.update(await seenIn(test.log, 2, "all"));
		const [first] = await test.log.read({ topic: "orders", partition: 0, offset: 0 }, 1);
		counted.resolve(first === undefined ? [] : [first]);
		await test.counts[Symbol.asyncDispose]();
		expect(test.counts.of(GROUP)).toMatchObject({ orders: 0 });
	});

	it("stays what it was when the log cannot be read, and is counted again", async () => {
		let away = false;
		await using test = await open((read) => async (...position) => {
			if (away) throw new StoreError("UNAVAILABLE", "away");
			return read(...position);
		});
		await test.counts.update(await seenIn(test.log, 1, "nothing"));
		away = true;
		await test.append(created("3", 9));
		await test.counts.update(await seenIn(test.log, 2, "nothing"));
		expect(test.counts.of(GROUP)).toMatchObject({ orders: 2, amount: 12 });
		expect(test.failures).toMatchObject([{ message: "away" }]);
		away = false;
		await test.counts.update(await seenIn(test.log, 3, "nothing"));
		expect(test.counts.of(GROUP)).toMatchObject({ orders: 3, amount: 21 });
	});

	it("is forgotten a minute after the group was listed last", async () => {
		await using test = await open();
		await test.counts.update(await seenIn(test.log, 1_000, "nothing"));
		await test.counts.update({ at: 61_000, groups: new Map() });
		expect(test.counts.of(GROUP)).toMatchObject({ orders: 2 });
		await test.counts.update({ at: 61_001, groups: new Map() });
		expect(test.counts.of(GROUP)).toMatchObject({ orders: 0 });
	});
});
