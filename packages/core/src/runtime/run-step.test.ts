import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deadLetterTopic, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqliteBackend } from "../adapters/sqlite/backend.ts";
import { systemClock } from "../adapters/system-clock.ts";
import type { PlacedEvent } from "../domain/order-view.ts";
import type { Clock } from "../ports/clock.ts";
import { put } from "../ports/documents.ts";
import { CasMismatch, StoreError } from "../ports/errors.ts";
import type { LogRecord, NewRecord } from "../ports/event-log.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { type RunningStep, type RuntimeObserver, runStep } from "./run-step.ts";
import { type Effects, NO_EFFECTS, type Step, type StepDeps } from "./step.ts";

const GROUP = "test-group";
let dir: string;
let backend: ReturnType<typeof createSqliteBackend>;
let stop: AbortController;
let running: RunningStep | undefined;

beforeEach(async () => {
	dir = mkdtempSync(join(tmpdir(), "run-step-"));
	backend = createSqliteBackend({ dir });
	stop = new AbortController();
	await backend.log.ensureTopics(
		[TOPICS.orders, TOPICS.payments, deadLetterTopic(GROUP)].map((topic) => ({ topic, partitions: PARTITIONS })),
	);
});

afterEach(async () => {
	stop.abort();
	await running?.done;
	await backend[Symbol.asyncDispose]();
	rmSync(dir, { recursive: true, force: true });
});

const silent: RuntimeObserver = { retried: () => undefined, deadLettered: () => undefined, handled: () => undefined };

/** Steps of these tests touch nothing but what they are given here. */
function start(
	handle: Step["handle"],
	overrides: { work?: UnitOfWork; observer?: Partial<RuntimeObserver>; maxRecords?: number; clock?: Clock; restRatio?: number } = {},
): RunningStep {
	const gateway = { charge: unused, find: unused, refund: unused };
	const settings = { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, rules: [] };
	const { maxRecords = 100, clock = systemClock, restRatio = 0 } = overrides;
	const deps: StepDeps = { store: backend.store, gateway, clock, settings, atomic: true };
	const step: Step = { group: GROUP, topics: [TOPICS.orders], handle };
	const work = overrides.work ?? backend.work;
	const observer = { ...silent, ...overrides.observer };
	const options = { log: backend.log, work, deps, observer, member: "m1", maxRecords, lingerMs: 0, restRatio, attempts: 2 };
	running = runStep(step, options, stop.signal);
	return running;
}

function unused(): never {
	throw new Error("not part of this test");
}

function order(id: number, more: object = {}): NewRecord {
	const body = {
		order_id: id,
		customer_id: 1,
		amount: 10,
		currency: "USD",
		country: "US",
		status: "CREATED",
		created_at: "2026-01-01T00:00:00Z",
		source: "t",
		...more,
	};
	return raw(id, Buffer.from(JSON.stringify(body)));
}

/** All in one partition, so that what comes after a bad record stands behind it. */
function raw(id: number, value: Uint8Array | null, headers: Record<string, string> = {}): NewRecord {
	return { topic: TOPICS.orders, key: "one-partition", value, headers: { "x-id": String(id), ...headers } };
}

async function deadLetters(): Promise<LogRecord[]> {
	const bounds = await backend.log.bounds([deadLetterTopic(GROUP)]);
	return (await Promise.all(bounds.map(({ topic, partition }) => backend.log.read({ topic, partition, offset: 0 }, 1000)))).flat();
}

async function committed(): Promise<number> {
	const offsets = await backend.log.groupOffsets(GROUP);
	return offsets.reduce((sum, { committed: offset }) => sum + (offset ?? 0), 0);
}

const idsOf = (batch: readonly PlacedEvent[]): number[] =>
	batch.flatMap(({ event }) => (event.type === "ORDER_CREATED" ? [Number(event.data.order_id)] : []));

