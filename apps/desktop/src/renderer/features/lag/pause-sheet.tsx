/** Pauses a group, and where that would let orders pass unchecked, the groups behind it too. */
import { Checkbox, SegmentedControl } from "@mantine/core";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { GROUPS } from "@orderdeck/contracts/topics";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { rate } from "../../format/number.ts";
import { counted, ordersWaiting } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLive } from "../../live/live-context.tsx";
import { ActionSheet, type ChangeLine, Consequence } from "../../ui/action-sheet.tsx";
import { growthWords } from "./group-growth.ts";
import classes from "./lag.module.css";
import { isApplied, MemberStates } from "./paused-band.tsx";

const ENDS = { "15": "in 15 min", "60": "in 60 min", never: "never" } as const;
type End = keyof typeof ENDS;

/** What ships orders that fraud has not checked. Paused first, so that none passes in between. */
const BEHIND_FRAUD = [GROUPS.payments, GROUPS.shipping];

export function PauseSheet({ group, onClose }: { group: GroupLag; onClose: () => void }) {
	const trpc = useTRPC();
	const figures = useLive((state) => state.figures);
	const [end, setEnd] = useState<End>("60");
	const isFraud = group.group === GROUPS.fraud;
	const [alsoBehind, setAlsoBehind] = useState(true);
	const others = isFraud && alsoBehind ? BEHIND_FRAUD : [];
	const { mutateAsync } = useMutation(trpc.lag.pause.mutationOptions());
	const pause = useMutation({
		mutationFn: async (reason: string) => {
			const until = end === "never" ? null : new Date(daemonClock.now() + Number(end) * 60_000).toISOString();
			for (const each of [...others, group.group]) await mutateAsync({ group: each, reason, until });
		},
	});
	return (
		<ActionSheet
			title={`Pause ${group.group}`}
			onClose={onClose}
			keep="Keep it running"
			lines={linesOf(group, growthWords(group, figures))}
			action={{
				label: others.length === 0 ? "Pause group" : `Pause ${others.length + 1} groups`,
				isPending: pause.isPending,
				blocked: group.paused === null ? undefined : `Paused by ${group.paused.by}`,
				error: pause.error,
				onAct: (reason) => pause.mutate(reason),
			}}
			audited={`group:${group.group}`}
			readBack={pause.isSuccess ? <Confirmed group={group} /> : undefined}
		>
			{isFraud && (
				<Consequence tone="warn" title="Orders would ship without a fraud check">
					<Checkbox
						mt={4}
						label={`Pause ${BEHIND_FRAUD.join(" and ")} too`}
						checked={alsoBehind}
						onChange={(event) => setAlsoBehind(event.currentTarget.checked)}
					/>
				</Consequence>
			)}
			<div className={classes.field}>
				<span className="sm t2" id="auto-resume">
					Resumes automatically
				</span>
				<SegmentedControl
					aria-labelledby="auto-resume"
					value={end}
					onChange={(value) => setEnd(value === "15" || value === "60" ? value : "never")}
					data={Object.entries(ENDS).map(([value, label]) => ({ value, label }))}
				/>
			</div>
		</ActionSheet>
	);
}

function linesOf(group: GroupLag, growth: string | undefined): ChangeLine[] {
	return [
		{
			what: "Members",
			after:
				group.members.length === 1
					? "1 member finishes its current work"
					: `${counted(group.members.length, "member")} finish their current work`,
		},
		{ what: "Consumed per s", before: group.consume_rate === null ? "–" : rate(group.consume_rate), after: "0" },
		{ what: "Backlog", before: ordersWaiting(group.waiting), after: growth === undefined ? "grows" : `grows ${growth}` },
		{ what: "Charges, ticks, dead letters", after: "none while paused" },
	];
}

/** Paused only when all members have confirmed it. */
function Confirmed({ group: { group, paused } }: { group: GroupLag }) {
	const applied = paused !== null && isApplied(paused);
	return (
		<Consequence tone={applied ? "ok" : "paused"} title={applied ? `${group} is paused` : `${group} is pausing`}>
			{paused === null ? <p className="t2">The pause is recorded; waiting for its members.</p> : <MemberStates paused={paused} />}
		</Consequence>
	);
}
