import { expect, it } from "vitest";
import { History } from "../domain/history.ts";
import { HOUR_MS, nextHour } from "../domain/quarters.ts";
import { analyticsStep } from "./analytics.ts";
import { created } from "./events.fixture.ts";
import { markHistoryStart } from "./history-start.ts";
import { World } from "./steps.fixture.ts";

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
	await using world = await World.open();
	world.clock.advance(nextHour(world.clock.now()) + 600_000 - world.clock.now());
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
	await using world = await World.open();
	await markHistoryStart(world);
	await count(world, 1);
	expect(await partialHours(world)).toEqual([false]);
});