describe("poison law", () => {
	it("puts what cannot be read aside with its bytes, headers and cause, and moves on", async () => {
		const garbage = Uint8Array.from([0xff, 0x00, 0xfe, 0x80]);
		const bad: NewRecord[] = [
			raw(1, garbage, { trace: "kept" }),
			raw(2, null),
			raw(3, Buffer.from("{not json")),
			raw(4, Buffer.from("[1,2]")),
			order(5, { amount: "a lot" }),
			raw(6, order(6).value, { ce_type: "SOMETHING_ELSE" }),
			raw(7, order(7).value, { ce_specversion: "9.9" }),
		];
		await backend.log.append([...bad, order(8)]);
		const seen: number[] = [];
		start(async (batch) => {
			seen.push(...idsOf(batch));
			return NO_EFFECTS;
		});
		await expect.poll(committed).toBe(8);
		expect(seen).toEqual([8]);
		const letters = await deadLetters();
		expect(letters.map(({ headers }) => headers["x-id"])).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
		expect(letters.map(({ value }) => value && Buffer.from(value).toString("hex"))).toEqual(
			bad.map(({ value }) => value && Buffer.from(value).toString("hex")),
		);
		const { partition } = letters[0] as LogRecord;
		expect(letters[0]?.headers).toMatchObject({
			trace: "kept",
			dlq_topic: "orders",
			dlq_partition: String(partition),
			dlq_offset: "0",
			dlq_group: GROUP,
			dlq_attempts: "1",
			dlq_error: expect.stringContaining("not JSON"),
			dlq_time: expect.stringMatching(/Z$/),
		});
		expect(letters[4]?.headers.dlq_error).toContain("amount");
	});

	it("puts the one record aside on which the step throws, after its attempts, and handles the others", async () => {
		await backend.log.append([1, 2, 3].map((id) => order(id)));
		const handled: number[] = [];
		start(async (batch) => {
			const ids = idsOf(batch);
			if (ids.includes(2)) throw new TypeError("cannot take order 2");
			handled.push(...ids);
			return NO_EFFECTS;
		});
		await expect.poll(committed).toBe(3);
		expect(handled).toEqual([1, 3]);
		const letters = await deadLetters();
		expect(letters).toHaveLength(1);
		expect(letters[0]?.headers).toMatchObject({ "x-id": "2", dlq_error: "TypeError: cannot take order 2", dlq_attempts: "2" });
	});
});

it("cuts a dead letter that the log finds too large, and moves on", async () => {
	const huge = Buffer.from(`{"x":"${"y".repeat(200_000)}`);
	await backend.log.append([raw(1, huge), order(2)]);
	const work: UnitOfWork = {
		atomic: true,
		async apply(unit) {
			const large = unit.records.some(({ value }) => (value?.byteLength ?? 0) > 150_000);
			if (large) throw Object.assign(new Error("too large for the topic"), { code: "RECORD_TOO_LARGE" });
			return backend.work.apply(unit);
		},
	};
	start(async () => NO_EFFECTS, { work });
	await expect.poll(committed).toBe(2);
	const [letter] = await deadLetters();
	expect(letter?.headers).toMatchObject({ "x-id": "1", dlq_cut: String(huge.byteLength), dlq_error: expect.stringContaining("not JSON") });
	expect(Buffer.from(letter?.value ?? []).equals(huge.subarray(0, 100_000))).toBe(true);
});

