import { AppError } from "@orderdeck/contracts/errors";
import type { Job, JobResult } from "@orderdeck/contracts/jobs/entities";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { chunkKey, jobOf, LEASE_MS, linesOf, newJob } from "../../domain/job.ts";
import { StoreError } from "../../ports/errors.ts";
import { created } from "../../steps/events.fixture.ts";
import { turnOfTheLoop } from "../../steps/manual-clock.fixture.ts";
import { shippingStep } from "../../steps/shipping.ts";
import { World } from "../../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, type Commands, commandsIn, commandsOf, contextOf, flow, OPERATOR, refusalOf } from "../commands.fixture.ts";
import { done, JobStopped, jobKind } from "./kind.ts";

async function withOrders(world: World, count: number): Promise<string[]> {
	await world.publish(...Array.from({ length: count }, (_, id) => created(id + 1)));
	await flow(world);
	return Array.from({ length: count }, (_, id) => String(id + 1));
}

async function jobIn(world: World, id: string): Promise<Job> {
	const doc = await world.doc("jobs", id);
	if (doc === undefined) throw new Error(`there is no job ${id}`);
	return jobOf(doc);
}

async function resultsOf(world: World, id: string): Promise<JobResult[]> {
	const doc = await world.doc("jobs", id);
	if (doc === undefined) throw new Error(`there is no job ${id}`);
	const chunks = await world.store.get(
		"job_chunks",
		Array.from({ length: doc.chunks }, (_, index) => chunkKey(id, index)),
	);
	return chunks.flatMap((chunk) => (chunk === undefined ? [] : linesOf(doc, chunk.doc)));
}

/** A kind whose records do what the test states; its jobs are stored by `store`. */
function kindOf(act: (target: string, commands: { readonly key: string | undefined }) => Promise<unknown>) {
	return {
		test: jobKind(z.object({}), async (_deps, { target, request }) => {
			await act(target, { key: request.idempotencyKey });
			return done();
		}),
	};
}
async function store(world: World, targets: readonly string[], changes: object = {}): Promise<void> {
	const fields = { reason: null, request_id: "r-1", source: null, filter: null, input: {}, rate: 50 };
	const { job, chunks } = newJob({ id: "j", at: world.clock.now(), kind: "test", actor: OPERATOR, targets, ...fields });
	await world.store.write([
		...chunks.map((doc, index) => ({ op: "insert", collection: "job_chunks", key: chunkKey("j", index), doc }) as const),
		{ op: "insert", collection: "jobs", key: "j", doc: { ...job, ...changes } },
	]);
}

