import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { jobOf } from "../../domain/job.ts";
import { indexLetters } from "../../runtime/letter-index.ts";
import type { Step } from "../../runtime/step.ts";
import { analyticsStep } from "../../steps/analytics.ts";
import { created } from "../../steps/events.fixture.ts";
import { turnOfTheLoop } from "../../steps/manual-clock.fixture.ts";
import { paymentsStep } from "../../steps/payments.ts";
import { World } from "../../steps/steps.fixture.ts";
import { truncate } from "../../wire/dead-letter.ts";
import { BY_OPERATOR, commandsOf, contextOf, flow, OPERATOR, refusalOf } from "../commands.fixture.ts";
import { redriveLettersKind } from "./redrive-letters.ts";

/** The step before its fault was fixed. */
const BROKEN: Step = {
	...paymentsStep,
	handle: async () => {
		throw new TypeError("cannot charge");
	},
};
const RATE = 1000;
const GROUP = GROUPS.payments;

async function indexed(world: World): Promise<void> {
	while (
		(await indexLetters({ ...world, log: world.log, store: world.store, work: world.work, onUnreadable: () => undefined }, GROUP)) > 0
	);
}

/** Orders that payments could not handle; every other group has. */
async function withLetters(world: World, count: number): Promise<string[]> {
	await world.publish(...Array.from({ length: count }, (_, id) => created(id + 1)));
	await world.run(BROKEN);
	await flow(world);
	await indexed(world);
	return (await lettersIn(world)).map(({ letter_id }) => letter_id);
}

async function lettersIn(world: World): Promise<readonly DeadLetter[]> {
	return (await world.store.listLetters({}, { limit: 500 })).items;
}

async function chargesOf(world: World): Promise<number[]> {
	const captured = world.taken().map(({ key }) => key);
	return [captured.length, new Set(captured).size];
}

