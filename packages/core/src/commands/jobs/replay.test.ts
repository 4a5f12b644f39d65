import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { ORDER_EVENT_TOPICS } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { isoOf } from "../../domain/instant.ts";
import { LEASE_MS } from "../../domain/job.ts";
import { viewOf } from "../../domain/order-history.ts";
import { replayOf } from "../../domain/replay-job.ts";
import { totalsOf } from "../../domain/totals.ts";
import { put } from "../../ports/documents.ts";
import { StoreError } from "../../ports/errors.ts";
import type { NewRecord } from "../../ports/event-log.ts";
import { analyticsStep } from "../../steps/analytics.ts";
import { created } from "../../steps/events.fixture.ts";
import { World } from "../../steps/steps.fixture.ts";
import { decodeRecord } from "../../wire/codec.ts";
import { auditOf, BY_OPERATOR, commandsIn, commandsOf, contextOf, flow, refusalOf } from "../commands.fixture.ts";
import { failAbandonedReplays } from "../earlier-replays.ts";
import { replayResults } from "./replay.ts";

const WEEK = { days: 7, topic: "orders-replay" };
const DAY_MS = 86_400_000;

/** Orders of the last days, of which the pipeline has seen all there is to see. */
async function withOrders(world: World, count: number, more: object = {}): Promise<void> {
	await world.publish(...Array.from({ length: count }, (_, id) => created(id, more)));
	await flow(world);
}

/** The replay as it is now. */
async function replayIn(world: World, { job_id }: Pick<ReplayJob, "job_id">): Promise<ReplayJob> {
	const job = await world.doc("jobs", job_id);
	if (job === undefined) throw new Error(`there is no job ${job_id}`);
	return replayOf(job);
}

/** All that a replay must not touch. */
async function deeds(world: World): Promise<string> {
	const events = await world.records(...ORDER_EVENT_TOPICS.filter((topic) => topic !== "orders"));
	const { items } = await world.store.listOrders({}, { limit: 500 });
	return JSON.stringify([
		world.taken(),
		world.gateway.calls,
		await world.store.products(),
		totalsOf(await world.store.aggregates(), "USD"),
		events.map(({ headers }) => headers.ce_id),
		items,
		await world.store.alertTotals(),
	]);
}

