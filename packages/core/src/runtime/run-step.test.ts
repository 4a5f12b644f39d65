import { TOPICS } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { systemClock } from "../adapters/system-clock.ts";
import { WHOLE_GROUP } from "../domain/group-pause.ts";
import type { Clock } from "../ports/clock.ts";
import { put } from "../ports/documents.ts";
import { CasMismatch, StoreError } from "../ports/errors.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { alertsOf, GROUP, idsOf, order, Steps } from "./run-step.fixture.ts";
import { type Effects, NO_EFFECTS } from "./step.ts";

const steps = new Steps();

describe("a transient failure", () => {
	it("of the store is waited for, and nothing is skipped", async () => {
		await steps.backend.log.append([order(1)]);
		let tries = 0;
		steps.start(async () => {
			tries += 1;
			if (tries < 4) throw new StoreError("UNAVAILABLE", "the store is unavailable");
			return NO_EFFECTS;
		});
		await expect.poll(steps.committed).toBe(1);
		expect(tries).toBe(4);
		expect(await steps.deadLetters()).toEqual([]);
	});

	it("is shown as long as it lasts, though the ticks of the step succeed", async () => {
		await steps.backend.log.append([order(1)]);
		const states: string[] = [];
		let failed = false;
		const running = steps.start(
			async () => {
				failed = true;
				throw new StoreError("UNAVAILABLE", "the store is unavailable");
			},
			{
				async tick() {
					if (failed) states.push(running.state());
					return NO_EFFECTS;
				},
			},
		);
		await expect.poll(() => states.length).toBeGreaterThan(8);
		expect(new Set(states)).toEqual(new Set(["backing-off"]));
	});

	it("of a minute is not followed by a rest of two, once the store has recovered", async () => {
		let now = 0;
		const rests: number[] = [];
		const clock: Clock = {
			...systemClock,
			now: () => now,
			async sleep(ms) {
				rests.push(ms);
			},
		};
		await steps.backend.log.append([order(1)]);
		steps.start(
			async () => {
				now += 60_000;
				return NO_EFFECTS;
			},
			{ clock, restRatio: 2 },
		);
		await expect.poll(() => rests).toEqual([5_000]);
	});

	it("is every error of applying the effects but a refusal", async () => {
		await steps.backend.log.append([order(1)]);
		let tries = 0;
		const work: UnitOfWork = {
			atomic: true,
			apply: (unit) => {
				tries += 1;
				if (tries < 4) throw new Error("disk full");
				return steps.backend.work.apply(unit);
			},
		};
		steps.start(async () => NO_EFFECTS, { work });
		await expect.poll(steps.committed).toBe(1);
		expect(await steps.deadLetters()).toEqual([]);
	});

	it("is a lost compare-and-swap: the step decides again on what is stored", async () => {
		await steps.backend.work.apply({ writes: [{ op: "insert", collection: "sequences", key: "s", doc: { next: 1 } }], records: [] });
		await steps.backend.log.append([order(1)]);
		let rivals = 0;
		steps.start(async () => {
			const [read] = await steps.backend.store.get("sequences", ["s"]);
			if (read === undefined) throw new Error("gone");
			if (rivals++ < 3)
				await steps.backend.work.apply({ writes: [put("sequences", "s", read, { next: read.doc.next + 10 })], records: [] });
			return { writes: [put("sequences", "s", read, { next: read.doc.next + 1 })], events: [] };
		});
		await expect.poll(steps.committed).toBe(1);
		expect((await steps.backend.store.get("sequences", ["s"]))[0]?.doc.next).toBe(32);
		expect(new CasMismatch("a", "b").code).toBe("CAS_MISMATCH");
	});
});

