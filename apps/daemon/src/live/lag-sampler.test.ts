import { StoreError, UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import { describe, expect, it } from "vitest";
import { DurationHistogram } from "../pipeline/duration-histogram.ts";
import { createLagSampler } from "./lag-sampler.ts";
import { created, eagerClock, idleStatus, openTestData } from "./live.fixture.ts";
import { scanWaiting } from "./waiting-scan.ts";

const GROUP = "payments-group";

async function start(overrides: Partial<EventLog> = {}) {
	const data = await openTestData();
	const clock = eagerClock();
	const failures: unknown[] = [];
	let paused = false;
	let away = false;
	const log = {
		...data.log,
		bounds: (topics: readonly string[]) => (away ? Promise.reject(new StoreError("UNAVAILABLE", "away")) : data.log.bounds(topics)),
		...overrides,
	};
	const groups = () => [
		{ group: GROUP, paused, handled: 0, batches: 0, retries: 0, deadLetters: 0, durations: new DurationHistogram().read() },
	];
	const sampler = createLagSampler({
		log,
		pipeline: { status: () => ({ ...idleStatus, groups: groups() }) },
		clock,
		daemonLog: { lagFailed: (error) => void failures.push(error) },
	});
	return {
		...data,
		data,
		clock,
		sampler,
		failures,
		pause() {
			paused = true;
		},
		setAway(value: boolean) {
			away = value;
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
		async [Symbol.asyncDispose]() {
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
		lag.setAway(true);
		await lag.sampler.sample();
		expect(lag.group()).toMatchObject({ lag: null, lag_seconds: null });
		expect(lag.group()?.partitions.every(({ lag: value }) => value === "unknown")).toBe(true);
		expect(lag.failures).toHaveLength(1);
		lag.setAway(false);
		await lag.sampler.sample();
		expect(lag.group()?.lag).toBe(0);
	});

	it("reports unknown for a group or a partition that cannot be read, and knows the others", async () => {
		const failing = { group: "none", partition: -1 };
		await using lag = await start({
			groups: async () => [GROUP, "other-group"],
			groupOffsets: (group) =>
				group === failing.group ? Promise.reject(new StoreError("UNAVAILABLE", "no coordinator")) : lag.data.log.groupOffsets(GROUP),
			bounds: async (topics) => (await lag.data.log.bounds(topics)).filter(({ partition }) => partition !== failing.partition),
		});
		const lags = (group: string) =>
			lag.sampler
				.latest()
				?.groups.find((each) => each.group === group)
				?.partitions.map((each) => each.lag);
		await lag.commit("ends");
		await lag.sampler.sample();
		failing.group = "other-group";
		failing.partition = 2;
		await lag.sampler.sample();
		expect(lags("other-group")).toEqual(Array(6).fill("unknown"));
		expect(lags(GROUP)).toEqual([0, 0, "unknown", 0, 0, 0]);
		expect(lag.failures).toMatchObject([{ message: "no coordinator" }]);
	});

	it("reports no lag where there is no record before the end, and the age of one that cannot be decoded", async () => {
		let read: EventLog["read"] = async () => [];
		await using lag = await start({ read: (position, limit) => read(position, limit) });
		await lag.commit("starts");
		await lag.append(created("1"));
		await lag.sampler.sample();
		expect(lag.group()).toMatchObject({ lag: 0, lag_seconds: 0, waiting: { orders: 0, at_least: false } });
		read = async (position) => {
			throw new UnreadableRecord(position, "no such compression", lag.clock.now() - 40_000);
		};
		await lag.sampler.sample();
		expect(lag.group()).toMatchObject({ lag: 1, lag_seconds: 40, waiting: { orders: 0, at_least: true } });
	});

	it("reports that a group is paused", async () => {
		await using lag = await start();
		await lag.commit("ends");
		lag.pause();
		await lag.sampler.sample();
		expect(lag.group()?.paused).toBe(true);
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

describe("scanWaiting", () => {
	it("reports a lower bound when it stopped early, and looks at the oldest of every partition first", async () => {
		await using lag = await start();
		await lag.append(...Array.from({ length: 700 }, (_, n) => created(`o${n}`, 1)));
		const unread = (await lag.log.bounds(["orders"])).map(({ earliest, ...rest }) => ({ ...rest, offset: earliest }));
		expect(await scanWaiting(lag.log, unread)).toMatchObject({ orders: 700, amount: 700, at_least: false });
		const cut = await scanWaiting(lag.log, unread, 600);
		expect(cut).toMatchObject({ orders: 600, amount: 600, at_least: true });
		expect(await scanWaiting(lag.log, unread, 700)).toMatchObject({ orders: 700, at_least: false });
	});

	it("passes over records that are of no order", async () => {
		await using lag = await start();
		const junk = (value: string | null) => ({ topic: "orders", key: "x", value: value === null ? null : Buffer.from(value), headers: {} });
		await lag.backend.log.append([junk("{"), junk(null), junk("[]"), junk('{"order_id":7,"amount":"lots"}')]);
		const unread = (await lag.log.bounds(["orders"])).map(({ earliest, ...rest }) => ({ ...rest, offset: earliest }));
		expect(await scanWaiting(lag.log, unread)).toMatchObject({ orders: 1, amount: 0, oldest_order_id: 7 });
	});
});