describe("a replay", () => {
	it("writes the orders of the window once more, as they arrived, marked as replayed", async () => {
		await using world = await World.open();
		await withOrders(world, 3, { coupon: "WINTER" });
		const { execute, jobs } = commandsOf(world);
		const job = await execute("startReplay", WEEK, BY_OPERATOR);
		expect(job).toMatchObject({ state: "RUNNING", total: 3, replayed: 0, ended_at: null, days: 7 });
		await jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({
			state: "DONE",
			total: 3,
			replayed: 3,
			error: null,
			ended_at: isoOf(world.clock.now()),
		});
		const records = await world.records("orders-replay");
		expect(records).toHaveLength(3);
		for (const record of records) {
			expect(JSON.parse(Buffer.from(record.value ?? []).toString())).toEqual({
				...created(Number(record.key), { coupon: "WINTER" }).data,
				isReplay: true,
			});
			expect(record.headers).toMatchObject({ ce_type: "ORDER_CREATED", ce_id: `${record.key}:ORDER_CREATED:replay` });
		}
		expect(await auditOf(world)).toMatchObject([{ action: "orders.replay", target: "topic:orders-replay", after: { days: 7 } }]);
	});

	it("writes orders whose events an earlier version stored by themselves", async () => {
		await using world = await World.open();
		await withOrders(world, 2, { coupon: "WINTER" });
		for (const key of ["0", "1"]) {
			const [read] = await world.store.get("orders", [key]);
			const events = await world.store.orderEvents(key);
			if (read === undefined) throw new Error("no order");
			await world.store.write([
				put("orders", key, read, viewOf(read.doc)),
				...events.map((event) => put("order_events", event.event_id, undefined, event)),
			]);
		}
		const { execute, jobs } = commandsOf(world);
		await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		const records = await world.records("orders-replay");
		expect(records.map(({ key, value }) => [key, JSON.parse(Buffer.from(value ?? []).toString())])).toEqual(
			expect.arrayContaining(["0", "1"].map((key) => [key, { ...created(Number(key), { coupon: "WINTER" }).data, isReplay: true }])),
		);
	});

	it("takes the orders within the window and no others", async () => {
		await using world = await World.open();
		const at = (days: number) => isoOf(world.clock.now() - days * DAY_MS);
		await world.publish(
			created(1, { created_at: at(6.9) }),
			created(2, { created_at: at(7.1) }),
			created(3, { created_at: "2099-01-01T00:00:00Z" }),
		);
		await flow(world);
		const { execute, jobs } = commandsOf(world);
		const job = await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		// One that claims to be of the future belongs to when the log accepted it.
		expect(await replayIn(world, job)).toMatchObject({ total: 2, replayed: 2 });
		expect((await world.records("orders-replay")).map(({ key }) => key).toSorted()).toEqual(["1", "3"]);
	});

	it("goes page by page and reports its progress", async () => {
		await using world = await World.open();
		await withOrders(world, 450);
		const seen = new Set<number>();
		const context = contextOf(world);
		const { work } = context;
		const watching: typeof work = {
			atomic: work.atomic,
			apply(unit) {
				for (const write of unit.writes) if (write.collection === "jobs") seen.add(write.doc.done);
				return work.apply(unit);
			},
		};
		const { execute, jobs } = commandsIn({ ...context, work: watching });
		await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		expect([...seen]).toEqual([0, 200, 400, 450]);
		expect(await world.records("orders-replay")).toHaveLength(450);
	});

	it("charges, reserves, ships and counts nothing, not even when its records are put on the live topic", async () => {
		await using world = await World.open({ declineRate: 0.3 });
		await withOrders(world, 20, { amount: 400, country: "DE" });
		const { execute, jobs } = commandsOf(world);
		await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		const before = await deeds(world);
		const replayed = await world.records("orders-replay");
		await world.append(...replayed.map(({ key, value, headers }): NewRecord => ({ topic: "orders", key, value, headers })));
		// As a Python service would copy them: the body alone.
		await world.append(...replayed.map(({ key, value }): NewRecord => ({ topic: "orders", key, value, headers: {} })));
		expect((await world.records("orders")).filter((record) => decodeRecord(record).kind === "replay")).toHaveLength(40);
		await flow(world);
		expect(await deeds(world)).toBe(before);
	});

	it.each([...ORDER_EVENT_TOPICS, "order-analytics", "fraud-group.dlq"])("into %s is refused: it is live", async (topic) => {
		await using world = await World.open();
		const answer = commandsOf(world).execute("startReplay", { days: 7, topic }, BY_OPERATOR);
		await expect(answer).rejects.toMatchObject({ code: "REPLAY_TARGET_LIVE", issues: [{ path: ["topic"] }] });
		expect(await auditOf(world)).toEqual([]);
		expect(await world.store.listJobs({ limit: 10 })).toEqual([]);
	});

	it("into a name that collides with a topic's is refused, naming the field", async () => {
		await using world = await World.open();
		const { execute, jobs } = commandsOf(world);
		const start = (topic: string) => execute("startReplay", { days: 7, topic }, BY_OPERATOR);
		await start("a.b");
		await jobs.idle();
		await expect(start("a_b")).rejects.toMatchObject({
			code: "INVALID_INPUT",
			status: 400,
			message: "topic: must be a name that differs from a.b in more than . and _",
			issues: [{ path: ["topic"] }],
		});
	});

	it("of nothing is done immediately", async () => {
		await using world = await World.open();
		const { execute, jobs } = commandsOf(world);
		const job = await execute("startReplay", { days: 1, topic: "a-topic-of-its-own" }, BY_OPERATOR);
		await jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({ state: "DONE", total: 0, replayed: 0 });
	});

	it("writes no more orders per second than its rate, in the process that continues it too", async () => {
		await using world = await World.open();
		await withOrders(world, 450);
		const start = world.clock.now();
		const stop = new AbortController();
		const passing = (stopAtMs: number) => {
			const context = contextOf(world);
			const clock: typeof context.clock = {
				...context.clock,
				async sleep(ms) {
					world.clock.advance(ms);
					if (world.clock.now() - start >= stopAtMs) stop.abort();
				},
			};
			return { ...context, clock };
		};
		const first = commandsIn(passing(2_000), { signal: stop.signal });
		const job = await first.execute("startReplay", { ...WEEK, rate: 100 }, BY_OPERATOR);
		expect(job).toMatchObject({ state: "RUNNING", rate: 100 });
		await first.jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({ state: "RUNNING", replayed: 200 });
		world.reopen();
		const next = commandsIn(passing(Number.POSITIVE_INFINITY), { owner: "next" });
		await next.jobs.takeOver();
		await next.jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({ state: "DONE", replayed: 450, rate: 100 });
		const seconds = (await world.records("orders-replay")).map(({ timestamp }) => (timestamp - start) / 1_000);
		expect([0, 1, 2, 3, 4].map((second) => seconds.filter((each) => each === second).length)).toEqual([100, 100, 100, 100, 50]);
		expect(await auditOf(world)).toMatchObject([{ action: "orders.replay", after: { days: 7, rate: 100 } }]);
	});

	it("without a rate goes as fast as it can", async () => {
		await using world = await World.open();
		await withOrders(world, 1);
		const { execute, jobs } = commandsOf(world);
		expect(await execute("startReplay", WEEK, BY_OPERATOR)).toMatchObject({ rate: null });
		await jobs.idle();
	});

	it("ends, though orders come in faster than it goes", async () => {
		await using world = await World.open();
		await withOrders(world, 300);
		const context = contextOf(world);
		const { clock } = context;
		let next = 1_000;
		const busy: typeof clock = {
			...clock,
			async sleep() {
				if (next > 4_000) throw new Error("it chases its own tail");
				world.clock.advance(1_000);
				const created_at = isoOf(world.clock.now());
				await world.publish(...Array.from({ length: 300 }, () => created(next++, { created_at })));
				await world.run(analyticsStep);
			},
		};
		const { execute, jobs } = commandsIn({ ...context, clock: busy });
		const job = await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({ state: "DONE", total: 300, replayed: 300 });
	});
});

