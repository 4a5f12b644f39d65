import { ROLES } from "@orderdeck/contracts/topics";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { BEAT_MS, type OwnStatus, servicesOf } from "@orderdeck/core/domain/service-registry";
import type { Clock } from "@orderdeck/core/ports/clock";
import { CasMismatch, StoreError } from "@orderdeck/core/ports/errors";
import { describe, expect, it } from "vitest";
import { openTestData } from "../live/live.fixture.ts";
import { createServices } from "../live/services.ts";
import { runServiceBeats } from "./service-beats.ts";

const status = (role: OwnStatus["role"], instance: string): OwnStatus => ({
	role,
	state: "running",
	instance,
	version: "1",
	started_at: "2026-01-01T00:00:00.000Z",
	handled: 5,
	per_second: 1,
	retries: 0,
	dead_letters: 0,
	last_error: null,
});
/** Beats follow immediately; time passes when a test advances it. */
function quickClock(): Clock & { advance(ms: number): void } {
	let ahead = 0;
	return {
		...systemClock,
		now: () => systemClock.now() + ahead,
		sleep: (ms, signal) => systemClock.sleep(ms === BEAT_MS ? 5 : ms, signal),
		advance(ms) {
			ahead += ms;
		},
	};
}
const idle = { producer: { running: false, rate: 0, produced: 0, topic: "orders" }, groups: [], ready: true, reason: null };

async function registered(store: Awaited<ReturnType<typeof openTestData>>["backend"]["store"], now: number) {
	const records = await store.get("services", ROLES);
	return records
		.flatMap((read) => (read === undefined ? [] : servicesOf(read.doc, now)))
		.map(({ role, instance }) => `${role} ${instance}`);
}

describe("beats of services", () => {
	it("are written by several processes to one record, despite conflicts, and removed at the end", async () => {
		await using data = await openTestData();
		const { store } = data.backend;
		const work = { ...data.backend.work, atomic: false };
		const clock = quickClock();
		const stop = new AbortController();
		let rivals = 0;
		const rivalled = {
			...work,
			async apply(...unit: Parameters<typeof work.apply>) {
				rivals += 1;
				if (rivals <= 3) throw new CasMismatch("services", "fraud");
				return work.apply(...unit);
			},
		};
		const errors: unknown[] = [];
		const common = { store, clock, onError: (error: unknown) => errors.push(error) };
		const beats = [
			runServiceBeats({ ...common, work: rivalled, statuses: () => [status("fraud", "a"), status("payments", "a")] }, stop.signal),
			runServiceBeats({ ...common, work, statuses: () => [status("fraud", "b")] }, stop.signal),
		];
		await expect.poll(() => registered(store, clock.now())).toEqual(["fraud a", "fraud b", "payments a"]);
		stop.abort();
		await Promise.all(beats);
		expect(await registered(store, clock.now())).toEqual([]);
		expect(errors).toEqual([]);
	});

	it("that cannot be written are reported, and retried", async () => {
		await using data = await openTestData();
		const { store, work } = data.backend;
		const clock = quickClock();
		const stop = new AbortController();
		let away = true;
		const get: typeof store.get = (...query) => (away ? Promise.reject(new StoreError("UNAVAILABLE", "away")) : store.get(...query));
		const errors: unknown[] = [];
		const statuses = () => [status("fraud", "a")];
		const beats = runServiceBeats({ store: { get }, work, clock, statuses, onError: (error) => errors.push(error) }, stop.signal);
		await expect.poll(() => errors.length).toBeGreaterThan(0);
		away = false;
		await expect.poll(() => registered(store, clock.now())).toEqual(["fraud a"]);
		stop.abort();
		await beats;
	});
});

describe("the services of a deployment", () => {
	it("are this daemon's as they are now, and the others' as last reported, also while the store is unavailable", async () => {
		await using data = await openTestData();
		const { store } = data.backend;
		const work = { ...data.backend.work, atomic: false };
		const clock = quickClock();
		const stop = new AbortController();
		const beats = ["here", "there"].map((instance) =>
			runServiceBeats({ store, work, clock, statuses: () => [status("fraud", instance)], onError: () => undefined }, stop.signal),
		);
		await expect.poll(() => registered(store, clock.now())).toEqual(["fraud here", "fraud there"]);
		let away = false;
		const get: typeof store.get = (...query) => (away ? Promise.reject(new StoreError("UNAVAILABLE", "away")) : store.get(...query));
		const pipeline = { status: () => ({ ...idle, services: [{ ...status("fraud", "here"), handled: 9 }] }) };
		const services = createServices({ store: { get }, pipeline, apiService: () => status("api", "here"), clock });
		const seen = async () => (await services()).map(({ role, instance, handled }) => [role, instance, handled]);
		const all = [
			["fraud", "here", 9],
			["fraud", "there", 5],
			["api", "here", 5],
		];
		expect(await seen()).toEqual(all);
		away = true;
		clock.advance(5_000);
		expect(await seen()).toEqual(all);
		stop.abort();
		await Promise.all(beats);
	});
});
