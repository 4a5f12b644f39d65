/** The words of the lag status: the same in the API, on screen, in metrics, alert rules and the runbook. */

/**
 * From good to bad; a group has the worst status of its partitions.
 * OK · PAUSED by an operator · UNKNOWN: not readable · BEHIND its objective · LATE: behind twice its objective · REWOUND: reads again what it had
 * consumed · STALLED: no commit under lag · STOPPED: no members under lag · LOST: records were removed before it consumed them.
 */
export const LAG_STATUSES = ["OK", "PAUSED", "UNKNOWN", "BEHIND", "LATE", "REWOUND", "STALLED", "STOPPED", "LOST"] as const;

export type LagStatus = (typeof LAG_STATUSES)[number];

/** How bad a status is: greater is worse. */
export function severityOf(status: LagStatus): number {
	return LAG_STATUSES.indexOf(status);
}

/**
 * Shown beside the status. `AT RISK`: the log will soon remove what the group has not consumed. `rebalancing`: the status is held meanwhile.
 * `flapping`: the status changed four times in ten minutes, and a better one is shown late. `no consumers`: no members, and nothing to consume.
 */
export const LAG_TAGS = ["AT RISK", "rebalancing", "flapping", "no consumers"] as const;

export type LagTag = (typeof LAG_TAGS)[number];

export const LAG_TRENDS = ["draining", "holding", "growing"] as const;

export type LagTrend = (typeof LAG_TRENDS)[number];