describe("a replay that does not come to its end", () => {
	it("stops when it is cancelled as a job, too", async () => {
		await using world = await World.open();
		await withOrders(world, 450);
		const { execute, jobs } = commandsOf(world);
		const { job_id } = await execute("startReplay", WEEK, BY_OPERATOR);
		const cancelled = await execute("cancelJob", { id: job_id }, BY_OPERATOR);
		await jobs.idle();
		expect(cancelled).toMatchObject({ kind: "replay", state: "CANCELLED", actor: "olga", filter: { topic: "orders-replay" } });
		expect(await world.records("orders-replay")).toHaveLength(cancelled.done);
		expect(await refusalOf(execute("cancelJob", { id: job_id }, BY_OPERATOR))).toBe("JOB_ALREADY_ENDED");
	});

	it("stops when it is cancelled, and reports its progress; a second time it is refused", async () => {
		await using world = await World.open();
		await withOrders(world, 450);
		const commands = commandsOf(world);
		const job = await commands.execute("startReplay", WEEK, BY_OPERATOR);
		const cancelled = await commands.execute("cancelReplay", { id: job.job_id }, BY_OPERATOR);
		await commands.jobs.idle();
		expect(cancelled).toMatchObject({ state: "CANCELLED" });
		expect(await replayIn(world, job)).toMatchObject({ state: "CANCELLED", replayed: cancelled.replayed });
		expect(await world.records("orders-replay")).toHaveLength(cancelled.replayed);
		expect(cancelled.replayed).toBeLessThan(450);
		expect(await refusalOf(commands.execute("cancelReplay", { id: job.job_id }, BY_OPERATOR))).toBe("REPLAY_ALREADY_ENDED");
		expect(await refusalOf(commands.execute("cancelReplay", { id: "none" }, BY_OPERATOR))).toBe("NOT_FOUND");
		expect((await auditOf(world)).map(({ action }) => action).toSorted()).toEqual(["orders.replay", "replay.cancel"]);
	});

	it("stops with the process, and the next one continues it where it stopped: no order twice, none left out", async () => {
		await using world = await World.open();
		await withOrders(world, 450);
		const stop = new AbortController();
		const context = contextOf(world);
		const clock: typeof context.clock = {
			...context.clock,
			async sleep() {
				stop.abort();
			},
		};
		const { execute, jobs } = commandsIn({ ...context, clock }, { signal: stop.signal });
		const job = await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({ state: "RUNNING", replayed: 200 });
		world.reopen();
		const next = commandsIn(contextOf(world), { owner: "next" });
		await next.jobs.takeOver();
		await next.jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({ state: "DONE", total: 450, replayed: 450 });
		const keys = (await world.records("orders-replay")).map(({ key }) => key);
		expect([keys.length, new Set(keys).size]).toEqual([450, 450]);
	});

	it("where log and store are two systems, writes a page again rather than leave it out", async () => {
		await using world = await World.open({ atomic: false });
		await withOrders(world, 250);
		const stop = new AbortController();
		const context = contextOf(world);
		const { work } = context;
		/** The process ends between the records of the second page and the job's progress. */
		const dying: typeof work = {
			...work,
			async apply(unit) {
				const isProgress = unit.writes.some(({ collection, doc }) => collection === "jobs" && "done" in doc && doc.done === 250);
				if (!isProgress) return work.apply(unit);
				stop.abort();
				throw new StoreError("UNAVAILABLE", "the process ends");
			},
		};
		const { execute, jobs } = commandsIn({ ...context, work: dying }, { signal: stop.signal, owner: "first" });
		const job = await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		world.clock.advance(LEASE_MS);
		const next = commandsIn(contextOf(world), { owner: "next" });
		await next.jobs.takeOver();
		await next.jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({ state: "DONE", replayed: 250 });
		const records = await world.records("orders-replay");
		expect(records).toHaveLength(300);
		expect(new Set(records.map(({ headers }) => headers.ce_id)).size).toBe(250);
	});

	it("reports what failed", async () => {
		await using world = await World.open();
		await withOrders(world, 1);
		const context = contextOf(world);
		const store = { ...context.store, scanOrders: () => Promise.reject(new Error("the disk is gone")) };
		const { execute, jobs } = commandsIn({ ...context, store }, { onError: () => undefined });
		const job = await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		expect(await replayIn(world, job)).toMatchObject({ state: "FAILED", error: "the disk is gone" });
	});

	it("counts an order whose own event is kept no longer as failed, and states that", async () => {
		await using world = await World.open();
		await withOrders(world, 2);
		const [read] = await world.store.get("orders", ["0"]);
		if (read === undefined) throw new Error("no order");
		await world.store.write([put("orders", "0", read, viewOf(read.doc))]);
		const { execute, jobs } = commandsOf(world);
		const job = await execute("startReplay", WEEK, BY_OPERATOR);
		await jobs.idle();
		const doc = await world.doc("jobs", job.job_id);
		expect(doc).toMatchObject({ state: "DONE", total: 2, done: 1, failed: 1 });
		const replay = { ...(await replayIn(world, job)), passed: 2 };
		const { results, next } = await replayResults(world.store, replay, { before: 0, scan: undefined, limit: 5 });
		expect(next).toBeUndefined();
		expect(results).toEqual([
			{ id: "0", outcome: "failed", code: "NOT_FOUND", why: "The event of this order's creation is kept no longer." },
			{ id: "1", outcome: "done", code: null, why: "written to orders-replay" },
		]);
		const cancelled = await replayResults(
			world.store,
			{ ...replay, state: "CANCELLED", passed: 1 },
			{ before: 0, scan: undefined, limit: 5 },
		);
		expect(cancelled.results.map(({ outcome }) => outcome)).toEqual(["failed", "skipped"]);
	});
});

