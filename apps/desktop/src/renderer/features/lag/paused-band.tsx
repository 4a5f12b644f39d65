/** Who paused a group, since when and why, what each member has done about it, and how fast the backlog grows meanwhile. */
import type { GroupLag, Paused } from "@orderdeck/contracts/lag/entities";
import { IconPlayerPause } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { clockTime, epochOf } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { useLive } from "../../live/live-context.tsx";
import { growthWords } from "./group-growth.ts";
import classes from "./lag.module.css";

export function PausedBand({ group, paused, children }: { group: GroupLag; paused: Paused; children: ReactNode }) {
	const figures = useLive((state) => state.figures);
	const growth = growthWords(group, figures);
	return (
		<section className={classes.paused} aria-label={`Pause of ${group.group}`}>
			<IconPlayerPause size={16} aria-hidden className="paused" />
			<div className="grow">
				<p className="tn">
					<span className="med">
						{isApplied(paused) ? "Paused" : "Pausing"} by {paused.by} at {clockTime(epochOf(paused.at))}
					</span>{" "}
					<span className="t2">
						{scopeWords(paused)}
						{paused.reason}
					</span>
				</p>
				<p className="t2 tn">
					{growth === undefined ? "" : `Grows ${growth}. `}
					{paused.until === null ? "Until resumed." : `Resumes automatically at ${clockTime(epochOf(paused.until))}.`}
				</p>
				<MemberStates paused={paused} />
			</div>
			{children}
		</section>
	);
}

/** True once every member applies nothing any more. */
export function isApplied({ members }: Paused): boolean {
	return members.every(({ state }) => state === "applied");
}

export function scopeWords({ topics, partitions }: Pick<Paused, "topics" | "partitions">): string {
	if (topics === null && partitions === null) return "";
	return `${topics?.join(", ") ?? "all topics"}, ${partitions === null ? "all partitions" : `partitions ${partitions.join(", ")}`}: `;
}

const STATE_WORDS = { asked: "finishing", applied: "applied", unreachable: "unreachable" } as const;

export function MemberStates({ paused: { members } }: { paused: Paused }) {
	if (members.length === 0) return <p className="xs t2">No members.</p>;
	return (
		<ul className={`xs t2 ${classes.members}`} aria-label={counted(members.length, "member")}>
			{members.map(({ member, state }) => (
				<li key={member}>
					<span className="mono">{member}</span>{" "}
					<span className={state === "applied" ? "paused" : state === "asked" ? "warn" : "bad"}>{STATE_WORDS[state]}</span>
				</li>
			))}
		</ul>
	);
}
