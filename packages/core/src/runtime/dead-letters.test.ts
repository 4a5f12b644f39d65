import { deadLetterTopic, TOPICS } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { AppendRefused, RecordTooLarge } from "../ports/errors.ts";
import type { LogRecord, NewRecord } from "../ports/event-log.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { attemptTimesOf } from "../wire/dead-letter.ts";
import { alertsOf, GROUP, idsOf, order, raw, Steps, twoSystems } from "./run-step.fixture.ts";
import { NO_EFFECTS } from "./step.ts";

const steps = new Steps();

describe("a record that cannot be handled", () => {
	it("becomes a dead letter with its bytes, headers and cause when it cannot be read, and the partition moves on", async () => {
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
		await steps.backend.log.append([...bad, order(8)]);
		const seen: number[] = [];
		steps.start(async (batch) => {
			seen.push(...idsOf(batch));
			return NO_EFFECTS;
		});
		await expect.poll(steps.committed).toBe(8);
		expect(seen).toEqual([8]);
		const dead = await steps.deadLetters();
		expect(dead.map(({ headers }) => headers["x-id"])).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
		expect(dead.map(({ value }) => value && Buffer.from(value).toString("hex"))).toEqual(
			bad.map(({ value }) => value && Buffer.from(value).toString("hex")),
		);
		const { partition } = dead[0] as LogRecord;
		expect(dead[0]?.headers).toMatchObject({
			trace: "kept",
			dlq_topic: "orders",
			dlq_partition: String(partition),
			dlq_offset: "0",
			dlq_group: GROUP,
			dlq_attempts: "1",
			dlq_error: expect.stringContaining("not JSON"),
			dlq_time: expect.stringMatching(/Z$/),
		});
		expect(dead[4]?.headers.dlq_error).toContain("amount");
	});

	it("is the only dead letter of its batch when the step throws, after its attempts; the others are handled", async () => {
		await steps.backend.log.append([1, 2, 3].map((id) => order(id)));
		const handled: number[] = [];
		steps.start(async (batch) => {
			const ids = idsOf(batch);
			if (ids.includes(2)) throw new TypeError("cannot take order 2");
			handled.push(...ids);
			return NO_EFFECTS;
		});
		await expect.poll(steps.committed).toBe(3);
		expect(handled).toEqual([1, 3]);
		const dead = await steps.deadLetters();
		expect(dead).toHaveLength(1);
		expect(dead[0]?.headers).toMatchObject({ "x-id": "2", dlq_error: "TypeError: cannot take order 2", dlq_attempts: "2" });
		expect(attemptTimesOf(dead[0]?.headers ?? {})).toHaveLength(2);
		expect(dead[0]?.headers.dlq_stack).toMatch(/^at .*dead-letters\.test/);
		expect(dead[0]?.headers.dlq_stack).not.toContain("order 2");
	});
});

it("truncates a dead letter that is too large for the log, and moves on", async () => {
	const huge = Buffer.from(`{"x":"${"y".repeat(200_000)}`);
	await steps.backend.log.append([raw(1, huge), order(2)]);
	const work: UnitOfWork = {
		atomic: true,
		async apply(unit) {
			const large = unit.records.some(({ value }) => (value?.byteLength ?? 0) > 150_000);
			if (large) throw new RecordTooLarge("too large for the topic");
			return steps.backend.work.apply(unit);
		},
	};
	steps.start(async () => NO_EFFECTS, { work });
	await expect.poll(steps.committed).toBe(2);
	const [deadLetter] = await steps.deadLetters();
	expect(deadLetter?.headers).toMatchObject({
		"x-id": "1",
		dlq_cut: String(huge.byteLength),
		dlq_error: expect.stringContaining("not JSON"),
	});
	expect(Buffer.from(deadLetter?.value ?? []).equals(huge.subarray(0, 100_000))).toBe(true);
});

