/** The response to a command matches what was committed, whichever operation of log or store fails. */
import type { Execute } from "@orderdeck/contracts/commands";
import { AppError } from "@orderdeck/contracts/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extent } from "../../test/extent.ts";
import { StoreError } from "../ports/errors.ts";
import { createProducer } from "../producer/producer.ts";
import { orderBody } from "../steps/events.fixture.ts";
import { inventoryStep } from "../steps/inventory.ts";
import { shippingStep } from "../steps/shipping.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, type Commands, commandsIn, contextOf, flow, WITH_KEY } from "./commands.fixture.ts";
import type { Incomplete } from "./context.ts";
import { CASES, type Case, type Stage } from "./responses.cases.ts";

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