describe("a batch in parts", () => {
	it("makes the first part durable before the next is decided, and commits with the last", async () => {
		await steps.backend.log.append([order(1)]);
		const atNext: unknown[] = [];
		steps.start(async () => ({
			writes: [{ op: "insert", collection: "sequences", key: "first", doc: { next: 1 } }],
			events: [],
			next: async () => {
				atNext.push((await steps.backend.store.get("sequences", ["first"]))[0]?.doc, await steps.committed());
				return { writes: [{ op: "insert", collection: "sequences", key: "second", doc: { next: 2 } }], events: [] };
			},
		}));
		await expect.poll(steps.committed).toBe(1);
		expect(atNext).toEqual([{ next: 1 }, 0]);
		expect((await steps.backend.store.get("sequences", ["second"]))[0]?.doc).toEqual({ next: 2 });
	});

	it("passes on the versions that a part made, so that the next one writes without reading", async () => {
		await steps.backend.log.append([order(1)]);
		steps.start(async () => ({
			writes: [{ op: "insert", collection: "sequences", key: "s", doc: { next: 1 } }],
			events: [],
			next: async ([cas]) => ({
				writes: [put("sequences", "s", cas === undefined ? undefined : { doc: { next: 1 }, cas }, { next: 2 })],
				events: [],
			}),
		}));
		await expect.poll(steps.committed).toBe(1);
		expect((await steps.backend.store.get("sequences", ["s"]))[0]?.doc).toEqual({ next: 2 });
	});

	it("decides a refused part again and nothing before it, where the part states how", async () => {
		const { store, work } = steps.backend;
		await work.apply({ writes: [{ op: "insert", collection: "sequences", key: "s", doc: { next: 1 } }], records: [] });
		await steps.backend.log.append([order(1)]);
		const decided: string[] = [];
		const retried: string[] = [];
		async function increment(): Promise<Effects> {
			decided.push("again");
			const [read] = await store.get("sequences", ["s"]);
			return { writes: [put("sequences", "s", read, { next: (read?.doc.next ?? 0) + 1 })], events: [], again: increment };
		}
		steps.start(
			async (batch) => {
				decided.push("first");
				return {
					writes: [],
					events: alertsOf(batch),
					next: async () => {
						decided.push("next");
						return { writes: [{ op: "insert", collection: "sequences", key: "s", doc: { next: 9 } }], events: [], again: increment };
					},
				};
			},
			{ observer: { retried: (_group, error) => void retried.push(String(error)) } },
		);
		await expect.poll(steps.committed).toBe(1);
		expect(decided).toEqual(["first", "next", "again"]);
		expect((await store.get("sequences", ["s"]))[0]?.doc).toEqual({ next: 2 });
		expect(await steps.records(TOPICS.fraudAlerts)).toHaveLength(1);
		expect(retried).toEqual(["CasMismatch: sequences/s has changed since it was read"]);
	});
});

