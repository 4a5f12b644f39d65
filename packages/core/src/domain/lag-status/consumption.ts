/** How many records a group consumed, and how many of them within its objective: the figures of its burn rate. */
import { ageOf, type KnownSample, positionOf } from "./sample.ts";

export interface Consumption {
	readonly consumed: number;
	/** Consumed when they were at most as old as the objective. */
	readonly within: number;
}

/**
 * What was consumed between two samples. The ages of these records lie between that of the first of them, which is known, and that of the
 * first one left; they count as evenly distributed.
 */
export function consumedBetween(before: KnownSample, after: KnownSample, objectiveSeconds: number): Consumption {
	const consumed = Math.max(0, positionOf(after) - positionOf(before));
	const oldest = ageOf(before) + Math.max(0, after.at - before.at) / 1000;
	const youngest = Math.min(ageOf(after), oldest);
	if (oldest <= objectiveSeconds) return { consumed, within: consumed };
	if (youngest >= objectiveSeconds) return { consumed, within: 0 };
	return { consumed, within: Math.round((consumed * (objectiveSeconds - youngest)) / (oldest - youngest)) };
}
