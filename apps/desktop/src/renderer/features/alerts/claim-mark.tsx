/** Who works on an alert. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { initialsOf } from "../../audit/audit-words.ts";
import { epochOf, minuteTime } from "../../format/time.ts";
import { useNow } from "../../live/live-context.tsx";
import { useSession } from "../../shell/session.tsx";
import { claimOf } from "./alert-rules.ts";
import classes from "./alerts.module.css";

export function Avatar({ name, isMe }: { name: string; isMe: boolean }) {
	return (
		<span className={classes.avatar} data-me={isMe || undefined} aria-hidden>
			{initialsOf(name)}
		</span>
	);
}

/** `you`, a name, `nobody`; `otto was first` where they were when this operator tried. */
export function ClaimMark({ alert, isLost }: { alert: Pick<FraudAlert, "claim" | "resolution">; isLost: boolean }) {
	const { name } = useSession();
	const now = useNow();
	const claim = claimOf(alert, now);
	const by = alert.resolution?.by ?? claim?.by;
	if (by === undefined) return <span className="t3">nobody</span>;
	const isMe = by === name;
	const until = alert.resolution === null && claim !== undefined ? `until ${minuteTime(epochOf(claim.expires_at))}` : "resolved";
	return (
		<span className={classes.claimed} title={`${by}, ${until}`}>
			<Avatar name={by} isMe={isMe} />
			<span className={`ell ${isLost && !isMe ? "warn" : isMe ? "med" : "t2"}`}>{isMe ? "you" : isLost ? `${by} was first` : by}</span>
		</span>
	);
}