describe("stopping and pausing", () => {
	it("leaves a batch uncommitted that it cannot finish, so that it is delivered again", async () => {
		await steps.backend.log.append([order(1)]);
		const first = steps.start(async () => {
			steps.stop();
			throw new StoreError("UNAVAILABLE", "the store is unavailable");
		});
		await first.done;
		expect(await steps.committed()).toBe(0);
		steps.start(async () => NO_EFFECTS);
		await expect.poll(steps.committed).toBe(1);
	});

	it("handles nothing while paused", async () => {
		const step = steps.start(async () => NO_EFFECTS);
		step.pause(WHOLE_GROUP);
		expect(step.state()).toBe("paused");
		await steps.backend.log.append([order(1)]);
		await systemClock.sleep(50);
		expect(await steps.committed()).toBe(0);
		step.resume();
		await expect.poll(steps.committed).toBe(1);
	});

	it("leaves a batch that is being retried, and handles it from its position after resume", async () => {
		await steps.backend.log.append([order(1)]);
		let fails = true;
		let tries = 0;
		const step = steps.start(async () => {
			tries += 1;
			if (fails) throw new StoreError("UNAVAILABLE", "the store is unavailable");
			return NO_EFFECTS;
		});
		await expect.poll(() => tries).toBeGreaterThan(2);
		step.pause(WHOLE_GROUP);
		await expect.poll(step.pauseApplied).toBe(true);
		expect(step.state()).toBe("paused");
		const before = tries;
		fails = false;
		await systemClock.sleep(50);
		expect([tries, await steps.committed()]).toEqual([before, 0]);
		step.resume();
		await expect.poll(steps.committed).toBe(1);
		expect(tries).toBe(before + 1);
	});

	it("begins no further part of a batch once it is paused, and reports that it has applied the pause only then", async () => {
		await steps.backend.log.append([order(1)]);
		const charged: string[] = [];
		const opened = Promise.withResolvers<void>();
		const applying = Promise.withResolvers<void>();
		const work: UnitOfWork = {
			atomic: true,
			async apply(unit) {
				opened.resolve();
				if (unit.commit === undefined) await applying.promise;
				return steps.backend.work.apply(unit);
			},
		};
		const step = steps.start(
			async () => ({
				writes: [{ op: "ensure", collection: "sequences", key: "s", doc: { next: 1 } }],
				events: [],
				next: async () => {
					charged.push("charged");
					return NO_EFFECTS;
				},
			}),
			{ work },
		);
		await opened.promise;
		step.pause(WHOLE_GROUP);
		expect(step.pauseApplied()).toBe(false);
		applying.resolve();
		await expect.poll(step.pauseApplied).toBe(true);
		expect([charged, await steps.committed()]).toEqual([[], 0]);
		step.resume();
		await expect.poll(steps.committed).toBe(1);
		expect(charged).toEqual(["charged"]);
	});

	it("decides no tick while paused, and applies none that was decided before", async () => {
		const decided = Promise.withResolvers<void>();
		const deciding = Promise.withResolvers<void>();
		let ticks = 0;
		const step = steps.start(async () => NO_EFFECTS, {
			async tick() {
				ticks += 1;
				deciding.resolve();
				if (ticks === 1) await decided.promise;
				return { writes: [{ op: "ensure", collection: "sequences", key: `tick ${ticks}`, doc: { next: 1 } }], events: [] };
			},
		});
		await deciding.promise;
		step.pause(WHOLE_GROUP);
		decided.resolve();
		await expect.poll(step.pauseApplied).toBe(true);
		await systemClock.sleep(150);
		const [first] = await steps.backend.store.get("sequences", ["tick 1"]);
		expect([ticks, first]).toEqual([1, undefined]);
		step.resume();
		await expect.poll(async () => (await steps.backend.store.get("sequences", ["tick 2"]))[0]).toBeDefined();
	});

	it("continues from where an operator resets the group to while a batch is in progress", async () => {
		await steps.backend.log.append([order(1), order(2)]);
		const batches: number[][] = [];
		steps.start(async (batch) => {
			batches.push(idsOf(batch));
			const place = batch[0];
			if (batches.length === 2 && place !== undefined) {
				await steps.backend.log.seek(GROUP, [{ topic: TOPICS.orders, partition: place.partition, offset: 0 }]);
			}
			return NO_EFFECTS;
		});
		await expect.poll(steps.committed).toBe(2);
		await steps.backend.log.append([order(3)]);
		await expect.poll(steps.committed).toBe(3);
		// The batch with order 3 was in progress when the seek came: its commit is refused, and all three are delivered.
		expect(batches).toEqual([[1, 2], [3], [1, 2, 3]]);
	});

	it("skips replayed orders", async () => {
		await steps.backend.log.append([order(1, { isReplay: true }), order(2)]);
		const seen: number[] = [];
		steps.start(async (batch) => {
			seen.push(...idsOf(batch));
			return NO_EFFECTS;
		});
		await expect.poll(steps.committed).toBe(2);
		expect(seen).toEqual([2]);
	});
});
