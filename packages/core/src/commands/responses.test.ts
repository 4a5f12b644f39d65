/** The response to a command matches what was committed, whichever operation of log or store fails. */
import type { CommandRequest } from "@orderdeck/contracts/command";
import type { Execute } from "@orderdeck/contracts/commands";
import { AppError } from "@orderdeck/contracts/errors";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extent } from "../../test/extent.ts";
import { NO_SETTINGS } from "../domain/lag-status/group-settings.ts";
import { StoreError } from "../ports/errors.ts";
import { job as jobSample, letter } from "../ports/order-store.samples.ts";
import { createProducer, type Producer } from "../producer/producer.ts";
import { created, line, orderBody } from "../steps/events.fixture.ts";
import { inventoryStep } from "../steps/inventory.ts";
import { shippingStep } from "../steps/shipping.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, type Commands, commandsIn, contextOf, flow, ONE_STAND, OPERATOR, WITH_KEY } from "./commands.fixture.ts";
import type { Incomplete } from "./context.ts";
import { readUnlock } from "./unlocks.ts";

interface Stage {
	readonly world: World;
	readonly producer: Producer;
}

/** A command with what it needs, and how often it has taken effect once everything has settled. */
interface Case {
	prepare(world: World): Promise<void>;
	run(execute: Execute, request: CommandRequest): Promise<unknown>;
	effects(stage: Stage): Promise<number>;
	/** What follows from it takes time. */
	readonly flows?: true;
	/** The action of the commands that it executes in turn, which leave records of their own. */
	readonly parts?: string;
}

const JOB: ReplayJob = {
	job_id: "job",
	state: "RUNNING",
	days: 7,
	topic: "orders-replay",
	from: "2026-01-01T00:00:00.000Z",
	total: 1,
	replayed: 0,
	started_at: "2026-01-05T12:00:00.000Z",
	ended_at: null,
	error: null,
};

const RUNNING_JOB = jobSample("job", "2026-01-05T12:00:00.000Z", { state: "RUNNING" });

const LETTER = letter("payments-group:0:1");
const GROUP = "payments-group";
const PAUSED_BY_OLGA = { by: "olga", at: "2026-01-15T10:00:00.000Z", reason: "r", until: null, topics: null, partitions: null };
const existingGroup = (world: World) => world.log.seek(GROUP, [{ topic: "orders", partition: 0, offset: 0 }]);

