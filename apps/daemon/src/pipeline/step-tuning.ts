/** Which step a role runs, and how large its batches are. */
import type { Role } from "@orderdeck/contracts/topics";
import type { RunStepOptions } from "@orderdeck/core/runtime/run-options";
import type { Step } from "@orderdeck/core/runtime/step";
import { analyticsStep } from "@orderdeck/core/steps/analytics";
import { fraudStep } from "@orderdeck/core/steps/fraud";
import { inventoryStep } from "@orderdeck/core/steps/inventory";
import { paymentsStep } from "@orderdeck/core/steps/payments";
import { shippingStep } from "@orderdeck/core/steps/shipping";

export const STEPS: Partial<Record<Role, Step>> = {
	fraud: fraudStep,
	payments: paymentsStep,
	inventory: inventoryStep,
	shipping: shippingStep,
	analytics: analyticsStep,
};
/**
 * An order's view is written once per batch, however many of its events are in it: with a short wait it is written less often. Under load
 * analytics, where it shares its thread, rests twice as long as it worked, and then takes what several turns of the others have produced.
 */
const ANALYTICS_LINGER_MS = 150;
const ANALYTICS_REST_RATIO = 2;
const ANALYTICS_TURNS = 4;
/**
 * How many orders' worth of records a batch holds at most. All groups take the same number of orders per turn, each with as many records as
 * its topics carry per order: so the later stages keep up with the earlier ones, and few orders are in progress at a time.
 */
const ORDERS_PER_BATCH = 500;
/**
 * Where log and store are two systems a batch costs round trips instead of a transaction; but less than what a member buffers. A step that
 * shares its thread leaves it to the others meanwhile, so it takes turns as above: with large batches more orders are in progress, and their
 * views are written more often. Not payments, whose batch waits for its slowest charge.
 */
const ORDERS_PER_REMOTE_BATCH = 2_000;
const RECORDS_PER_REMOTE_BATCH = 8_000;
const RECORDS_PER_ORDER: Readonly<Record<string, number>> = {
	[fraudStep.group]: 1,
	[paymentsStep.group]: 2,
	[inventoryStep.group]: 6,
	[shippingStep.group]: 3,
	[analyticsStep.group]: 8 * ANALYTICS_TURNS,
};
const ATTEMPTS = 5;

/** `atomic`: log and store share a transaction. `shared`: other steps run in the same thread. */
export function tuningOf(
	step: Step,
	{ atomic, shared }: { readonly atomic: boolean; readonly shared: boolean },
): Pick<RunStepOptions, "maxRecords" | "lingerMs" | "attempts"> & { readonly restRatio: number } {
	const perOrder = RECORDS_PER_ORDER[step.group] ?? 1;
	const isAnalytics = step === analyticsStep;
	const takesTurns = atomic || (shared && step !== paymentsStep);
	return {
		maxRecords: takesTurns ? ORDERS_PER_BATCH * perOrder : Math.min(ORDERS_PER_REMOTE_BATCH * perOrder, RECORDS_PER_REMOTE_BATCH),
		lingerMs: isAnalytics ? ANALYTICS_LINGER_MS : 0,
		restRatio: isAnalytics && shared ? ANALYTICS_REST_RATIO : 0,
		attempts: ATTEMPTS,
	};
}
