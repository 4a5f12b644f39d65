/** Lateness against an objective. Entered by what lasts a whole window, left by what has stayed away for half a minute: noise changes nothing. */
import { agesOver, type Points } from "./points.ts";

export type Lateness = "OK" | "BEHIND" | "LATE";

const CALM_SECONDS = 30;
const LATE_TIMES = 2;
const LEAVE_SHARE = 0.8;

export interface LatenessLimits {
	readonly objectiveSeconds: number;
	/** W: the smallest age within it decides whether a status is entered. */
	readonly windowSeconds: number;
}

/** The next lateness; unchanged where samples do not cover the window. */
export function latenessAfter(lateness: Lateness, points: Points, { objectiveSeconds, windowSeconds }: LatenessLimits): Lateness {
	const least = agesOver(points, windowSeconds)?.least ?? 0;
	if (least > LATE_TIMES * objectiveSeconds) return "LATE";
	const left =
		lateness === "LATE" && hasLeft(points, Math.max(CALM_SECONDS, windowSeconds), LATE_TIMES * objectiveSeconds) ? "BEHIND" : lateness;
	if (left === "BEHIND" && hasLeft(points, CALM_SECONDS, objectiveSeconds)) return "OK";
	return left === "OK" && least > objectiveSeconds ? "BEHIND" : left;
}

function hasLeft(points: Points, seconds: number, limit: number): boolean {
	const ages = agesOver(points, seconds);
	return ages !== undefined && ages.most < LEAVE_SHARE * limit;
}
