import { describe, expect, it } from "vitest";
import { createOrderIds } from "../commands/order-ids.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { orderBody } from "../steps/events.fixture.ts";
import { manualClock, turnOfTheLoop } from "../steps/manual-clock.fixture.ts";
import { World } from "../steps/steps.fixture.ts";
import { createProducer, type Producer } from "./producer.ts";

interface Options {
	readonly rate: number;
	/** Ms of the producer's own time. */
	readonly forMs: number;
	/** Called after each pause, with the ms gone by. */
	readonly meanwhile?: (producer: Producer, gone: number) => void;
	readonly work?: UnitOfWork;
	/** From this moment on the clock is an hour behind; ms gone by. */
	readonly setBackAt?: number;
}

/** Runs a producer on a clock on which a sleep lasts exactly its duration. */
async function run(world: World, { rate, forMs, meanwhile, work = world.work, setBackAt = Number.POSITIVE_INFINITY }: Options) {
	const stop = new AbortController();
	const clock = manualClock();
	const start = clock.now();
	const errors: unknown[] = [];
	const producer = createProducer({
		work,
		clock: {
			...clock,
			now: () => clock.now() - (clock.now() - start >= setBackAt ? 3_600_000 : 0),
			async sleep(ms) {
				clock.advance(ms);
				await turnOfTheLoop();
				meanwhile?.(producer, clock.now() - start);
				if (clock.now() - start >= forMs) stop.abort();
			},
		},
		ids: createOrderIds(world),
		generate: (id, created_at) => orderBody(id, { created_at }),
		topic: "orders",
		rate,
		onError: (error) => errors.push(error),
	});
	await producer.run(stop.signal);
	return { state: producer.state(), errors };
}

async function ids(world: World): Promise<(string | null)[]> {
	return (await world.records("orders")).map(({ key }) => key);
}

describe("the rate", () => {
	it.each([
		[0.1, 60_000],
		[0.5, 60_000],
		[3, 20_000],
		[250, 4_000],
		[10_000, 1_000],
	])("of %d a second is kept over %i ms, and the first order comes immediately", async (rate, forMs) => {
		await using world = await World.open();
		const { state } = await run(world, { rate, forMs });
		const expected = 1 + (rate * forMs) / 1000;
		const tick = rate * 0.1;
		expect(state.produced).toBeGreaterThanOrEqual(Math.floor(expected - tick - 1));
		expect(state.produced).toBeLessThanOrEqual(Math.ceil(expected));
		expect(await ids(world)).toHaveLength(state.produced);
	});

	it("can be changed while it runs", async () => {
		await using world = await World.open();
		const { state } = await run(world, {
			rate: 1,
			forMs: 20_000,
			meanwhile: (producer, gone) => {
				if (gone >= 10_000 && producer.state().rate === 1) producer.set({ rate: 100 });
			},
		});
		expect(state).toMatchObject({ running: true, rate: 100 });
		expect(state.produced).toBeGreaterThanOrEqual(10 + 980);
		expect(state.produced).toBeLessThanOrEqual(12 + 1_001);
	});

	it("of 0 is a pause: nothing is produced until it is started", async () => {
		await using world = await World.open();
		const { state: paused } = await run(world, { rate: 0, forMs: 10_000 });
		expect(paused).toMatchObject({ running: false, produced: 0 });
		expect(await ids(world)).toEqual([]);
		const { state: started } = await run(world, {
			rate: 0,
			forMs: 10_000,
			meanwhile: (producer, gone) => {
				if (gone >= 5_000 && !producer.state().running) producer.set({ running: true, rate: 2 });
			},
		});
		expect(started.produced).toBeGreaterThanOrEqual(9);
		expect(started.produced).toBeLessThanOrEqual(11);
	});

	it("is kept though the clock is set back by an hour", async () => {
		await using world = await World.open();
		const { state } = await run(world, { rate: 10, forMs: 10_000, setBackAt: 5_000 });
		expect(state.produced).toBeGreaterThanOrEqual(97);
		expect(state.produced).toBeLessThanOrEqual(102);
	});

	it("is not caught up after a stop: what was not produced meanwhile is not owed", async () => {
		await using world = await World.open();
		const { state } = await run(world, {
			rate: 10,
			forMs: 30_000,
			meanwhile: (producer, gone) => {
				producer.set({ running: gone < 5_000 || gone >= 25_000 });
			},
		});
		expect(state.produced).toBeGreaterThanOrEqual(98);
		expect(state.produced).toBeLessThanOrEqual(102);
	});
});

describe("an append that fails", () => {
	it("is reported and retried; at most one second's worth of orders is caught up", async () => {
		await using world = await World.open();
		let failures = 20;
		const work: UnitOfWork = {
			atomic: true,
			apply: (unit) => {
				if (unit.records.length > 0 && failures-- > 0) return Promise.reject(new Error("the log is unavailable"));
				return world.work.apply(unit);
			},
		};
		const { state, errors } = await run(world, { rate: 10, forMs: 40_000, work });
		expect(errors).toHaveLength(20);
		expect(state.produced).toBeGreaterThanOrEqual(190);
		expect(state.produced).toBeLessThanOrEqual(220);
		expect(await ids(world)).toHaveLength(state.produced);
	});
});

describe("order ids", () => {
	it("never repeat: not with two producers, not after restarts", async () => {
		await using world = await World.open();
		for (let start = 0; start < 3; start += 1) {
			await Promise.all([run(world, { rate: 100, forMs: 2_000 }), run(world, { rate: 70, forMs: 2_000 })]);
			world.reopen();
		}
		const produced = await ids(world);
		expect(produced.length).toBeGreaterThan(3 * 330);
		expect(new Set(produced).size).toBe(produced.length);
	});
});
