/** A role of a daemon in words, and which one needs a look first. */
import type { ServiceStatus } from "@orderdeck/contracts/entities";
import { ROLES } from "@orderdeck/contracts/topics";
import { IconAlertTriangle, IconCircleCheck, IconPlayerPause, IconPlayerStop } from "@tabler/icons-react";
import type { StateLook } from "../../ui/state-mark.tsx";

export const SERVICE_LOOK: Record<ServiceStatus["state"], StateLook> = {
	running: { word: "Running", icon: IconCircleCheck, tone: "ok" },
	paused: { word: "Paused", icon: IconPlayerPause, tone: "paused" },
	"backing-off": { word: "Backing off", icon: IconAlertTriangle, tone: "warn" },
	stopped: { word: "Stopped", icon: IconPlayerStop, tone: "bad" },
};

/** What one unit of a role's work is. */
export const UNIT: Record<ServiceStatus["role"], string> = {
	producer: "orders",
	fraud: "records",
	payments: "records",
	inventory: "records",
	shipping: "records",
	analytics: "records",
	api: "requests",
};

const GRAVITY: readonly ServiceStatus["state"][] = ["stopped", "backing-off", "paused", "running"];

/** How many are in each state, the gravest first. */
export function serviceCounts(
	services: readonly ServiceStatus[],
): readonly { readonly state: ServiceStatus["state"]; readonly count: number }[] {
	return GRAVITY.flatMap((state) => {
		const count = services.filter((service) => service.state === state).length;
		return count === 0 ? [] : [{ state, count }];
	});
}

/** In the order of the flow: producer, fraud, payments, …; instances of one role by name. */
export function byFlow(a: ServiceStatus, b: ServiceStatus): number {
	const place = ROLES.indexOf(a.role) - ROLES.indexOf(b.role);
	return place !== 0 ? place : a.instance.localeCompare(b.instance);
}
