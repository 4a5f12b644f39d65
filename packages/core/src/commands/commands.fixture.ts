/** For tests: the commands over a World, with an operator. */
import type { CommandRequest } from "@orderdeck/contracts/command";
import type { Execute } from "@orderdeck/contracts/commands";
import { AppError } from "@orderdeck/contracts/errors";
import type { Actor } from "@orderdeck/contracts/session";
import type { NewOrder } from "../domain/new-order.ts";
import type { Producer } from "../producer/producer.ts";
import { analyticsStep } from "../steps/analytics.ts";
import { fraudStep } from "../steps/fraud.ts";
import { inventoryStep } from "../steps/inventory.ts";
import { paymentsStep } from "../steps/payments.ts";
import { shippingStep } from "../steps/shipping.ts";
import type { World } from "../steps/steps.fixture.ts";
import { AuditLog } from "./audit-log.ts";
import { HANDLERS } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { createExecute } from "./execute.ts";
import { createJobs, type Jobs } from "./jobs/jobs.ts";
import type { JobKind } from "./jobs/kind.ts";
import { JOB_KINDS } from "./jobs/kinds.ts";
import { createOrderIds } from "./order-ids.ts";

export const OPERATOR: Actor = { name: "olga", role: "operator" };
export const BY_OPERATOR: CommandRequest = { actor: OPERATOR };
export const WITH_KEY: CommandRequest = { actor: OPERATOR, idempotencyKey: "key" };
export const ONE_STAND: NewOrder = { customerId: 1000, country: "US", items: [{ productId: "PROD-002", price: 45.99, quantity: 1 }] };
export const STEPS = [fraudStep, paymentsStep, inventoryStep, shippingStep, analyticsStep] as const;

type Backend = Pick<CommandContext, "log" | "store" | "work" | "clock">;

export function contextOf({ log, store, work, clock }: Backend): CommandContext {
	return {
		log,
		store,
		work,
		clock,
		ids: createOrderIds({ store, work, clock }),
		baseCurrency: "USD",
		timeZone: "UTC",
		audit: new AuditLog(() => "writer"),
		onIncomplete: unexpected,
		onUnrecorded: unexpected,
	};
}

function failed(error: unknown): never {
	throw error;
}

function unexpected({ error }: { readonly error: unknown }): never {
	throw error;
}

export interface Commands {
	readonly execute: Execute;
	readonly jobs: Jobs;
}

interface CommandsOptions {
	readonly producer?: Producer;
	readonly signal?: AbortSignal;
	/** Names this process among others that execute jobs. */
	readonly owner?: string;
	readonly kinds?: Readonly<Record<string, JobKind>>;
	/** Faults of jobs; by default they fail the test. */
	readonly onError?: (error: unknown) => void;
}

/** The commands over a context, with its jobs, which run until `signal` aborts; without a producer unless it is given. */
export function commandsIn(
	context: CommandContext,
	{ producer, signal = new AbortController().signal, owner = "this", kinds = JOB_KINDS, onError = failed }: CommandsOptions = {},
): Commands {
	const executing: Execute = (...call) => execute(...call);
	const jobs = createJobs({ context: { ...context, execute: executing }, kinds, owner, signal, onError: (_id, error) => onError(error) });
	const execute = createExecute({ ...context, jobs, producer }, HANDLERS);
	return { execute, jobs };
}

export function commandsOf(backend: Backend): Commands {
	return commandsIn(contextOf(backend));
}

/** Every step reads what there is; what follows from it too. */
export async function flow(world: World): Promise<void> {
	for (let rounds = 0; rounds < 4; rounds += 1) for (const step of STEPS) await world.run(step);
}

/** The audit records of what took effect. */
export async function auditOf(world: World) {
	return (await world.store.listAudit({ outcome: "done" }, { limit: 100 })).items;
}

/** What became of all requests, as the audit log has it, the newest first. */
export async function resultsOf(world: World) {
	return (await world.store.listAudit({}, { limit: 100 })).items.map(({ result }) => result);
}

/** The code of the refusal; fails when there is none. */
export async function refusalOf(result: Promise<unknown>): Promise<string> {
	const error = await result.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (error instanceof AppError) return error.code;
	throw new Error("was not refused", { cause: error });
}