describe("what passes by itself is no poison", () => {
	it("waits for a store that is away and skips nothing", async () => {
		await backend.log.append([order(1)]);
		let tries = 0;
		start(async () => {
			tries += 1;
			if (tries < 4) throw new StoreError("UNAVAILABLE", "the store is away");
			return NO_EFFECTS;
		});
		await expect.poll(committed).toBe(1);
		expect(tries).toBe(4);
		expect(await deadLetters()).toEqual([]);
	});

	it("does not rest for twice as long as a store was away, once it is back", async () => {
		let now = 0;
		const rests: number[] = [];
		const clock: Clock = {
			...systemClock,
			now: () => now,
			async sleep(ms) {
				rests.push(ms);
			},
		};
		await backend.log.append([order(1)]);
		start(
			async () => {
				now += 60_000;
				return NO_EFFECTS;
			},
			{ clock, restRatio: 2 },
		);
		await expect.poll(() => rests).toEqual([5_000]);
	});

	it("waits when effects cannot be applied, whatever the reason", async () => {
		await backend.log.append([order(1)]);
		let tries = 0;
		const work: UnitOfWork = {
			atomic: true,
			apply: (unit) => {
				tries += 1;
				if (tries < 4) throw new Error("disk full");
				return backend.work.apply(unit);
			},
		};
		start(async () => NO_EFFECTS, { work });
		await expect.poll(committed).toBe(1);
		expect(await deadLetters()).toEqual([]);
	});

	it("decides again on what is stored when a compare-and-swap is lost", async () => {
		await backend.work.apply({ writes: [{ op: "insert", collection: "sequences", key: "s", doc: { next: 1 } }], records: [] });
		await backend.log.append([order(1)]);
		let rivals = 0;
		start(async () => {
			const [read] = await backend.store.get("sequences", ["s"]);
			if (read === undefined) throw new Error("gone");
			if (rivals++ < 3) await backend.work.apply({ writes: [put("sequences", "s", read, { next: read.doc.next + 10 })], records: [] });
			return { writes: [put("sequences", "s", read, { next: read.doc.next + 1 })], events: [] };
		});
		await expect.poll(committed).toBe(1);
		expect((await backend.store.get("sequences", ["s"]))[0]?.doc.next).toBe(32);
		expect(new CasMismatch("a", "b").code).toBe("CAS_MISMATCH");
	});
});

describe("a batch in parts", () => {
	it("makes the first part durable before the next is decided, and commits with the last", async () => {
		await backend.log.append([order(1)]);
		const atNext: unknown[] = [];
		start(async () => ({
			writes: [{ op: "insert", collection: "sequences", key: "first", doc: { next: 1 } }],
			events: [],
			next: async () => {
				atNext.push((await backend.store.get("sequences", ["first"]))[0]?.doc, await committed());
				return { writes: [{ op: "insert", collection: "sequences", key: "second", doc: { next: 2 } }], events: [] };
			},
		}));
		await expect.poll(committed).toBe(1);
		expect(atNext).toEqual([{ next: 1 }, 0]);
		expect((await backend.store.get("sequences", ["second"]))[0]?.doc).toEqual({ next: 2 });
	});
});