const CASES: Readonly<Record<string, Case>> = {
	"create an order": {
		prepare: async () => undefined,
		run: (execute, request) => execute("createOrder", ONE_STAND, request),
		effects: async ({ world }) => new Set((await world.events("orders")).map(({ id }) => id)).size,
	},
	"cancel an order": {
		flows: true,
		async prepare(world) {
			await world.publish(created(1, { amount: 45.99, items: [line("PROD-002", 1)] }));
			await flow(world);
		},
		run: (execute, request) => execute("cancelOrder", { id: "1", reason: "ordered twice" }, request),
		async effects({ world }) {
			const { status } = (await world.view(1)) ?? {};
			const refunded = world.taken().some((entry) => entry.refunded);
			expect({ status, refunded }).toEqual(status === "CANCELLED" ? { status, refunded: true } : { status: "DELIVERED", refunded: false });
			return (await world.typesOn("orders", 1)).includes("ORDER_CANCELLED") ? 1 : 0;
		},
	},
	restock: {
		flows: true,
		prepare: async () => undefined,
		run: (execute, request) => execute("restock", { id: "PROD-006", quantity: 7 }, request),
		async effects({ world }) {
			const restocked = ((await world.doc("products", "PROD-006"))?.on_hand ?? 0) - 40;
			expect(new Set((await world.events("inventory")).map(({ id }) => id)).size).toBe(restocked / 7);
			return restocked / 7;
		},
	},
	"adjust stock": {
		prepare: async () => undefined,
		run: (execute, request) => execute("adjustStock", { id: "PROD-006", quantity: -3, reason: "counted" }, request),
		effects: async ({ world }) => (40 - ((await world.doc("products", "PROD-006"))?.on_hand ?? 0)) / 3,
	},
	"start a replay": {
		async prepare(world) {
			await world.publish(created(1));
			await flow(world);
		},
		run: (execute, request) => execute("startReplay", { days: 7, topic: "orders-replay" }, request),
		async effects({ world }) {
			const jobs = await world.store.listJobs({ kind: "replay", limit: 10 });
			expect(jobs.map(({ state }) => state)).toEqual(jobs.map(() => "DONE"));
			return jobs.length;
		},
	},
	"cancel a replay": {
		async prepare(world) {
			const input = { days: 7, topic: "orders-replay", from: "2026-01-01T00:00:00.000Z" };
			await world.store.write([{ op: "insert", collection: "jobs", key: "job", doc: { ...RUNNING_JOB, kind: "replay", input } }]);
		},
		run: (execute, request) => execute("cancelReplay", { id: "job" }, request),
		effects: async ({ world }) => ((await world.doc("jobs", "job"))?.state === "CANCELLED" ? 1 : 0),
	},
	"cancel a replay of an earlier version": {
		async prepare(world) {
			await world.store.write([{ op: "insert", collection: "replays", key: "job", doc: JOB }]);
		},
		run: (execute, request) => execute("cancelReplay", { id: "job" }, request),
		effects: async ({ world }) => ((await world.doc("replays", "job"))?.state === "CANCELLED" ? 1 : 0),
	},
	"cancel orders": {
		flows: true,
		parts: "order.cancel",
		async prepare(world) {
			await world.publish(created(1), created(2));
			await flow(world);
		},
		run: (execute, request) => execute("cancelOrders", { ids: [1, 2], reason: "stuck", rate: 50 }, request),
		async effects({ world }) {
			const jobs = await world.store.listJobs({ limit: 10 });
			expect(jobs.map(({ state, done }) => ({ state, done }))).toEqual(jobs.map(() => ({ state: "DONE", done: 2 })));
			expect((await world.events("orders")).filter(({ type }) => type === "ORDER_CANCELLED")).toHaveLength(2 * jobs.length);
			return jobs.length;
		},
	},
	"cancel a job": {
		async prepare(world) {
			await world.store.write([{ op: "insert", collection: "jobs", key: "job", doc: RUNNING_JOB }]);
		},
		run: (execute, request) => execute("cancelJob", { id: "job" }, request),
		effects: async ({ world }) => ((await world.doc("jobs", "job"))?.state === "CANCELLED" ? 1 : 0),
	},
	"set the producer": {
		prepare: async () => undefined,
		run: (execute, request) => execute("setProducer", { rate: 50 }, request),
		effects: async ({ producer }) => (producer.state().rate === 50 ? 1 : 0),
	},
	"set the objective of a group": {
		prepare: existingGroup,
		run: (execute, request) => execute("setGroupObjective", { id: GROUP, seconds: 120 }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.objective_seconds === 120 ? 1 : 0),
	},
	"pause a group": {
		prepare: existingGroup,
		run: (execute, request) => execute("pauseGroup", { group: GROUP, reason: "r" }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.paused?.reason === "r" ? 1 : 0),
	},
	"resume a group": {
		async prepare(world) {
			await existingGroup(world);
			await world.store.write([{ op: "insert", collection: "groups", key: GROUP, doc: { ...NO_SETTINGS, paused: PAUSED_BY_OLGA } }]);
		},
		run: (execute, request) => execute("resumeGroup", { group: GROUP }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.paused === null ? 1 : 0),
	},
	"reset offsets": {
		prepare: existingGroup,
		run: (execute, request) => execute("resetOffsets", { group: GROUP, to: "latest", reason: "r" }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.reset?.reason === "r" ? 1 : 0),
	},
	"restore offsets": {
		async prepare(world) {
			await existingGroup(world);
			const [at, place] = [new Date(world.clock.now()).toISOString(), { topic: "orders", partition: 0, offset: 0 }];
			const reset = { id: "earlier", by: "olga", at, reason: "earlier", positions: [place], before: [place], failure: null };
			await world.store.write([{ op: "insert", collection: "groups", key: GROUP, doc: { ...NO_SETTINGS, reset } }]);
		},
		run: (execute, request) => execute("restoreOffsets", { group: GROUP, reason: "r" }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.reset?.reason === "r" ? 1 : 0),
	},
	"acknowledge an incident": {
		prepare: existingGroup,
		run: (execute, request) => execute("acknowledgeIncident", { id: GROUP, incident_id: "i", worst: "LATE" }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.acknowledged?.worst === "LATE" ? 1 : 0),
	},
	"discard a dead letter": {
		async prepare(world) {
			await world.store.write([{ op: "insert", collection: "dead_letters", key: LETTER.letter_id, doc: LETTER }]);
		},
		run: (execute, request) => execute("discardLetters", { ids: [LETTER.letter_id], note: "a test" }, request),
		effects: async ({ world }) => ((await world.doc("dead_letters", LETTER.letter_id))?.version ?? 1) - 1,
	},
	"redrive dead letters": {
		async prepare(world) {
			const value = Buffer.from("{}");
			const dead = { topic: `${GROUP}.dlq`, key: "1", value, headers: { dlq_topic: "orders", dlq_partition: "0", dlq_offset: "0" } };
			const [{ partition = 0, offset = 0 } = {}] = await world.append(dead);
			const doc = letter(`${GROUP}:${partition}:${offset}`);
			await world.store.write([{ op: "insert", collection: "dead_letters", key: doc.letter_id, doc }]);
		},
		run: (execute, request) => execute("redriveLetters", { group: GROUP, rate: 50 }, request),
		effects: async ({ world }) => (await world.records("orders")).filter(({ headers }) => headers.redrive_of !== undefined).length,
	},
	"restore a dead letter": {
		async prepare(world) {
			const doc = { ...LETTER, state: "DISCARDED" as const };
			await world.store.write([{ op: "insert", collection: "dead_letters", key: LETTER.letter_id, doc }]);
		},
		run: (execute, request) => execute("restoreLetters", { ids: [LETTER.letter_id] }, request),
		effects: async ({ world }) => ((await world.doc("dead_letters", LETTER.letter_id))?.version ?? 1) - 1,
	},
	"unlock production": {
		prepare: async () => undefined,
		run: (execute, request) => execute("unlockProduction", { reason: "r", minutes: 15 }, request),
		effects: async ({ world }) => ((await readUnlock(world.store, OPERATOR)).read?.doc.unlock == null ? 0 : 1),
	},
	"lock production": {
		async prepare(world) {
			const { key, client } = await readUnlock(world.store, OPERATOR);
			const unlock = {
				until: new Date(world.clock.now() + 900_000).toISOString(),
				at: new Date(world.clock.now()).toISOString(),
				reason: "r",
			};
			await world.store.write([{ op: "insert", collection: "unlocks", key, doc: { client, unlock } }]);
		},
		run: (execute, request) => execute("lockProduction", {}, request),
		effects: async ({ world }) => ((await readUnlock(world.store, OPERATOR)).read?.doc.unlock === null ? 1 : 0),
	},
	"record a sign-in": {
		prepare: async () => undefined,
		run: (execute, request) => execute("recordSignIn", { granted_by: null, expires_at: null }, request),
		effects: async ({ world }) => (await auditOf(world)).length,
	},
	"record an export": {
		prepare: async () => undefined,
		run: (execute, request) => execute("recordExport", { what: "orders", format: "csv", rows: 1, filter: {} }, request),
		effects: async ({ world }) => (await auditOf(world)).length,
	},
};

