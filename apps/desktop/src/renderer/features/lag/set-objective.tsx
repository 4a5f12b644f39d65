/** How late a group may be, set by an admin. */
import { Group, NumberInput, Popover, Stack } from "@mantine/core";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { setObjectiveSchema } from "@orderdeck/contracts/lag/requests";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { duration } from "../../format/duration.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { toastDone } from "../../ui/toast.tsx";

interface SetObjectiveProps {
	readonly group: string;
	readonly objective: GroupLag["objective"];
}

export function SetObjective(props: SetObjectiveProps) {
	const [opened, setOpened] = useState(false);
	const label = `Set the objective of ${props.group}`;
	return (
		<Popover
			opened={opened}
			onChange={setOpened}
			position="bottom-start"
			trapFocus
			returnFocus
			transitionProps={{ duration: 100 }}
			width={264}
		>
			<Popover.Target>
				<ActButton action="lag.setObjective" h={24} onClick={() => setOpened(!opened)} aria-label={label}>
					Set…
				</ActButton>
			</Popover.Target>
			<Popover.Dropdown aria-label={label}>
				<ObjectiveForm {...props} onClose={() => setOpened(false)} />
			</Popover.Dropdown>
		</Popover>
	);
}

/** Mounted with its popover, so that each opening starts with the objective as it is. */
function ObjectiveForm({ group, objective, onClose }: SetObjectiveProps & { readonly onClose: () => void }) {
	const trpc = useTRPC();
	const [seconds, setSeconds] = useState<number | string>(objective.seconds);
	// Another operator may set it while the form is open: it is about the objective that it was opened with.
	const [{ version }] = useState(objective);
	const set = useMutation({
		...trpc.lag.setObjective.mutationOptions(),
		onSuccess({ seconds: after, cycle_seconds, shorter_than_cycle }) {
			const warning = shorter_than_cycle ? ` It is shorter than the group's own cycle of ${duration(cycle_seconds ?? 0)}.` : "";
			toastDone(
				`Objective of ${group} set`,
				`${after === null ? "The daemon's default." : `At most ${duration(after)} behind.`}${warning}`,
			);
			onClose();
		},
	});
	const checked = setObjectiveSchema.safeParse({ id: group, seconds, version });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (checked.success) set.mutate(checked.data);
	};
	return (
		<form onSubmit={submit} noValidate>
			<Stack gap={12}>
				<NumberInput
					label="Seconds behind, at most"
					description={
						objective.cycle_seconds === null ? undefined : `Its own cycle: ${duration(objective.cycle_seconds)} from commit to commit`
					}
					min={1}
					max={86_400}
					value={seconds}
					onChange={setSeconds}
					error={checked.success ? undefined : checked.error.issues[0]?.message}
					data-autofocus
				/>
				{set.isError && (
					<p className="bad sm" role="alert">
						{problemOf(set.error).message}
					</p>
				)}
				<Group gap={8} justify="flex-end">
					<ActButton action="lag.setObjective" onClick={() => set.mutate({ id: group, seconds: null, version })}>
						Reset to default
					</ActButton>
					<ActButton action="lag.setObjective" type="submit" variant="filled" loading={set.isPending} disabled={!checked.success}>
						Set
					</ActButton>
				</Group>
			</Stack>
		</form>
	);
}