describe.each([{ atomic: true }, { atomic: false }])("redriving dead letters (one system: $atomic)", ({ atomic }) => {
	it("lets each end as if it had never failed: its group handles it once, and no other group sees it", async () => {
		await using world = await World.open({ atomic });
		await withLetters(world, 12);
		expect(await world.store.letterStates()).toEqual({ WAITING: 12 });
		const [letter] = await lettersIn(world);
		expect(letter).toMatchObject({
			reason: expect.stringMatching(/^HANDLER_FAILED TypeError in/),
			error: "TypeError: cannot charge",
			attempts: 3,
		});
		const totals = await world.store.aggregates();
		const { execute, jobs } = commandsOf(world);
		const job = await execute("redriveLetters", { group: GROUP, rate: RATE }, BY_OPERATOR);
		expect(job).toMatchObject({ kind: "redrive-letters", state: "RUNNING", total: 12 });
		await jobs.idle();
		expect(await world.store.letterStates()).toEqual({ REDRIVING: 12 });
		// Before its own group: what others publish must not depend on it.
		await world.run(analyticsStep);
		expect(await world.store.aggregates()).toEqual(totals);
		await flow(world);
		expect(await world.store.letterStates()).toEqual({ SUCCEEDED: 12 });
		expect(await chargesOf(world)).toEqual([12, 12]);
		for (let id = 1; id <= 12; id += 1) {
			expect((await world.view(id))?.status).toBe("PREPARED");
			expect(await world.typesOn("payments", id)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"]);
			expect(await world.typesOn("inventory", id)).toEqual(["INVENTORY_RESERVED"]);
		}
	});

	it("returns what fails again as a new letter with its count, which the old one names", async () => {
		await using world = await World.open({ atomic });
		const [id = ""] = await withLetters(world, 1);
		const { execute, jobs } = commandsOf(world);
		for (let count = 1; count <= 2; count += 1) {
			await execute("redriveLetters", { group: GROUP, rate: RATE }, BY_OPERATOR);
			await jobs.idle();
			await world.run(BROKEN);
			await indexed(world);
			expect(await world.store.letterStates()).toEqual({ WAITING: 1, FAILED_AGAIN: count });
		}
		const newest = (await lettersIn(world)).find(({ state }) => state === "WAITING");
		expect(newest).toMatchObject({
			redrive_count: 2,
			redrive_of: expect.stringMatching(/^payments-group:/),
			error: "TypeError: cannot charge",
		});
		expect((await world.doc("dead_letters", id))?.history.map(({ state, by }) => [state, by])).toEqual([
			["REDRIVING", OPERATOR.name],
			["FAILED_AGAIN", GROUP],
		]);
	});

	it("publishes no letter twice when its process dies after any operation and the job is continued", async () => {
		let reached = true;
		for (let at = 1; reached; at += 1) {
			await using world = await World.open({ atomic });
			await withLetters(world, 2);
			const input = { group: GROUP };
			const actor = OPERATOR;
			const record = { target: "", request: { actor, partOf: "j" } };
			let operation = 0;
			const dies = () => {
				operation += 1;
				if (operation === at) throw new Error("the process has died");
			};
			const deps = (backend: Parameters<typeof contextOf>[0]) => ({ ...contextOf(backend), execute: commandsOf(world).execute });
			const execute = redriveLettersKind.prepare(input);
			const redriveAll = async (backend: Parameters<typeof contextOf>[0]) => {
				for (const { letter_id: target } of await lettersIn(world)) await execute(deps(backend), { ...record, target });
			};
			await redriveAll(world.watched(dies, dies)).catch(() => undefined);
			reached = operation >= at;
			await redriveAll(world);
			await flow(world);
			expect({ at, states: await world.store.letterStates() }).toEqual({ at, states: { SUCCEEDED: 2 } });
			expect({ at, charges: await chargesOf(world) }).toEqual({ at, charges: [2, 2] });
			const published = (await world.records(TOPICS.orders)).filter(({ headers }) => headers.redrive_of !== undefined).length;
			if (atomic) expect({ at, published }).toEqual({ at, published: 2 });
		}
	});
});

describe("a redrive", () => {
	it("is one at a time for its group: a second operator is refused with who and since, and no letter goes twice", async () => {
		await using world = await World.open();
		const ids = await withLetters(world, 30);
		const { execute, jobs } = commandsOf(world);
		const first = await execute("redriveLetters", { group: GROUP, rate: RATE }, BY_OPERATOR);
		const second = execute("redriveLetters", { ids: ids.slice(0, 3), rate: RATE }, { actor: { name: "paul", role: "operator" } });
		await expect(second).rejects.toMatchObject({ code: "REDRIVE_RUNNING", message: expect.stringMatching(/30 letters, started by olga/) });
		await jobs.idle();
		const later = execute("redriveLetters", { ids: ids.slice(0, 3), rate: RATE }, BY_OPERATOR);
		expect(await refusalOf(later)).toBe("LETTER_NOT_WAITING");
		await flow(world);
		expect(await world.store.letterStates()).toEqual({ SUCCEEDED: 30 });
		const [job] = await world.store.get("jobs", [first.job_id]);
		expect(job && jobOf(job.doc)).toMatchObject({ state: "DONE", done: 30, failed: 0 });
	});

	it("has a set that is fixed at its start, the oldest letters first, and takes no more than its limit", async () => {
		await using world = await World.open();
		await withLetters(world, 5);
		const { execute, jobs } = commandsOf(world);
		const job = await execute("redriveLetters", { group: GROUP, limit: 2, rate: RATE }, BY_OPERATOR);
		await jobs.idle();
		expect(job.total).toBe(2);
		const left = (await lettersIn(world)).filter(({ state }) => state === "WAITING").map(({ at }) => at);
		const taken = (await lettersIn(world)).filter(({ state }) => state === "REDRIVING").map(({ at }) => at);
		expect(taken.every((at) => left.every((other) => at <= other))).toBe(true);
	});

	it("refuses a letter that was cut, one that does not state its origin, and one that the log no longer has", async () => {
		await using world = await World.open();
		await withLetters(world, 2);
		const [whole] = await world.deadLetters();
		if (whole === undefined) throw new Error("there is no letter");
		const long = truncate({ ...whole, value: new Uint8Array(200_000) });
		const [cut] = await world.append({ ...long, key: "cut" });
		const [foreign] = await world.append({ topic: `${GROUP}.dlq`, key: "foreign", value: null, headers: {} });
		await indexed(world);
		const { execute, jobs } = commandsOf(world);
		const redrive = (at: typeof cut) =>
			execute("redriveLetters", { ids: [`${GROUP}:${at?.partition}:${at?.offset}`], rate: RATE }, BY_OPERATOR);
		expect(await refusalOf(redrive(cut))).toBe("LETTER_CUT");
		expect(await refusalOf(redrive(foreign))).toBe("LETTER_ORIGIN_UNKNOWN");
		await world.log.retain(Number.MAX_SAFE_INTEGER);
		const job = await execute("redriveLetters", { group: GROUP, rate: RATE }, BY_OPERATOR);
		await jobs.idle();
		const [chunk] = await world.store.get("job_chunks", [`${job.job_id}:0`]);
		expect(chunk?.doc.results.map(({ code }) => code).toSorted()).toEqual([
			"LETTER_CUT",
			"LETTER_EXPIRED",
			"LETTER_EXPIRED",
			"LETTER_ORIGIN_UNKNOWN",
		]);
		expect(await world.store.letterStates()).toEqual({ WAITING: 4 });
	});

	it("stops after its first letters when too many of them fail again, and leaves the rest waiting", async () => {
		await using world = await World.open();
		await withLetters(world, 40);
		const { execute, jobs } = commandsOf(world);
		const job = await execute("redriveLetters", { group: GROUP, stop_at_failure_share: 0.2, rate: RATE }, BY_OPERATOR);
		while ((await world.store.letterStates()).REDRIVING !== 10) await turnOfTheLoop();
		await world.run(BROKEN);
		await jobs.idle();
		const [stopped] = await world.store.get("jobs", [job.job_id]);
		expect(stopped?.doc).toMatchObject({ state: "FAILED", error: expect.stringContaining("10 of 10 letters failed again") });
		expect(await world.store.letterStates()).toEqual({ WAITING: 30, FAILED_AGAIN: 10 });
	});
});
