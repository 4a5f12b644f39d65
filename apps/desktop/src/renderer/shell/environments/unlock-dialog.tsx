/** Unlocks production for the person who is signed in: with the environment's name, a reason and for how long. */
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { LONGEST_UNLOCK_MINUTES } from "@orderdeck/contracts/access/requests";
import { type FormEvent, useState } from "react";
import { problemOf } from "../../api/problem.ts";
import { numberIn } from "../../format/number-text.ts";
import { counted } from "../../format/words.ts";
import { NumberField } from "../../ui/number-field.tsx";
import { useChangeLock } from "./action-lock.ts";
import { useEnvironment } from "./environment-context.tsx";
import { NameField } from "./name-again.tsx";

export function UnlockDialog({ onClose }: { onClose: () => void }) {
	const { name } = useEnvironment();
	const { unlock } = useChangeLock();
	const [typed, setTyped] = useState("");
	const [reason, setReason] = useState("");
	const [time, setTime] = useState(String(LONGEST_UNLOCK_MINUTES));
	const minutes = numberIn(time);
	const isTime = minutes > 0 && minutes <= LONGEST_UNLOCK_MINUTES;
	const isReady = typed === name && reason.trim() !== "" && isTime;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (isReady && !unlock.isPending) unlock.mutate({ reason: reason.trim(), minutes }, { onSuccess: onClose });
	};
	return (
		<Modal opened onClose={onClose} title={`Unlock ${name}?`} size={400}>
			<form onSubmit={submit}>
				<Stack gap={12}>
					<p className="sm t2">
						Actions affect live orders and real money. They are unlocked for you, in all of your windows, and lock again automatically.
					</p>
					<NameField name={name} typed={typed} onTyped={setTyped} />
					<Textarea
						label="Reason"
						description="Recorded in the audit log"
						value={reason}
						onChange={(event) => setReason(event.currentTarget.value)}
						maxLength={500}
						autosize
						minRows={1}
						maxRows={4}
					/>
					<NumberField
						label="Minutes"
						value={time}
						onChange={setTime}
						min={1}
						max={LONGEST_UNLOCK_MINUTES}
						error={isTime ? undefined : `More than 0, at most ${LONGEST_UNLOCK_MINUTES}`}
						w={120}
					/>
					{unlock.error !== null && (
						<p className="bad sm" role="alert">
							{problemOf(unlock.error).message}
						</p>
					)}
					<Group gap={8} justify="flex-end">
						<Button onClick={onClose}>Keep read-only</Button>
						<Button type="submit" variant="filled" color="var(--od-bad-solid)" disabled={!isReady} loading={unlock.isPending}>
							{isTime ? `Unlock for ${counted(minutes, "minute")}` : "Unlock"}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