describe("a replay of an earlier version", () => {
	const EARLIER: ReplayJob = {
		job_id: "earlier",
		state: "RUNNING",
		...WEEK,
		from: "2026-01-01T00:00:00.000Z",
		total: 4,
		replayed: 2,
		started_at: "2026-01-05T12:00:00.000Z",
		ended_at: null,
		error: null,
	};

	it("is marked as failed once its process has not updated it for long enough, and is not touched before", async () => {
		await using world = await World.open();
		const updated_at = isoOf(world.clock.now());
		await world.store.write([{ op: "insert", collection: "replays", key: "earlier", doc: { ...EARLIER, updated_at } }]);
		await failAbandonedReplays(world, 1);
		expect(await world.doc("replays", "earlier")).toMatchObject({ state: "RUNNING" });
		await failAbandonedReplays(world, 0);
		expect(await world.doc("replays", "earlier")).toMatchObject({ state: "FAILED", error: expect.stringContaining("start it again") });
	});

	it("is cancelled as a replay and as a job", async () => {
		for (const command of ["cancelReplay", "cancelJob"] as const) {
			await using world = await World.open();
			await world.store.write([{ op: "insert", collection: "replays", key: "earlier", doc: EARLIER }]);
			const { execute } = commandsOf(world);
			expect(await execute(command, { id: "earlier" }, BY_OPERATOR)).toMatchObject({ job_id: "earlier", state: "CANCELLED" });
			expect(await world.doc("replays", "earlier")).toMatchObject({ state: "CANCELLED", replayed: 2 });
		}
	});
});