describe("cancelling orders as a job", () => {
	it("cancels each with a record of its own, refuses what is too late, and states each result", async () => {
		await using world = await World.open();
		await withOrders(world, 3);
		const commands = commandsOf(world);
		await commands.execute("cancelOrder", { id: "2", reason: "first" }, BY_OPERATOR);
		const input = { ids: [3, "2", 1, 1, "4711"], reason: "stuck", rate: 50 };
		const job = await commands.execute("cancelOrders", input, { ...BY_OPERATOR, requestId: "r-7" });
		expect(job).toMatchObject({ kind: "cancel-orders", state: "RUNNING", total: 4, done: 0, failed: 0, error: null, ended_at: null });
		await commands.jobs.idle();
		expect(await jobIn(world, job.job_id)).toMatchObject({ state: "DONE", total: 4, done: 2, failed: 2, request_id: "r-7" });
		expect(await resultsOf(world, job.job_id)).toEqual([
			{ id: "1", outcome: "done", code: null, why: "cancelled; the charge is refunded" },
			{ id: "2", outcome: "refused", code: "ORDER_ALREADY_CANCELLED", why: "Order 2 is already cancelled." },
			{ id: "3", outcome: "done", code: null, why: "cancelled; the charge is refunded" },
			{ id: "4711", outcome: "refused", code: "NOT_FOUND", why: "There is no order 4711." },
		]);
		expect(await world.view(3)).toMatchObject({ status: "CANCELLED", cancel: { cause: "REQUESTED", reason: "stuck" } });
		const records = (await auditOf(world)).map(({ actor, action, target }) => `${actor} ${action} ${target}`);
		expect(records.toSorted()).toEqual(
			[
				`olga orders.cancel job:${job.job_id}`,
				"olga order.cancel order:1",
				"olga order.cancel order:2",
				"olga order.cancel order:3",
			].toSorted(),
		);
	});

	it("takes the orders that its filter matches when it starts, whatever arrives later", async () => {
		await using world = await World.open();
		const ids = await withOrders(world, 3);
		const commands = commandsOf(world);
		const job = await commands.execute("cancelOrders", { filter: { status: ["PREPARED"] }, reason: "stuck", rate: 50 }, BY_OPERATOR);
		await world.publish(created(99));
		await commands.jobs.idle();
		await flow(world);
		expect((await resultsOf(world, job.job_id)).map(({ id }) => id).toSorted()).toEqual(ids);
		expect(job.filter).toEqual({ status: ["PREPARED"], to: new Date(world.clock.now()).toISOString() });
		expect((await world.view(99))?.status).toBe("PREPARED");
	});

	it("never has two winners against dispatch: the result of each order is what became of it", async () => {
		await using world = await World.open();
		const ids = await withOrders(world, 30);
		const commands = commandsOf(world);
		const job = await commands.execute("cancelOrders", { ids, reason: "stuck", rate: 50 }, BY_OPERATOR);
		world.clock.advance(2_000);
		while (!(await world.typesOn("orders", 3)).includes("ORDER_CANCELLED")) await turnOfTheLoop();
		await world.tick(shippingStep);
		await commands.jobs.idle();
		await flow(world);
		const results = await resultsOf(world, job.job_id);
		for (const { id, outcome, code } of results) {
			const status = (await world.view(id))?.status;
			expect({ id, outcome, code, status }).toEqual(
				status === "CANCELLED"
					? { id, outcome: "done", code: null, status }
					: { id, outcome: "refused", code: "ORDER_ALREADY_SHIPPED", status: "SHIPPED" },
			);
		}
		expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["done", "refused"]));
	});
});

