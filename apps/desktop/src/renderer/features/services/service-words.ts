/** The roles of a daemon: what they count, and their order. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { ROLES } from "@orderdeck/contracts/topics";
import { known } from "../../format/known.ts";

const UNIT: Record<ServiceStatus["role"], string> = {
	producer: "orders",
	fraud: "records",
	payments: "records",
	inventory: "records",
	shipping: "records",
	analytics: "records",
	api: "requests",
};

/** What one unit of a role's work is. */
export function unitOf(role: ServiceStatus["role"]): string {
	return known(UNIT, role) ?? "records";
}

/** In the order of the flow: producer, fraud, payments, …; instances of one role by name. */
export function byFlow(a: ServiceStatus, b: ServiceStatus): number {
	const place = ROLES.indexOf(a.role) - ROLES.indexOf(b.role);
	return place !== 0 ? place : a.instance.localeCompare(b.instance);
}