describe("effects that the log refuses for good", () => {
	/** Refuses records about order 2, other than dead letters. */
	function refuse2(records: readonly NewRecord[]): void {
		const refused = records.some(({ topic, value }) => topic === TOPICS.fraudAlerts && Buffer.from(value ?? []).includes('"order_id":2,'));
		if (refused) throw new AppendRefused("INVALID_RECORD", "the log refuses order 2");
	}

	function refusing(atomic: boolean): UnitOfWork {
		if (!atomic) return twoSystems(steps.backend, async (records) => refuse2(records));
		const { work } = steps.backend;
		return {
			atomic,
			apply: async (unit, written) => {
				refuse2(unit.records);
				return work.apply(unit, written);
			},
		};
	}

	it.each([
		{ atomic: true, maxRecords: 100 },
		{ atomic: false, maxRecords: 100 },
		{ atomic: false, maxRecords: 3 },
		{ atomic: false, maxRecords: 1 },
	])("are the failure of one record, which becomes a dead letter; the others are published once (%o)", async ({ atomic, maxRecords }) => {
		await steps.backend.log.append([1, 2, 3].map((id) => order(id)));
		const retried: unknown[] = [];
		const observer = { retried: (_group: string, error: unknown) => void retried.push(error) };
		steps.start(async (batch) => ({ writes: [], events: alertsOf(batch) }), { work: refusing(atomic), maxRecords, observer });
		await expect.poll(steps.committed).toBe(3);
		const dead = await steps.deadLetters();
		expect(dead.map(({ headers }) => headers["x-id"])).toEqual(["2"]);
		expect(dead[0]?.headers).toMatchObject({ dlq_error: "the log refuses order 2", dlq_attempts: "2" });
		const published = await steps.records(TOPICS.fraudAlerts);
		expect(published.map(({ value }) => JSON.parse(Buffer.from(value ?? []).toString()).order_id)).toEqual([1, 3]);
		expect(retried.every((error) => error instanceof AppendRefused)).toBe(true);
	});

	it.each([true, false])(
		"stop the step when the dead letter is refused as well, with nothing committed past the record (atomic: %s)",
		async (atomic) => {
			await steps.backend.log.append([order(1), raw(2, null), order(3)]);
			const refuse = (records: readonly NewRecord[]) => {
				const refused = records.some(({ topic }) => topic === deadLetterTopic(GROUP));
				if (refused) throw new AppendRefused("NOT_AUTHORIZED", "the dead letters may not be written");
			};
			const { work } = steps.backend;
			const apply: UnitOfWork["apply"] = async (unit) => {
				refuse(unit.records);
				return work.apply(unit);
			};
			const failed: unknown[] = [];
			const handled: number[] = [];
			const { done, state } = steps.start(
				async (batch) => {
					handled.push(...idsOf(batch));
					return NO_EFFECTS;
				},
				{
					work: atomic ? { atomic, apply } : twoSystems(steps.backend, async (records) => refuse(records)),
					observer: { failed: (_group, error) => void failed.push(error) },
				},
			);
			const error = await done.then(
				() => undefined,
				(reason: unknown) => reason,
			);
			expect(error).toBeInstanceOf(AppendRefused);
			expect(error).toMatchObject({
				code: "NOT_AUTHORIZED",
				message: expect.stringMatching(/test-group stops at orders\/\d+, offset 1: .*may not be written/),
			});
			expect(failed).toEqual([error]);
			expect(state()).toBe("stopped");
			expect(await steps.committed()).toBe(1);
			expect(await steps.deadLetters()).toEqual([]);
			// The group continues where it stopped once the log accepts the dead letter.
			steps.start(async () => NO_EFFECTS);
			await expect.poll(steps.committed).toBe(3);
			expect((await steps.deadLetters()).map(({ headers }) => headers["x-id"])).toEqual(["2"]);
		},
	);

	it("stop the step when a tick publishes them, and its consumer leaves the group", async () => {
		const failed: unknown[] = [];
		const work: UnitOfWork = { atomic: true, apply: () => Promise.reject(new AppendRefused("UNKNOWN_TOPIC", "there is no topic t")) };
		const { done } = steps.start(async () => NO_EFFECTS, {
			work,
			tick: async () => ({ writes: [{ op: "insert", collection: "sequences", key: "s", doc: { next: 1 } }], events: [] }),
			observer: { failed: (_group, error) => void failed.push(error) },
		});
		await expect(done).rejects.toMatchObject({ code: "UNKNOWN_TOPIC", message: "there is no topic t" });
		expect(failed).toHaveLength(1);
		expect(await steps.backend.log.groups()).toEqual([]);
	});
});