describe("the tail of a batch, where log and store are two systems", () => {
	/** The writes, then what `announce` waits for or throws, then events and offsets. */
	function twoSystems(announce: () => Promise<void>): UnitOfWork {
		return {
			atomic: false,
			async apply({ writes, ...rest }, written) {
				await backend.store.write(writes);
				written?.();
				await announce();
				return backend.work.apply({ ...rest, writes: [] });
			},
		};
	}

	/** Writes a document for each order, unless it is there, and announces it with an alert. */
	async function announcing(batch: readonly PlacedEvent[]): Promise<Effects> {
		const ids = idsOf(batch);
		const known = await backend.store.get(
			"sequences",
			ids.map((id) => `order-${id}`),
		);
		return {
			writes: ids.flatMap((id, at) =>
				known[at] === undefined ? [{ op: "insert", collection: "sequences", key: `order-${id}`, doc: { next: id } } as const] : [],
			),
			events: ids.map((id) => ({
				type: "FRAUD_ALERT_RAISED",
				id: `${id}:alert`,
				source: "t",
				time: "2026-01-01T00:00:00.000Z",
				topic: "fraud-alerts",
				key: "one-partition",
				data: { order_id: id, reason: "t", amount: 1, country: "US" },
			})),
		};
	}

	async function announced(): Promise<number[]> {
		const bounds = await backend.log.bounds([TOPICS.fraudAlerts]);
		const records = await Promise.all(bounds.map(({ topic, partition }) => backend.log.read({ topic, partition, offset: 0 }, 1000)));
		return records.flat().map(({ value }) => Number(JSON.parse(Buffer.from(value ?? []).toString()).order_id));
	}

	beforeEach(() => backend.log.ensureTopics([{ topic: TOPICS.fraudAlerts, partitions: PARTITIONS }]));

	it("is on its way while the next batch is decided, and before anything of that is written", async () => {
		await backend.log.append([1, 2, 3, 4, 5].map((id) => order(id)));
		const gate = Promise.withResolvers<void>();
		const decided: number[][] = [];
		const handled: number[] = [];
		start(
			(batch) => {
				decided.push(idsOf(batch));
				return announcing(batch);
			},
			{ work: twoSystems(() => gate.promise), observer: { handled: (_group, records) => handled.push(records) }, maxRecords: 2 },
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
		const written = await backend.store.get("sequences", ["order-1", "order-2", "order-3", "order-4"]);
		expect(written.map((read) => read?.doc.next)).toEqual([1, 2, undefined, undefined]);
		expect(await committed()).toBe(0);
		gate.resolve();
		await expect.poll(committed).toBe(5);
		await expect.poll(() => handled).toEqual([2, 2, 1]);
		expect(await announced()).toEqual([1, 2, 3, 4, 5]);
	});

	it("is awaited before the loop ends", async () => {
		await backend.log.append([order(1)]);
		const gate = Promise.withResolvers<void>();
		const { done } = start(announcing, { work: twoSystems(() => gate.promise), maxRecords: 1 });
		await expect.poll(async () => (await backend.store.get("sequences", ["order-1"]))[0]?.doc.next).toBe(1);
		stop.abort();
		gate.resolve();
		await done;
		expect(await committed()).toBe(1);
	});

	it("leads to its batch being delivered again when it fails, whenever it does: all is announced, in order, nothing put aside", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (failures, maxRecords) => {
				const before = await committed();
				const ids = Array.from({ length: 10 }, (_, index) => before + index + 1);
				await backend.log.append(ids.map((id) => order(id)));
				const from = (await announced()).length;
				const outcomes = [...failures];
				stop = new AbortController();
				const work = twoSystems(async () => {
					await systemClock.sleep(0);
					if (outcomes.shift() === true) throw new StoreError("UNAVAILABLE", "the log is away");
				});
				const { done } = start(announcing, { work, maxRecords });
				await expect.poll(committed, { interval: 5, timeout: 20_000 }).toBe(before + 10);
				stop.abort();
				await done;
				expect([...new Set((await announced()).slice(from))]).toEqual(ids);
				expect(await deadLetters()).toEqual([]);
			}),
			{ numRuns: 15 },
		);
	}, 60_000);
});

describe("stopping and pausing", () => {
	it("leaves a batch uncommitted that it cannot finish, so that it is delivered again", async () => {
		await backend.log.append([order(1)]);
		const first = start(async () => {
			stop.abort();
			throw new StoreError("UNAVAILABLE", "the store is away");
		});
		await first.done;
		expect(await committed()).toBe(0);
		stop = new AbortController();
		start(async () => NO_EFFECTS);
		await expect.poll(committed).toBe(1);
	});

	it("handles nothing while paused", async () => {
		const step = start(async () => NO_EFFECTS);
		step.pause();
		expect(step.state()).toBe("paused");
		await backend.log.append([order(1)]);
		await systemClock.sleep(50);
		expect(await committed()).toBe(0);
		step.resume();
		await expect.poll(committed).toBe(1);
	});

	it("starts over from where an operator has put the group while a batch was in hand", async () => {
		await backend.log.append([order(1), order(2)]);
		const batches: number[][] = [];
		start(async (batch) => {
			batches.push(idsOf(batch));
			const place = batch[0];
			if (batches.length === 2 && place !== undefined) {
				await backend.log.seek(GROUP, [{ topic: TOPICS.orders, partition: place.partition, offset: 0 }]);
			}
			return NO_EFFECTS;
		});
		await expect.poll(committed).toBe(2);
		await backend.log.append([order(3)]);
		await expect.poll(committed).toBe(3);
		// The batch with order 3 was in hand when the seek came: its commit is refused, and all three are delivered.
		expect(batches).toEqual([[1, 2], [3], [1, 2, 3]]);
	});

	it("leaves replayed orders alone", async () => {
		await backend.log.append([order(1, { isReplay: true }), order(2)]);
		const seen: number[] = [];
		start(async (batch) => {
			seen.push(...idsOf(batch));
			return NO_EFFECTS;
		});
		await expect.poll(committed).toBe(2);
		expect(seen).toEqual([2]);
	});
});
