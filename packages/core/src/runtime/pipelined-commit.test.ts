import { TOPICS } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemClock } from "../adapters/system-clock.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import { StoreError } from "../ports/errors.ts";
import { alertsOf, idsOf, order, Steps, twoSystems } from "./run-step.fixture.ts";
import type { Effects } from "./step.ts";

const steps = new Steps();

describe("the pending commit of a batch, where log and store are two systems", () => {
	/** Writes a document for each order, unless it exists, and publishes an alert. */
	async function writeAndPublish(batch: readonly PlacedEvent[]): Promise<Effects> {
		const ids = idsOf(batch);
		const known = await steps.backend.store.get(
			"sequences",
			ids.map((id) => `order-${id}`),
		);
		return {
			writes: ids.flatMap((id, at) =>
				known[at] === undefined ? [{ op: "insert", collection: "sequences", key: `order-${id}`, doc: { next: id } } as const] : [],
			),
			events: alertsOf(batch),
		};
	}

	async function published(): Promise<number[]> {
		return (await steps.records(TOPICS.fraudAlerts)).map(({ value }) => Number(JSON.parse(Buffer.from(value ?? []).toString()).order_id));
	}

	it("is in progress while the next batch is decided, and before anything of that is written", async () => {
		await steps.backend.log.append([1, 2, 3, 4, 5].map((id) => order(id)));
		const gate = Promise.withResolvers<void>();
		const decided: number[][] = [];
		const handled: number[] = [];
		steps.start(
			(batch) => {
				decided.push(idsOf(batch));
				return writeAndPublish(batch);
			},
			{
				work: twoSystems(steps.backend, () => gate.promise),
				observer: { handled: (_group, records) => handled.push(records) },
				maxRecords: 2,
			},
		);
		await expect
			.poll(() => decided)
			.toEqual([
				[1, 2],
				[3, 4],
			]);
		await systemClock.sleep(50);
		expect(decided).toHaveLength(2);
		expect(handled).toEqual([]);
		const written = await steps.backend.store.get("sequences", ["order-1", "order-2", "order-3", "order-4"]);
		expect(written.map((read) => read?.doc.next)).toEqual([1, 2, undefined, undefined]);
		expect(await steps.committed()).toBe(0);
		gate.resolve();
		await expect.poll(steps.committed).toBe(5);
		await expect.poll(() => handled).toEqual([2, 2, 1]);
		expect(await published()).toEqual([1, 2, 3, 4, 5]);
	});

	it("is awaited before the loop ends", async () => {
		await steps.backend.log.append([order(1)]);
		const gate = Promise.withResolvers<void>();
		const { done } = steps.start(writeAndPublish, { work: twoSystems(steps.backend, () => gate.promise), maxRecords: 1 });
		await expect.poll(async () => (await steps.backend.store.get("sequences", ["order-1"]))[0]?.doc.next).toBe(1);
		steps.stop();
		gate.resolve();
		await done;
		expect(await steps.committed()).toBe(1);
	});

	it("causes a redelivery when it fails, whenever it does: all is published, in order, without a dead letter", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (failures, maxRecords) => {
				const before = await steps.committed();
				const ids = Array.from({ length: 10 }, (_, index) => before + index + 1);
				await steps.backend.log.append(ids.map((id) => order(id)));
				const from = (await published()).length;
				const outcomes = [...failures];
				const work = twoSystems(steps.backend, async () => {
					await systemClock.sleep(0);
					if (outcomes.shift() === true) throw new StoreError("UNAVAILABLE", "the log is unavailable");
				});
				const { done } = steps.start(writeAndPublish, { work, maxRecords });
				await expect.poll(steps.committed, { interval: 5 }).toBe(before + 10);
				steps.stop();
				await done;
				expect([...new Set((await published()).slice(from))]).toEqual(ids);
				expect(await steps.deadLetters()).toEqual([]);
			}),
			{ numRuns: 15 },
		);
	}, 60_000);
});
