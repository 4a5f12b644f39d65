import { expect, it } from "vitest";
import { History } from "../domain/history.ts";
import { HOUR_MS, nextHour } from "../domain/quarters.ts";
import { analyticsStep } from "./analytics.ts";
import { created } from "./events.fixture.ts";
import { markHistoryStart } from "./history-start.ts";
import { World, type WorldOptions } from "./steps.fixture.ts";

/** Ten minutes into an hour. */
async function openWithinHour(options: WorldOptions = {}): Promise<World> {
	const world = await World.open(options);
	world.clock.advance(nextHour(world.clock.now()) + 600_000 - world.clock.now());
	return world;
}

async function count(world: World, id: number): Promise<void> {
	const time = new Date(world.clock.now()).toISOString();
	await world.publish({ ...created(id, { created_at: time }), time });
	await world.run(analyticsStep);
}

async function partialHours(world: World): Promise<boolean[]> {
	const start = Math.floor(world.clock.now() / HOUR_MS) * HOUR_MS;
	const history = new History([start - HOUR_MS, start].map((at) => ({ start: at, end: at + HOUR_MS })));
	for (const hour of await world.store.quarters(start - HOUR_MS, start + HOUR_MS)) history.addHour(hour);
	return history.points({ currency: "USD", until: Number.POSITIVE_INFINITY }).map(({ partial }) => partial);
}

it("the hour in which an earlier version has counted minutes alone is partial, and the next one is not", async () => {
	await using world = await openWithinHour();
	await count(world, 1);
	// An earlier version wrote no quarter hours.
	await world.store.dropQuarters(nextHour(world.clock.now()));
	expect(await world.store.quarters(0, nextHour(world.clock.now()))).toEqual([]);
	await markHistoryStart(world);
	await count(world, 1_001);
	await count(world, 1);
	expect(await partialHours(world)).toEqual([true]);
	world.clock.advance(HOUR_MS);
	await markHistoryStart(world);
	await count(world, 2);
	await markHistoryStart(world);
	expect(await partialHours(world)).toEqual([true, false]);
});

it("an hour in which nothing was counted before is whole", async () => {
	await using world = await openWithinHour();
	await markHistoryStart(world);
	await count(world, 1);
	expect(await partialHours(world)).toEqual([false]);
});

it("a process that died while it counted has counted quarter hours first: nothing is marked", async () => {
	for (let crashAtAct = 1; crashAtAct <= 8; crashAtAct += 1) {
		await using world = await openWithinHour({ atomic: false });
		const time = new Date(world.clock.now()).toISOString();
		await world.publish({ ...created(1, { created_at: time }), time });
		await world.turn(analyticsStep, { crashAtAct });
		await markHistoryStart(world);
		await world.run(analyticsStep);
		expect(await partialHours(world), `act ${crashAtAct}`).toEqual([false]);
	}
});
