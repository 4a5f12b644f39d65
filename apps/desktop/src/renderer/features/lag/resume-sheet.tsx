/** Resumes a paused group: what it will work off, and for how long. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { duration } from "../../format/duration.ts";
import { eachMoney } from "../../format/money.ts";
import { countText, rate } from "../../format/number.ts";
import { clockTime, epochOf } from "../../format/time.ts";
import { ordersWaiting } from "../../format/words.ts";
import { ActionSheet, Consequence } from "../../ui/action-sheet.tsx";
import { drainSeconds } from "./drain-time.ts";

interface ResumeSheetProps {
	readonly group: GroupLag;
	readonly blocked: string | undefined;
	readonly onClose: () => void;
}

export function ResumeSheet({ group, blocked, onClose }: ResumeSheetProps) {
	const trpc = useTRPC();
	const resume = useMutation(trpc.lag.resume.mutationOptions());
	const { paused, waiting, lag } = group;
	const isOver = paused === null && resume.data === undefined ? `${group.group} is not paused` : undefined;
	return (
		<ActionSheet
			title={`Resume ${group.group}`}
			onClose={onClose}
			keep="Keep it paused"
			lines={[
				...(paused === null ? [] : [{ what: "Paused", before: `by ${paused.by} at ${clockTime(epochOf(paused.at))}`, after: "running" }]),
				{ what: "Backlog", after: lag === null ? "unknown" : `${countText(lag)} messages` },
				{ what: "Orders waiting", after: `${ordersWaiting(waiting)}, ${eachMoney(waiting)}` },
				{ what: "Drained in", after: drainedIn(group) },
			]}
			action={{
				label: "Resume group",
				isPending: resume.isPending,
				blocked: blocked ?? isOver,
				error: resume.error,
				onAct: (reason) => resume.mutate({ group: group.group, reason }),
			}}
			audited={`group:${group.group}`}
			readBack={
				resume.data === undefined ? undefined : (
					<Consequence tone="ok" title={`${group.group} is running`}>
						<p className="t2">It continues from where it was paused at {clockTime(epochOf(resume.data.was.at))}.</p>
					</Consequence>
				)
			}
		/>
	);
}

function drainedIn(group: GroupLag): string {
	const seconds = drainSeconds(group);
	if (seconds === undefined) return "known once it consumes";
	const pace = group.paused?.rate_before ?? 0;
	return `about ${duration(seconds)} at ${rate(pace)} per s, its rate before the pause`;
}
