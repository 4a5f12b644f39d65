/** Discarding dead letters, and the undo of it. */
import { Button } from "@mantine/core";
import type { changedLettersSchema } from "@orderdeck/contracts/letters/requests";
import { useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import { useTRPC } from "../../api/client.ts";
import { countText } from "../../format/number.ts";
import { counted } from "../../format/words.ts";
import { useSession } from "../../shell/session.tsx";
import { ActionSheet, Consequence } from "../../ui/action-sheet.tsx";
import { toastDone, toastFailed } from "../../ui/toast.tsx";
import { choiceOf, countOf, type OpenSheet, whichWords } from "./chosen-letters.ts";
import classes from "./letters.module.css";

type Changed = z.infer<typeof changedLettersSchema>;

interface DiscardSheetProps {
	readonly sheet: OpenSheet;
	readonly onDone: () => void;
	readonly onClose: () => void;
}

export function DiscardSheet({ sheet: { kind, on }, onDone, onClose }: DiscardSheetProps) {
	const trpc = useTRPC();
	const { role } = useSession();
	const discard = useMutation({ ...trpc.deadLetters.discard.mutationOptions(), onSuccess: onDone, onError: onDone });
	const restore = useMutation({ ...trpc.deadLetters.restore.mutationOptions(), onSuccess: onDone, onError: onDone });
	const isDiscard = kind === "discard";
	const act = isDiscard ? discard : restore;
	const letters = counted(countOf(on), "dead letter");
	const onAct = (note: string) => {
		if (isDiscard) discard.mutate({ ...choiceOf(on), note });
		else if ("letters" in on) restore.mutate({ ids: choiceOf(on).ids ?? [], note });
	};
	const title = `${isDiscard ? "Discard" : "Restore"} ${letters}`;
	return (
		<ActionSheet
			title={title}
			onClose={onClose}
			keep={isDiscard ? "Keep them waiting" : "Leave them discarded"}
			lines={[
				{ what: "Letters", before: isDiscard ? "waiting" : "discarded", after: isDiscard ? "discarded" : "waiting" },
				{ what: "Selection", after: whichWords(on) },
				{ what: "Records", after: "stay in the log" },
			]}
			action={{
				label: title,
				isDangerous: isDiscard,
				isPending: act.isPending,
				blocked: role === "viewer" ? "This requires the role operator" : undefined,
				error: act.error ?? undefined,
				onAct,
			}}
			audited={act.data?.changed.length === 1 ? `letter:${act.data.changed[0]}` : "letters"}
			readBack={act.data === undefined ? undefined : <ReadBack kind={kind} expected={countOf(on)} changed={act.data} onUndone={onDone} />}
		>
			<Consequence tone={isDiscard ? "warn" : "ok"} title={isDiscard ? "These records are not processed" : "They are waiting again"}>
				{isDiscard && <p className="t2 sm">No group processes them unless the discard is undone, here or under Discarded.</p>}
			</Consequence>
		</ActionSheet>
	);
}

function ReadBack({
	kind,
	expected,
	changed,
	onUndone,
}: {
	kind: OpenSheet["kind"];
	expected: number;
	changed: Changed;
	onUndone: () => void;
}) {
	const trpc = useTRPC();
	const undo = useMutation({
		...trpc.deadLetters.restore.mutationOptions(),
		onSuccess: ({ changed: restored }) => {
			toastDone(`${counted(restored.length, "dead letter")} restored`, "They are waiting again.");
			onUndone();
		},
		onError: (error) => toastFailed("The discard was not undone", error),
	});
	const verb = kind === "discard" ? "discarded" : "restored";
	const isWhole = changed.refused.length === 0 && changed.remaining === 0;
	return (
		<>
			<Consequence tone={isWhole ? "ok" : "warn"} title={`Expected ${countText(expected)}, ${verb} ${countText(changed.changed.length)}`}>
				{changed.remaining > 0 && <p className="sm">{counted(changed.remaining, "more letter")} remain: repeat it for them.</p>}
			</Consequence>
			{changed.refused.length > 0 && (
				<ul className={classes.results} aria-label="Not done">
					{changed.refused.map(({ letter_id, code, message }) => (
						<li key={letter_id}>
							<span className="mono">{letter_id}</span>
							<span className="bad mono">{code}</span>
							<span className="t2">{message}</span>
						</li>
					))}
				</ul>
			)}
			{kind === "discard" && (
				<Button
					mt={12}
					loading={undo.isPending}
					disabled={undo.isSuccess}
					onClick={() => undo.mutate({ ids: changed.changed, note: "Undo of the discard" })}
				>
					{undo.isSuccess ? "Undone" : "Undo"}
				</Button>
			)}
		</>
	);
}