describe("a job", () => {
	it("stops before the next record when it is cancelled; what was executed stays", async () => {
		await using world = await World.open();
		const executed: string[] = [];
		let cancelled: Promise<unknown> | undefined;
		const commands: Commands = commandsIn(contextOf(world), {
			kinds: kindOf(async (target) => {
				executed.push(target);
				if (target === "2") cancelled = commands.execute("cancelJob", { id: "j", reason: "enough" }, BY_OPERATOR);
				await cancelled;
			}),
		});
		await store(world, ["1", "2", "3"]);
		commands.jobs.begin("j");
		await commands.jobs.idle();
		expect(executed).toEqual(["1", "2"]);
		expect(await jobIn(world, "j")).toMatchObject({ state: "CANCELLED", done: 2, failed: 0, ended_at: expect.any(String) });
		expect((await resultsOf(world, "j")).map(({ outcome }) => outcome)).toEqual(["done", "done", "skipped"]);
		expect(await refusalOf(commands.execute("cancelJob", { id: "j" }, BY_OPERATOR))).toBe("JOB_ALREADY_ENDED");
		expect(await refusalOf(commands.execute("cancelJob", { id: "none" }, BY_OPERATOR))).toBe("NOT_FOUND");
	});

	it.each([{ atomic: true }, { atomic: false }])(
		"that another process left is continued at its first record without a result (one system: $atomic)",
		async ({ atomic }) => {
			await using world = await World.open({ atomic });
			const executed: string[] = [];
			const targets = Array.from({ length: 450 }, (_, n) => String(n));
			await store(world, targets);
			const dying = new AbortController();
			const first = commandsIn(contextOf(world), {
				owner: "first",
				signal: dying.signal,
				kinds: kindOf(async (target) => {
					executed.push(target);
					// It never comes back: the process is gone.
					if (target === "230") await new Promise(() => undefined);
				}),
			});
			first.jobs.begin("j");
			while (executed.at(-1) !== "230") await turnOfTheLoop();
			expect(await jobIn(world, "j")).toMatchObject({ state: "RUNNING", done: 220 });
			const again: string[] = [];
			const second = commandsIn(contextOf(world), { owner: "second", kinds: kindOf(async (target) => void again.push(target)) });
			if (!atomic) {
				await second.jobs.takeOver();
				await second.jobs.idle();
				expect(again).toEqual([]);
				world.clock.advance(LEASE_MS);
			}
			await second.jobs.takeOver();
			await second.jobs.idle();
			expect(again).toEqual(targets.slice(220));
			expect(await jobIn(world, "j")).toMatchObject({ state: "DONE", done: 450, failed: 0 });
		},
	);

	it("is left to the next process when this one stops, with the results of all that it has executed", async () => {
		await using world = await World.open({ atomic: false });
		await store(world, ["1", "2", "3"]);
		const stop = new AbortController();
		const keys: (string | undefined)[] = [];
		const commands = commandsIn(contextOf(world), {
			signal: stop.signal,
			kinds: kindOf(async (_target, { key }) => {
				keys.push(key);
				stop.abort();
			}),
		});
		commands.jobs.begin("j");
		await commands.jobs.idle();
		expect(keys).toEqual(["j:1"]);
		expect(await world.doc("jobs", "j")).toMatchObject({ state: "RUNNING", done: 1, lease: null });
	});

	it("executes a record again when the store was unavailable, and fails a record that meets a fault", async () => {
		await using world = await World.open();
		await store(world, ["1", "2", "3", "4"]);
		const tries: string[] = [];
		const errors: unknown[] = [];
		const fault = new Error("a bug");
		const { jobs } = commandsIn(contextOf(world), {
			onError: (error) => void errors.push(error),
			kinds: kindOf(async (target) => {
				tries.push(target);
				if (target === "1" && tries.length < 20) throw new StoreError("UNAVAILABLE", "away");
				if (target === "2") throw new AppError("UNAVAILABLE", "still being processed");
				if (target === "3") throw fault;
				if (target === "4") throw new AppError("ORDER_ALREADY_SHIPPED", "too late");
			}),
		});
		jobs.begin("j");
		await jobs.idle();
		expect(tries.filter((target) => target === "1")).toHaveLength(20);
		expect(await resultsOf(world, "j")).toMatchObject([
			{ outcome: "done" },
			{ outcome: "failed", code: "UNAVAILABLE" },
			{ outcome: "failed", code: "INTERNAL" },
			{ outcome: "refused", code: "ORDER_ALREADY_SHIPPED", why: "too late" },
		]);
		expect(errors).toEqual([fault]);
		expect(await jobIn(world, "j")).toMatchObject({ state: "DONE", done: 1, failed: 3 });
	});

	it("fails with a message where its kind stops it, and where this version does not have its kind or not its input", async () => {
		await using world = await World.open();
		await store(world, ["1", "2", "3"]);
		const kinds = kindOf(async (target) => {
			if (target === "2") throw new JobStopped("every record fails");
		});
		const { jobs } = commandsIn(contextOf(world), { kinds });
		jobs.begin("j");
		await jobs.idle();
		expect(await jobIn(world, "j")).toMatchObject({ state: "FAILED", done: 1, error: "every record fails" });
		expect((await resultsOf(world, "j")).map(({ outcome }) => outcome)).toEqual(["done", "skipped", "skipped"]);

		for (const [changes, message] of [
			[{ kind: "later" }, "has no jobs of the kind later"],
			[{ input: "other" }, "cannot continue a job of the kind test"],
		] as const) {
			await using other = await World.open();
			await store(other, ["1"], changes);
			const commands = commandsIn(contextOf(other), { kinds });
			await commands.jobs.takeOver();
			await commands.jobs.idle();
			expect(await jobIn(other, "j")).toMatchObject({ state: "FAILED", error: expect.stringContaining(message) });
		}
	});
});
