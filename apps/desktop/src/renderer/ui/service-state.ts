/** The states of roles in words and looks, worst first. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { IconAlertTriangle, IconCircleCheck, IconHelp, IconPlayerPause, IconPlayerStop } from "@tabler/icons-react";
import { known } from "../format/known.ts";
import { reasonWords } from "../format/words.ts";
import type { StateLook } from "./state-mark.tsx";

type State = ServiceStatus["state"];

const LOOK: Record<State, StateLook> = {
	running: { word: "Running", icon: IconCircleCheck, tone: "ok" },
	paused: { word: "Paused", icon: IconPlayerPause, tone: "paused" },
	"backing-off": { word: "Backing off", icon: IconAlertTriangle, tone: "warn" },
	stopped: { word: "Stopped", icon: IconPlayerStop, tone: "bad" },
};

/** A state that this console does not know is shown as it came. */
export function serviceLook(state: State): StateLook {
	return known(LOOK, state) ?? { word: reasonWords(state), icon: IconHelp, tone: "warn" };
}

const WORST_FIRST: readonly State[] = ["stopped", "backing-off", "paused", "running"];

/** How many are in each state, worst first; a state that this console does not know before all others. */
export function serviceCounts(services: readonly ServiceStatus[]): readonly { readonly state: State; readonly count: number }[] {
	const unknown = new Set(services.map((service) => service.state).filter((state) => !WORST_FIRST.includes(state)));
	return [...unknown, ...WORST_FIRST].flatMap((state) => {
		const count = services.filter((service) => service.state === state).length;
		return count === 0 ? [] : [{ state, count }];
	});
}

/** `1 backing off`; `7 running` where all are. */
export function serviceCountLook({ state, count }: { readonly state: State; readonly count: number }): StateLook {
	const look = serviceLook(state);
	return { ...look, word: `${count} ${look.word.toLowerCase()}` };
}

/** The worst state and how many are in it; `7 up` where all run, undefined where none is known. */
export function worstOfServices(services: readonly ServiceStatus[]): StateLook | undefined {
	const worst = serviceCounts(services)[0];
	if (worst === undefined) return undefined;
	return worst.state === "running" ? { ...LOOK.running, word: `${worst.count} up` } : serviceCountLook(worst);
}

/** Whether the daemon that serves this console runs the producer: only then can it be controlled. The API reports itself alone. */
export function producerIsHere(services: readonly ServiceStatus[]): boolean {
	const api = services.find(({ role }) => role === "api");
	return services.some(({ role, instance }) => role === "producer" && (api === undefined || instance === api.instance));
}
