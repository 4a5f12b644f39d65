/** How long the order of an alert can still be stopped, as a bar and a figure. */

import { IconHourglassHigh } from "@tabler/icons-react";
import { age } from "../../format/duration.ts";
import { fullTime } from "../../format/time.ts";
import { useLive, useLiveContext, useNow } from "../../live/live-context.tsx";
import { Count } from "../../ui/count.tsx";
import type { AlertRow } from "./alert-rules.ts";
import classes from "./alerts.module.css";
import { type TimeLeft, timeLeft, urgentOf } from "./time-left.ts";

export function LeftToStop({ alert }: { alert: AlertRow }) {
	const { store } = useLiveContext();
	const order = useLive(() => store.order(String(alert.order_id)));
	const now = useNow();
	const left = timeLeft(alert, order, now);
	if (left.kind === "over") return <span className="t3">over</span>;
	if (left.kind === "unscheduled") return <span className="t3">not scheduled</span>;
	return (
		<span className={classes.left} data-tone={left.tone} title={`Dispatch due ${fullTime(left.due)}`}>
			<span aria-hidden className={classes.track}>
				<span className={classes.fill} style={{ width: `${left.share * 100}%` }} />
			</span>
			<span className="tn">{leftWords(left, now)}</span>
		</span>
	);
}

/** `11 m 20 s`; `due` once the time has passed. */
export function leftWords(left: Extract<TimeLeft, { kind: "left" }>, now: number): string {
	return left.ms === 0 ? "due" : age(left.due, now);
}

/** `4 under 5 min, 1 under 1 min`, of the rows that are loaded; nothing while none is. */
export function UrgencyLine({ rows, isWhole }: { rows: readonly AlertRow[]; isWhole: boolean }) {
	const { store } = useLiveContext();
	const now = useNow();
	const urgent = urgentOf(rows.map((row) => timeLeft(row, store.order(String(row.order_id)), now)));
	if (urgent.soon === 0) return null;
	return (
		<span className={`row sm ${classes.urgent}`} title="Before their orders are dispatched">
			<IconHourglassHigh size={14} stroke={1.75} aria-hidden className="warn" />
			<span>
				<Count value={urgent.soon} atLeast={!isWhole} /> under 5 min, <Count value={urgent.now} atLeast={!isWhole} /> under 1 min
			</span>
		</span>
	);
}
