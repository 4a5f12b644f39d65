/** What the tests of fleets share. */
import type { Role } from "@orderdeck/contracts/topics";
import type { Fleet } from "./fleet.ts";

/** The roles that read topics. */
export const CONSUMERS = ["fraud", "payments", "inventory", "shipping", "analytics"] as const satisfies readonly Role[];

/** Stops the producers, lets the fleet drain, and returns the invariants that do not hold. */
export async function drainedViolations(fleet: Fleet): Promise<string[]> {
	await fleet.stopProducers();
	await fleet.drained();
	return await fleet.violations();
}
