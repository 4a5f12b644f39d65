/** One incident per group: from leaving OK until it has recovered. What is unknown or paused opens none and closes none. */
import type { Incident } from "@orderdeck/contracts/lag/entities";
import { type LagStatus, severityOf } from "@orderdeck/contracts/lag/words";
import { isoOf } from "../instant.ts";

export interface OpenIncident {
	/** Ms since the epoch. */
	readonly startedAt: number;
	readonly worst: LagStatus;
}

/** An operator has seen an incident, as bad as it was then. */
export interface Acknowledgement {
	readonly worst: LagStatus;
	readonly by: string;
	/** ISO 8601. */
	readonly at: string;
}

/** After its start a daemon knows too little for so long, in seconds: no incident is reported. */
const START_SECONDS = 60;

const NEUTRAL: ReadonlySet<LagStatus> = new Set(["UNKNOWN", "PAUSED"]);

export function incidentAfter(open: OpenIncident | undefined, status: LagStatus, at: number): OpenIncident | undefined {
	if (NEUTRAL.has(status)) return open;
	if (status === "OK") return undefined;
	if (open === undefined) return { startedAt: at, worst: status };
	return severityOf(status) > severityOf(open.worst) ? { ...open, worst: status } : open;
}

/** The incident as it is reported; null within a minute of the daemon's first sample. */
export function reportIncident(
	group: string,
	open: OpenIncident | undefined,
	{
		firstSampleAt,
		at,
		acknowledged,
	}: { readonly firstSampleAt: number; readonly at: number; readonly acknowledged: Acknowledgement | undefined },
): Incident | null {
	if (open === undefined || at - firstSampleAt < START_SECONDS * 1000) return null;
	const counts = acknowledged !== undefined && isAcknowledged(open, acknowledged);
	return {
		incident_id: `${group}:${isoOf(open.startedAt)}`,
		started_at: isoOf(open.startedAt),
		worst: open.worst,
		acknowledged_by: counts ? acknowledged.by : null,
		acknowledged_at: counts ? acknowledged.at : null,
	};
}

/** An acknowledgement counts for the incident that was open when it was given, until that becomes worse. */
export function isAcknowledged({ startedAt, worst }: OpenIncident, { at, worst: seen }: Acknowledgement): boolean {
	return Date.parse(at) >= startedAt && severityOf(worst) <= severityOf(seen);
}
