import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BEAT_MS, beat, deregister, type OwnStatus, type RoleRecord, SILENT_MS, servicesOf, withoutOthers } from "./service-registry.ts";

const status = (instance: string, startedAt = "2026-01-01T00:00:00.000Z"): OwnStatus => ({
	role: "fraud",
	state: "running",
	instance,
	version: "1",
	started_at: startedAt,
	handled: 1,
	per_second: 2,
	retries: 0,
	dead_letters: 0,
	last_error: null,
});
const startedAt = (ms: number) => new Date(ms).toISOString();
const states = (record: RoleRecord, now: number) => servicesOf(record, now).map(({ instance, state }) => `${instance} ${state}`);

describe("what processes know of each other", () => {
	it("is what each reported last, and when", () => {
		const record = beat(beat(beat(undefined, status("b"), 0), status("a"), 10), { ...status("b"), handled: 9 }, 20);
		expect(servicesOf(record, 30)).toEqual([
			{ ...status("a"), seen_at: startedAt(10), restarts: 0 },
			{ ...status("b"), handled: 9, seen_at: startedAt(20), restarts: 0 },
		]);
	});

	it("reports a silent instance as stopped, at no rate, and removes it later", () => {
		const record = beat(beat(undefined, status("a"), 0), status("b"), SILENT_MS);
		expect(states(record, SILENT_MS)).toEqual(["a stopped", "b running"]);
		expect(servicesOf(record, SILENT_MS)[0]?.per_second).toBe(0);
		expect(states(record, 11 * 60_000)).toEqual([]);
		expect(states(beat(record, status("b"), 11 * 60_000), 11 * 60_000)).toEqual(["b running"]);
	});

	it("counts instances that restarted without deregistering, and not those that shut down cleanly", () => {
		let record = beat(undefined, status("a"), 0);
		record = beat(record, status("a", startedAt(60_000)), 60_000);
		expect(servicesOf(record, 60_000)).toMatchObject([{ instance: "a", restarts: 1 }]);
		record = beat(deregister(record, "a"), status("b", startedAt(70_000)), 70_000);
		expect(servicesOf(record, 70_000)).toMatchObject([{ instance: "b", restarts: 1 }]);
		expect(servicesOf(record, 60_000 + 86_400_001)).toEqual([]);
	});

	it("counts a silent instance as soon as another has started since", () => {
		const killed = beat(undefined, status("a"), 0);
		expect(servicesOf(killed, SILENT_MS)).toMatchObject([{ state: "stopped", restarts: 0 }]);
		const record = beat(killed, status("b", startedAt(1_000)), 1_000);
		expect(servicesOf(record, SILENT_MS)).toMatchObject([
			{ instance: "a", state: "stopped", restarts: 1 },
			{ instance: "b", state: "running", restarts: 1 },
		]);
		expect(servicesOf(beat(record, status("b", startedAt(1_000)), 11 * 60_000), 11 * 60_000)).toMatchObject([
			{ instance: "b", restarts: 1 },
		]);
	});

	it("lists only its own instance where the store belongs to one process, and counts its restarts", () => {
		const crashed = beat(undefined, status("a"), 0);
		const record = beat(withoutOthers(crashed, "b"), status("b", startedAt(1_000)), 1_000);
		expect(servicesOf(record, 1_000)).toMatchObject([{ instance: "b", restarts: 1 }]);
		expect(withoutOthers(record, "b")).toEqual(record);
	});

	it("never counts a process that beats as restarted, whatever other instances do", () => {
		const act = fc.record({ instance: fc.constantFrom("a", "b", "c"), leaves: fc.boolean() });
		fc.assert(
			fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
				let record: RoleRecord = { beats: {}, starts: [] };
				const since = new Map<string, string>();
				acts.forEach(({ instance, leaves }, turn) => {
					const now = turn * BEAT_MS;
					if (leaves) {
						record = deregister(record, instance);
						since.delete(instance);
						return;
					}
					const began = since.get(instance) ?? startedAt(now);
					since.set(instance, began);
					record = beat(record, status(instance, began), now);
				});
				const services = servicesOf(record, acts.length * BEAT_MS);
				expect(services.map(({ instance }) => instance)).toEqual([...since.keys()].toSorted());
				const silent = services.filter(({ state }) => state === "stopped").length;
				expect(services.every(({ restarts }) => (restarts ?? 0) <= silent)).toBe(true);
			}),
		);
	});
});
