/** The states of roles in words and looks, worst first. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { IconAlertTriangle, IconCircleCheck, IconHelp, IconPlayerPause, IconPlayerStop } from "@tabler/icons-react";
import { known } from "../format/known.ts";
import { reasonWords } from "../format/words.ts";
import type { StateLook } from "./state-mark.tsx";

type Service = Pick<ServiceStatus, "role" | "state">;
/** A producer that an operator has stopped is shown as such: it is no fault, and nothing of it waits, as it does in a paused group. */
type Shown = ServiceStatus["state"] | "producer stopped";

const LOOK: Record<Shown, StateLook> = {
	running: { word: "Running", icon: IconCircleCheck, tone: "ok" },
	paused: { word: "Paused", icon: IconPlayerPause, tone: "paused" },
	"backing-off": { word: "Backing off", icon: IconAlertTriangle, tone: "warn" },
	stopped: { word: "Stopped", icon: IconPlayerStop, tone: "bad" },
	"producer stopped": { word: "Stopped", icon: IconPlayerStop, tone: "t3" },
};

function shownOf({ role, state }: Service): Shown {
	return role === "producer" && state === "paused" ? "producer stopped" : state;
}

function lookOf(shown: Shown): StateLook {
	return known(LOOK, shown) ?? { word: reasonWords(shown), icon: IconHelp, tone: "warn" };
}

/** A state that this console does not know is shown as it came. */
export function serviceLook(service: Service): StateLook {
	return lookOf(shownOf(service));
}

export function producerLook({ running }: { readonly running: boolean }): StateLook {
	return lookOf(running ? "running" : "producer stopped");
}

/** Whether there are producers, and an operator has stopped all of them. */
export function isProducerStopped(services: readonly Service[]): boolean {
	const producers = services.filter(({ role }) => role === "producer");
	return producers.length > 0 && producers.every((producer) => shownOf(producer) === "producer stopped");
}

const WORST_FIRST: readonly Shown[] = ["stopped", "backing-off", "paused", "producer stopped", "running"];

/** How many are in each state, worst first; a state that this console does not know before all others. */
export function serviceCounts(services: readonly Service[]): readonly { readonly state: Shown; readonly count: number }[] {
	const states = services.map(shownOf);
	const unknown = new Set(states.filter((state) => !WORST_FIRST.includes(state)));
	return [...unknown, ...WORST_FIRST].flatMap((state) => {
		const count = states.filter((each) => each === state).length;
		return count === 0 ? [] : [{ state, count }];
	});
}

/** `1 backing off`; `7 running` where all are. */
export function serviceCountLook({ state, count }: { readonly state: Shown; readonly count: number }): StateLook {
	const look = lookOf(state);
	return { ...look, word: `${count} ${look.word.toLowerCase()}` };
}

/** The worst state and how many are in it; `7 up` where all run, undefined where none is known. */
export function worstOfServices(services: readonly Service[]): StateLook | undefined {
	const worst = serviceCounts(services)[0];
	if (worst === undefined) return undefined;
	return worst.state === "running" ? { ...LOOK.running, word: `${worst.count} up` } : serviceCountLook(worst);
}

/** Whether the daemon that serves this console runs the producer: only then can it be controlled. The API reports itself alone. */
export function producerIsHere(services: readonly ServiceStatus[]): boolean {
	const api = services.find(({ role }) => role === "api");
	return services.some(({ role, instance }) => role === "producer" && (api === undefined || instance === api.instance));
}
