/** What holds for a group opened: its actions, its incident, with the acknowledgement, and its objective. */
import type { GroupLag, Incident } from "@orderdeck/contracts/lag/entities";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { age, duration } from "../../format/duration.ts";
import { clockTime, epochOf } from "../../format/time.ts";
import { useKnownUntil } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { statusWord } from "../../ui/lag-status.ts";
import { toastDone, toastFailed } from "../../ui/toast.tsx";
import { GroupActions } from "./group-actions.tsx";
import classes from "./lag.module.css";
import { SetObjective } from "./set-objective.tsx";

export function GroupFacts({ group }: { group: GroupLag }) {
	return (
		<div className={classes.facts}>
			<GroupActions group={group} />
			{group.incident !== null && <OpenIncident group={group.group} incident={group.incident} />}
			<span className="row t2 tn">
				{objectiveWords(group.objective)}
				<SetObjective group={group.group} objective={group.objective} />
			</span>
		</div>
	);
}

/** The objective; where it cannot be met, why. */
export function objectiveWords({ seconds, cycle_seconds, shorter_than_cycle }: GroupLag["objective"]): string {
	const objective = `Objective: at most ${duration(seconds)} behind`;
	if (!shorter_than_cycle || cycle_seconds === null) return objective;
	return `${objective}, which is shorter than the group's own cycle of ${duration(cycle_seconds)} from commit to commit`;
}

function OpenIncident({ group, incident }: { group: string; incident: Incident }) {
	const now = useKnownUntil();
	const { started_at, worst, acknowledged_by, acknowledged_at } = incident;
	return (
		<>
			<span className="tn">
				<span className="med">Incident</span> since {clockTime(epochOf(started_at))} ({age(now, epochOf(started_at))}), worst status{" "}
				{statusWord(worst)}
			</span>
			{acknowledged_by !== null && acknowledged_at !== null && (
				<span className="t2 tn">
					acknowledged by {acknowledged_by} at {clockTime(epochOf(acknowledged_at))}
				</span>
			)}
			{acknowledged_by === null && <Acknowledge group={group} incidentId={incident.incident_id} />}
		</>
	);
}

function Acknowledge({ group, incidentId }: { group: string; incidentId: string }) {
	const trpc = useTRPC();
	const acknowledge = useMutation({
		...trpc.lag.acknowledge.mutationOptions(),
		onSuccess: () => toastDone(`Incident of ${group} acknowledged`, "No reminders until it gets worse."),
		onError: (error) => toastFailed("The incident was not acknowledged", error),
	});
	return (
		<ActButton
			action="lag.acknowledge"
			h={24}
			loading={acknowledge.isPending}
			disabled={acknowledge.isSuccess}
			onClick={() => acknowledge.mutate({ id: group, incident_id: incidentId })}
		>
			Acknowledge
		</ActButton>
	);
}
