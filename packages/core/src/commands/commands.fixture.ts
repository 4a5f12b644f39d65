/** For tests: the commands over a World, with an operator. */

import { AppError } from "@orderdeck/contracts/errors";
import type { Actor } from "@orderdeck/contracts/session";
import type { NewOrder } from "../domain/new-order.ts";
import { analyticsStep } from "../steps/analytics.ts";
import { fraudStep } from "../steps/fraud.ts";
import { inventoryStep } from "../steps/inventory.ts";
import { paymentsStep } from "../steps/payments.ts";
import { shippingStep } from "../steps/shipping.ts";
import type { World } from "../steps/steps.fixture.ts";
import type { Commands } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { createCommands } from "./create-commands.ts";
import { createOrderIds } from "./order-ids.ts";
import { createReplays, type Replays } from "./replay.ts";

export const OPERATOR: Actor = { name: "olga", role: "operator" };
export const ONE_STAND: NewOrder = { customerId: 1000, country: "US", items: [{ productId: "PROD-002", price: 45.99, quantity: 1 }] };
export const STEPS = [fraudStep, paymentsStep, inventoryStep, shippingStep, analyticsStep] as const;

type Backend = Pick<World, "log" | "store" | "work" | "clock">;

export function contextOf(world: Backend): CommandContext {
	const { log, store, work, clock } = world;
	return { log, store, work, clock, ids: createOrderIds({ store, work }) };
}

export function commandsOf(world: Backend): Commands & { readonly replays: Replays } {
	const context = contextOf(world);
	const replays = createReplays(context, new AbortController().signal);
	return { ...createCommands(context, replays, undefined), replays };
}

/** Every step reads what there is; what follows from it too. */
export async function flow(world: World): Promise<void> {
	for (let rounds = 0; rounds < 4; rounds += 1) for (const step of STEPS) await world.run(step);
}

export async function auditOf(world: World) {
	return (await world.store.listAudit({ limit: 100 })).items;
}

/** The code of the refusal; fails when there is none. */
export async function refusalOf(answer: Promise<unknown>): Promise<string> {
	const error = await answer.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (error instanceof AppError) return error.code;
	throw new Error("was not refused", { cause: error });
}
