/** The metrics of dead letters: how many are in each state, and since when the oldest waits. */
import { LETTER_STATES } from "@orderdeck/contracts/letters/states";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { LetterGroup, LetterQueries } from "@orderdeck/core/ports/queries/letters";
import type { Family } from "./metric-family.ts";

export interface LetterMetricsDeps {
	readonly store: Pick<LetterQueries, "letterGroups" | "letterStates">;
	readonly clock: Pick<Clock, "now">;
}

/** Throws StoreError while the store is unavailable. */
export async function letterFamilies({ store, clock }: LetterMetricsDeps): Promise<Record<string, Family>> {
	const [waiting, states] = await Promise.all([store.letterGroups("WAITING"), store.letterStates()]);
	return {
		orderdeck_dead_letters: {
			kind: "gauge",
			help: "Dead letters in each state.",
			labels: ["state"],
			samples: LETTER_STATES.map((state) => [{ state }, states[state] ?? 0] as const),
		},
		orderdeck_dead_letter_oldest_age_seconds: {
			kind: "gauge",
			help: "Age of a group's oldest waiting dead letter; absent where none is waiting.",
			labels: ["group"],
			samples: [...oldestAges(waiting, clock.now())].map(([group, seconds]) => [{ group }, seconds] as const),
		},
	};
}

/** The age of each group's oldest letter, in seconds. */
export function oldestAges(letters: readonly Pick<LetterGroup, "group" | "oldest">[], now: number): ReadonlyMap<string, number> {
	const ages = new Map<string, number>();
	for (const { group, oldest } of letters) ages.set(group, Math.max(0, (now - oldest) / 1000, ages.get(group) ?? 0));
	return ages;
}
