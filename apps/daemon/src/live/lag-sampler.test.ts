import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { PAUSE } from "@orderdeck/core/domain/group-pause.fixture";
import { isoOf } from "@orderdeck/core/domain/instant";
import { type GroupSettings, NO_SETTINGS } from "@orderdeck/core/domain/lag-status/group-settings";
import { StoreError, UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import { describe, expect, it, vi } from "vitest";
import { LAG_DEFAULTS } from "./lag.fixture.ts";
import { createLagSampler, type LagSamplerDeps } from "./lag-sampler.ts";
import { created, eagerClock, openTestData } from "./live.fixture.ts";

const GROUP = "payments-group";
const RUNNING = { role: "payments", state: "running", last_error: null } as const;
const WAIT = { timeout: 30_000 };

async function start(change: Partial<LagSamplerDeps> = {}) {
	const data = await openTestData();
	const clock = eagerClock();
	const failures: unknown[] = [];
	let away: "no" | "refuses" | "hangs" = "no";
	let unreadable: number | undefined;
	let settings: GroupSettings = NO_SETTINGS;
	let owner: string | undefined;
	const responds = Promise.withResolvers<void>();
	const log: EventLog = {
		...data.log,
		async bounds(topics) {
			if (away === "refuses") throw new StoreError("UNAVAILABLE", "away");
			if (away === "hangs") await responds.promise;
			return data.log.bounds(topics);
		},
		groupOffsets: async (group) => (await data.log.groupOffsets(group)).map((each) => ({ ...each, owner })),
		async read(position, limit) {
			if (position.partition === unreadable) throw new Error("unknown codec");
			return data.log.read(position, limit);
		},
	};
	const deps: LagSamplerDeps = {
		...LAG_DEFAULTS,
		settings: async () => () => settings,
		...change,
		log,
		clock,
		daemonLog: { lagFailed: (error) => void failures.push(error) },
	};
	const sampler = createLagSampler(deps);
	return {
		...data,
		log,
		clock,
		sampler,
		deps,
		failures,
		setAway(value: typeof away) {
			away = value;
		},
		setUnreadable(partition: number | undefined) {
			unreadable = partition;
		},
		setSettings(value: Partial<GroupSettings>) {
			settings = { ...settings, ...value };
		},
		/** One sample a second. */
		async sampleFor(seconds: number) {
			for (let second = 0; second < seconds; second += 1) {
				clock.advance(1_000);
				await sampler.sample();
			}
		},
		/** Where the group stands in every partition of `orders`. */
		commit: async (offsets: "ends" | "starts") => {
			const bounds = await data.backend.log.bounds(["orders"]);
			await data.backend.log.seek(
				GROUP,
				bounds.map(({ topic, partition, earliest, end }) => ({ topic, partition, offset: offsets === "ends" ? end : earliest })),
			);
		},
		group: () => sampler.latest()?.groups.find(({ group }) => group === GROUP),
		join(member = "payments-1") {
			owner = member;
		},
		async [Symbol.asyncDispose]() {
			responds.resolve();
			await sampler[Symbol.asyncDispose]();
			await data[Symbol.asyncDispose]();
		},
	};
}

describe("the lag sampler", () => {
	it("knows nothing before its first sample", async () => {
		await using lag = await start();
		expect(lag.sampler.latest()).toBeUndefined();
		expect(lag.sampler.history()).toEqual({});
	});

	it("counts what a group has not consumed, in records, orders and money", async () => {
		await using lag = await start();
		await lag.append(created("0"));
		await lag.commit("ends");
		await lag.append(created("1", 10.1), created("2", 20.2), created("3", 30.3));
		await lag.sampler.sample();
		expect(lag.group()).toMatchObject({ lag: 3, waiting: { orders: 3, amount: 60.6, at_least: false } });
		await lag.commit("ends");
		await lag.sampler.sample();
		expect(lag.group()).toMatchObject({ lag: 0, lag_seconds: 0, waiting: { orders: 0, amount: 0, oldest_order_id: null } });
	});

	it("reports the age of the first unread record", async () => {
		await using lag = await start();
		await lag.commit("starts");
		await lag.append(created("1"));
		lag.clock.advance(90_000);
		await lag.sampler.sample();
		const seconds = lag.group()?.lag_seconds ?? 0;
		expect(seconds).toBeGreaterThanOrEqual(89);
		expect(seconds).toBeLessThan(120);
	});

	it("reports unknown while the log is unavailable, and logs why", async () => {
		await using lag = await start();
		await lag.commit("ends");
		await lag.sampler.sample();
		lag.setAway("refuses");
		await lag.sampler.sample();
		expect(lag.group()).toMatchObject({ lag: null, lag_seconds: null, status: "UNKNOWN" });
		expect(lag.group()?.partitions.every(({ lag: value }) => value === "unknown")).toBe(true);
		expect(lag.failures).toHaveLength(1);
		lag.setAway("no");
		await lag.sampler.sample();
		expect(lag.group()).toMatchObject({ lag: 0, status: "OK" });
	});

	it("reports unknown while the log does not respond: what was read last is not shown as the present", async () => {
		await using lag = await start();
		await lag.commit("ends");
		await lag.sampler.sample();
		lag.setAway("hangs");
		lag.sampler.start();
		await vi.waitUntil(() => lag.group()?.status === "UNKNOWN", WAIT);
		expect(lag.group()?.partitions.every(({ lag: value }) => value === "unknown")).toBe(true);
	});

	it("reports a partition unknown that cannot be read, and the others as they are", async () => {
		await using lag = await start();
		await lag.commit("starts");
		await lag.append(...Array.from({ length: 30 }, (_, n) => created(`o${n}`)));
		lag.setUnreadable(2);
		await lag.sampler.sample();
		expect(lag.group()?.partitions.map(({ lag: value }) => value === "unknown")).toEqual([false, false, true, false, false, false]);
		expect(lag.group()?.status).toBe("UNKNOWN");
		expect(lag.failures).toEqual([new Error("unknown codec")]);
	});

	it("reports a group unknown whose offsets cannot be read, and the others as they are", async () => {
		await using lag = await start();
		await lag.commit("ends");
		let failing = "none";
		const log: EventLog = {
			...lag.log,
			groups: async () => [GROUP, "other-group"],
			groupOffsets: (group) =>
				group === failing ? Promise.reject(new StoreError("UNAVAILABLE", "no coordinator")) : lag.log.groupOffsets(GROUP),
		};
		await using sampler = createLagSampler({ ...lag.deps, log });
		await sampler.sample();
		failing = "other-group";
		await sampler.sample();
		expect(sampler.latest()?.groups.map(({ group, status }) => [group, status])).toEqual([
			["other-group", "UNKNOWN"],
			[GROUP, "OK"],
		]);
		expect(lag.failures).toMatchObject([{ message: "no coordinator" }]);
	});

	it("counts no lag where no record can be read: a transaction marker at the end is none", async () => {
		await using lag = await start();
		await lag.commit("starts");
		await lag.append(created("1"));
		const blind: EventLog = { ...lag.log, read: async () => [] };
		await using sampler = createLagSampler({ ...lag.deps, log: blind });
		await sampler.sample();
		expect(sampler.latest()?.groups[0]).toMatchObject({ lag: 0, lag_seconds: 0, waiting: { orders: 0 } });
	});

	it("counts a record that cannot be decoded, with its age: it is not skipped", async () => {
		await using lag = await start();
		await lag.commit("starts");
		await lag.append(created("1"));
		const read: EventLog["read"] = async (position) => {
			throw new UnreadableRecord(position, "no such compression", lag.clock.now() - 40_000);
		};
		await using sampler = createLagSampler({ ...lag.deps, log: { ...lag.log, read } });
		await sampler.sample();
		expect(sampler.latest()?.groups[0]).toMatchObject({ lag: 1, lag_seconds: 40, status: "OK", waiting: { orders: 0, at_least: true } });
		expect(lag.failures).toEqual([]);
	});

	it("goes on while what waits takes long to count: no status waits for it, and what is known of it stays", async () => {
		await using lag = await start();
		await lag.commit("starts");
		await lag.append(created("1", 5));
		const counted = Promise.withResolvers<void>();
		let slow = false;
		const read: EventLog["read"] = async (position, limit) => {
			// The first unread record alone is read for the status; of seven orders, two at least are in one of the six partitions.
			if (slow && limit > 1) await counted.promise;
			return lag.log.read(position, limit);
		};
		await using sampler = createLagSampler({ ...lag.deps, log: { ...lag.log, read } });
		await sampler.sample();
		slow = true;
		await lag.append(...Array.from({ length: 7 }, (_, n) => created(`o${n}`, 1)));
		for (let seconds = 0; seconds < 14; seconds += 7) {
			lag.clock.advance(7_000);
			await sampler.sample();
			expect(sampler.latest()).toMatchObject({ at: lag.clock.now(), groups: [{ lag: 8, waiting: { orders: 1, amount: 5 } }] });
			expect(sampler.latest()?.groups[0]?.status).not.toBe("UNKNOWN");
		}
		counted.resolve();
		await vi.waitUntil(async () => {
			await sampler.sample();
			return sampler.latest()?.groups[0]?.waiting.orders === 8;
		}, WAIT);
	});

	it("reports STALLED with its reason, BEHIND by the objective of the group, and an incident until it has recovered", async () => {
		await using lag = await start({ services: async () => [RUNNING as ServiceStatus] });
		lag.join();
		await lag.commit("starts");
		await lag.append(created("1"));
		lag.setSettings({ objective_seconds: 20 });
		await lag.sampleFor(35);
		expect(lag.group()).toMatchObject({ status: "BEHIND", objective: { seconds: 20 }, incident: null });
		await lag.sampleFor(30);
		expect(lag.group()).toMatchObject({
			status: "STALLED",
			reason: "waiting for the gateway",
			incident: { worst: "STALLED", acknowledged_by: null },
		});
		lag.setSettings({ acknowledged: { worst: "STALLED", by: "olga", at: new Date(lag.clock.now()).toISOString() } });
		await lag.sampleFor(1);
		expect(lag.group()?.incident?.acknowledged_by).toBe("olga");
		await lag.commit("ends");
		await lag.sampleFor(120);
		expect(lag.group()).toMatchObject({ status: "OK", incident: null });
	});

	it("reports STOPPED when nobody reads what waits, and no consumers when nothing waits", async () => {
		await using lag = await start();
		await lag.commit("ends");
		await lag.sampleFor(20);
		expect(lag.group()).toMatchObject({ status: "OK", tags: ["no consumers"] });
		await lag.append(created("1"));
		await lag.sampleFor(17);
		expect(lag.group()).toMatchObject({ status: "STOPPED", members: [] });
	});

	it("shows LOST until an operator has acknowledged it", async () => {
		await using lag = await start();
		await lag.commit("starts");
		const bounds: EventLog["bounds"] = async (topics) =>
			(await lag.log.bounds(topics)).map((bound) => ({ ...bound, earliest: bound.partition === 0 ? 7 : 0, end: 9 }));
		await using sampler = createLagSampler({ ...lag.deps, log: { ...lag.log, bounds } });
		const group = async () => {
			await sampler.sample();
			return sampler.latest()?.groups[0];
		};
		expect(await group()).toMatchObject({ status: "LOST", lost: 7 });
		lag.setSettings({ acknowledged: { worst: "LOST", by: "olga", at: new Date(lag.clock.now()).toISOString() } });
		expect(await group()).toMatchObject({ status: "OK", lost: 0 });
	});

	it("forgets a group that no longer exists", async () => {
		await using lag = await start();
		await lag.commit("ends");
		let exists = true;
		await using sampler = createLagSampler({ ...lag.deps, log: { ...lag.log, groups: async () => (exists ? [GROUP] : []) } });
		await sampler.sample();
		exists = false;
		await sampler.sample();
		expect(sampler.latest()?.groups).toHaveLength(1);
		lag.clock.advance(61_000);
		await sampler.sample();
		expect(sampler.latest()?.groups).toEqual([]);
	});

	it("counts what was consumed, and how much of it within the objective", async () => {
		await using lag = await start();
		await lag.commit("ends");
		await lag.sampler.sample();
		await lag.append(created("1"), created("2"));
		await lag.commit("ends");
		await lag.sampler.sample();
		expect(lag.sampler.consumption().get(GROUP)).toEqual({ consumed: 2, within: 2 });
	});

	it("reports who paused a group and which members have applied it, until its time is over", async () => {
		const process = (instance: string, more: Partial<ServiceStatus> = {}) => ({ ...RUNNING, instance, ...more }) as ServiceStatus;
		const services = async () => [
			process("a", { pause: { at: PAUSE.at, applied: true } }),
			process("b", { pause: { at: "2026-01-15T10:00:00.000Z", applied: true } }),
			process("c", { state: "stopped" }),
		];
		await using lag = await start({ services });
		await lag.commit("ends");
		lag.join(`${GROUP}-c`);
		lag.setSettings({ paused: { ...PAUSE, until: isoOf(lag.clock.now() + 60_000) } });
		await lag.sampler.sample();
		const members = ["applied", "asked", "unreachable"].map((state, at) => ({ member: `${GROUP}-${"abc"[at]}`, state }));
		expect(lag.group()).toMatchObject({ paused: { by: "olga", at: PAUSE.at, reason: PAUSE.reason, members }, status: "PAUSED", lag: 0 });
		await lag.sampleFor(61);
		expect(lag.group()).toMatchObject({ paused: null, status: "OK" });
	});

	it("keeps five minutes of points, oldest first", async () => {
		await using lag = await start();
		await lag.commit("ends");
		for (let n = 0; n < 310; n += 1) {
			lag.clock.advance(1_000);
			await lag.sampler.sample();
		}
		const points = lag.sampler.history()[GROUP] ?? [];
		expect(points).toHaveLength(300);
		expect((points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0)).toBe(299_000);
	});
});