/** Which operations fail: one, or that and all after it until `heal`. `late`: it takes effect first, as when a response is lost. */
interface Fault {
	readonly at: number;
	readonly lasting: boolean;
	readonly late: boolean;
}

/** A daemon whose operations fail according to `fault`. `reached` is false when there were fewer operations. */
function daemon({ world, producer }: Stage, { at, lasting, late }: Fault) {
	const incomplete: Incomplete[] = [];
	let operation = 0;
	let reached = false;
	let healed = false;
	const fail = () => {
		if (healed || !(operation === at || (lasting && operation > at))) return;
		reached = true;
		throw new StoreError("UNAVAILABLE", "injected");
	};
	const before = () => {
		operation += 1;
		if (!late) fail();
	};
	const context = contextOf(world.watched(before, () => late && fail()));
	const commands = commandsIn({ ...context, onIncomplete: (failure) => void incomplete.push(failure) }, { producer });
	return {
		...commands,
		incomplete,
		reached: () => reached,
		heal() {
			healed = true;
		},
	};
}

async function open(command: Case, atomic: boolean): Promise<Stage & AsyncDisposable> {
	const world = await World.open({ atomic });
	await command.prepare(world);
	const generate = (id: number, created_at: string) => orderBody(id, { created_at });
	const producer = createProducer({ ...contextOf(world), generate, topic: "orders", rate: 2, onError: () => undefined });
	return { world, producer, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** Everything that follows from what is committed has happened. */
async function settle(command: Case, { world }: Stage): Promise<void> {
	if (command.flows === undefined) return;
	for (let rounds = 0; rounds < 3; rounds += 1) {
		await flow(world);
		world.clock.advance(10_000);
		await world.tick(shippingStep);
		await world.tick(inventoryStep);
	}
	await flow(world);
}

/** What runs beside the request has ended. */
async function settled({ jobs }: Pick<Commands, "jobs">): Promise<void> {
	await jobs.idle();
}

type Response = { readonly kind: "succeeded"; readonly value: unknown } | { readonly kind: "failed"; readonly code: unknown };

async function responseTo(command: Case, execute: Execute): Promise<Response> {
	try {
		return { kind: "succeeded", value: await command.run(execute, WITH_KEY) };
	} catch (error) {
		return { kind: "failed", code: error instanceof StoreError || error instanceof AppError ? error.code : error };
	}
}

interface Run extends Fault {
	readonly atomic: boolean;
}

/** In the gate each fault comes to every second operation. */
const STEP = extent(2, 1);

/** Runs the command once under the fault, for each of these operations until there are no more. */
async function atEachOperation(
	command: Case,
	{ atomic, ...fault }: Omit<Run, "at">,
	check: (stage: Stage, first: Response, commands: ReturnType<typeof daemon>, at: number) => Promise<void>,
): Promise<void> {
	// Between them, a single fault and a lasting one come to each operation in every run.
	for (let at = fault.lasting ? STEP : 1; ; at += STEP) {
		await using stage = await open(command, atomic);
		const commands = daemon(stage, { ...fault, at });
		const first = await responseTo(command, commands.execute);
		commands.heal();
		await settled(commands);
		await check(stage, first, commands, at);
		if (commands.reached()) continue;
		expect(first.kind).toBe("succeeded");
		expect(commands.incomplete).toEqual([]);
		expect(at).toBeGreaterThan(1);
		return;
	}
}

const BACKENDS = [{ atomic: true }, { atomic: false }];
const DURATIONS = [{ lasting: false }, { lasting: true }];

describe.each(Object.entries(CASES))("the response to: %s", (_name, command) => {
	describe.each(BACKENDS)("where log and store are one system: $atomic", ({ atomic }) => {
		it.each(DURATIONS)("matches what was committed, whichever operation fails (and all after it: $lasting)", async ({ lasting }) => {
			await atEachOperation(command, { atomic, lasting, late: false }, async (stage, first, _commands, at) => {
				await settle(command, stage);
				expect({ at, first, effects: await command.effects(stage) }).toEqual({
					at,
					first: first.kind === "succeeded" ? first : { kind: "failed", code: "UNAVAILABLE" },
					effects: first.kind === "succeeded" ? 1 : 0,
				});
			});
		});

		it("is a success when it is repeated with its key, and takes effect once", async () => {
			await atEachOperation(command, { atomic, lasting: true, late: false }, async (stage, first, commands, at) => {
				const second = await responseTo(command, commands.execute);
				await settled(commands);
				if (atomic && first.kind === "succeeded") expect(JSON.stringify(second)).toBe(JSON.stringify(first));
				await settle(command, stage);
				expect({ at, kind: second.kind, effects: await command.effects(stage) }).toEqual({ at, kind: "succeeded", effects: 1 });
				const unrecorded = commands.incomplete.some(({ audit }) => audit !== undefined);
				const audits = (await auditOf(stage.world)).filter(({ action }) => action !== command.parts).length;
				expect({ at, audits }).toEqual({ at, audits: unrecorded ? Math.min(audits, 1) : 1 });
			});
		});
	});

	it("is a success when it is repeated after an operation whose result was lost, and takes effect once", async () => {
		await atEachOperation(command, { atomic: false, lasting: true, late: true }, async (stage, _first, { execute, jobs }, at) => {
			const second = await responseTo(command, execute);
			await settled({ jobs });
			await settle(command, stage);
			expect({ at, kind: second.kind, effects: await command.effects(stage) }).toEqual({ at, kind: "succeeded", effects: 1 });
		});
	});
});

describe("a request that is repeated until it succeeds", () => {
	it("takes effect once, whatever fails on the way", async () => {
		const fault = fc.record({ at: fc.integer({ min: 1, max: 14 }), lasting: fc.boolean(), late: fc.boolean() });
		const schedule = fc.record({
			command: fc.constantFrom(...Object.values(CASES)),
			faults: fc.array(fault, { minLength: 1, maxLength: 4 }),
		});
		await fc.assert(
			fc.asyncProperty(schedule, async ({ command, faults }) => {
				await using stage = await open(command, false);
				for (const next of faults) {
					const { execute, jobs, heal } = daemon(stage, next);
					await responseTo(command, execute);
					heal();
					await settled({ jobs });
				}
				const { execute, jobs } = daemon(stage, { at: 0, lasting: false, late: false });
				expect(await responseTo(command, execute)).toMatchObject({ kind: "succeeded" });
				await settled({ jobs });
				await settle(command, stage);
				expect(await command.effects(stage)).toBe(1);
			}),
			{ numRuns: 30 },
		);
	});
});
