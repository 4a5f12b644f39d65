/** A role of a daemon in words, and which one needs a look first. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { ROLES } from "@orderdeck/contracts/topics";
import { IconAlertTriangle, IconCircleCheck, IconHelp, IconPlayerPause, IconPlayerStop } from "@tabler/icons-react";
import { known } from "../../format/known.ts";
import { reasonWords } from "../../format/words.ts";
import type { StateLook } from "../../ui/state-mark.tsx";

const LOOK: Record<ServiceStatus["state"], StateLook> = {
	running: { word: "Running", icon: IconCircleCheck, tone: "ok" },
	paused: { word: "Paused", icon: IconPlayerPause, tone: "paused" },
	"backing-off": { word: "Backing off", icon: IconAlertTriangle, tone: "warn" },
	stopped: { word: "Stopped", icon: IconPlayerStop, tone: "bad" },
};

/** A state that this console does not know is shown as it came. */
export function serviceLook(state: ServiceStatus["state"]): StateLook {
	return known(LOOK, state) ?? { word: reasonWords(state), icon: IconHelp, tone: "warn" };
}

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

/** Whether the daemon that serves this console runs the producer: only then can it be controlled. The API reports itself alone. */
export function producerIsHere(services: readonly ServiceStatus[]): boolean {
	const api = services.find(({ role }) => role === "api");
	return services.some(({ role, instance }) => role === "producer" && (api === undefined || instance === api.instance));
}

const GRAVITY: readonly ServiceStatus["state"][] = ["stopped", "backing-off", "paused", "running"];

/** How many are in each state, the gravest first. */
export function serviceCounts(
	services: readonly ServiceStatus[],
): readonly { readonly state: ServiceStatus["state"]; readonly count: number }[] {
	const unknown = new Set(services.map((service) => service.state).filter((state) => !GRAVITY.includes(state)));
	return [...unknown, ...GRAVITY].flatMap((state) => {
		const count = services.filter((service) => service.state === state).length;
		return count === 0 ? [] : [{ state, count }];
	});
}

/** In the order of the flow: producer, fraud, payments, …; instances of one role by name. */
export function byFlow(a: ServiceStatus, b: ServiceStatus): number {
	const place = ROLES.indexOf(a.role) - ROLES.indexOf(b.role);
	return place !== 0 ? place : a.instance.localeCompare(b.instance);
}
