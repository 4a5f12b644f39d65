/** Who works on the open alert, or who decided it, and what this operator may do about that. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { IconUserCheck } from "@tabler/icons-react";
import { epochOf, minuteTime, timeOrDate } from "../../format/time.ts";
import { useNow } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { useSession } from "../../shell/session.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { claimOf } from "./alert-rules.ts";
import { outcomeWords, VERDICT_LOOK } from "./alert-words.ts";
import classes from "./alerts.module.css";
import { Avatar } from "./claim-mark.tsx";
import type { Desk } from "./use-desk.ts";

interface ClaimLineProps {
	readonly alert: FraudAlert;
	readonly desk: Desk;
	readonly onTakeOver: () => void;
	readonly onReopen: () => void;
}

export function ClaimLine({ alert, desk, onTakeOver, onReopen }: ClaimLineProps) {
	const { name } = useSession();
	const claim = claimOf(alert, useNow());
	if (alert.resolution !== null) return <ResolvedLine alert={alert} onReopen={onReopen} />;
	if (claim === undefined)
		return (
			<section className={classes.claim} aria-label="Claim">
				<IconUserCheck size={16} stroke={1.75} aria-hidden className="t3" />
				<span className="t2">Not claimed</span>
				<span className="grow" />
				<ActButton
					action="alerts.claim"
					h={24}
					aria-keyshortcuts="c"
					disabled={desk.isPending}
					rightSection={<kbd>C</kbd>}
					onClick={() => desk.act({ kind: "claim", alert })}
				>
					Claim
				</ActButton>
			</section>
		);
	const isMe = claim.by === name;
	const until = minuteTime(epochOf(claim.expires_at));
	return (
		<section className={classes.claim} aria-label="Claim" data-lost={desk.lost.has(alert.alert_id) || undefined}>
			<Avatar name={claim.by} isMe={isMe} />
			<span className="ell">
				<b>Claimed by {isMe ? "you" : claim.by}</b> <span className="t2 tn">until {until}</span>
			</span>
			<span className="grow" />
			{isMe ? (
				<ActButton
					action="alerts.release"
					h={24}
					aria-keyshortcuts="c"
					disabled={desk.isPending}
					rightSection={<kbd>C</kbd>}
					onClick={() => desk.act({ kind: "release", alert })}
				>
					Release
				</ActButton>
			) : (
				<ActButton action="alerts.takeOver" h={24} onClick={onTakeOver}>
					Take over…
				</ActButton>
			)}
		</section>
	);
}

function ResolvedLine({ alert, onReopen }: Pick<ClaimLineProps, "alert" | "onReopen">) {
	const { name } = useSession();
	const now = useNow();
	const { resolution } = alert;
	if (resolution === null) return null;
	const outcome = outcomeWords(resolution);
	return (
		<section className={classes.claim} aria-label="Verdict">
			<div className={classes.verdict}>
				<span className="row med" style={{ gap: 6 }}>
					<StateMark look={VERDICT_LOOK[resolution.verdict]} />
				</span>
				<span className="t2 tn ell">
					by {resolution.by === name ? "you" : resolution.by}, {timeOrDate(epochOf(resolution.at), now)}
					{outcome !== undefined && ` · ${outcome}`}
				</span>
				{resolution.note !== null && <span className={classes.text}>{resolution.note}</span>}
			</div>
			<span className="grow" />
			<ActButton action="alerts.reopen" h={24} onClick={onReopen}>
				Reopen…
			</ActButton>
		</section>
	);
}
