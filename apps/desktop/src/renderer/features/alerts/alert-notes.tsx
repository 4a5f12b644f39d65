/** What operators noted about an alert, and a field for one more. */
import { TextInput } from "@mantine/core";
import type { AlertDetails } from "@orderdeck/contracts/fraud/requests";
import type { KeyboardEvent } from "react";
import { exactNumber } from "../../format/number.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { useIsStale, useNow } from "../../live/live-context.tsx";
import { useActBlock } from "../../shell/act-block.ts";
import { useSession } from "../../shell/session.tsx";
import { Announcement } from "../../ui/announcement.tsx";
import classes from "./alerts.module.css";
import { Avatar } from "./claim-mark.tsx";

/** The longest note, in characters; how many are left is shown near that. */
const LONGEST = 2_000;
const COUNTED_FROM = 1_800;

interface AlertNotesProps {
	readonly notes: AlertDetails["note_list"];
	readonly draft: string;
	readonly onDraft: (draft: string) => void;
	/** Why no note can be added, for how the alert stands; undefined where it can. */
	readonly unavailable: string | undefined;
	readonly isPending: boolean;
	readonly onAdd: (text: string) => void;
	/** The operator leaves the field for the list. */
	readonly onLeave: () => void;
}

export function AlertNotes({ notes, draft, onDraft, unavailable, isPending, onAdd, onLeave }: AlertNotesProps) {
	const { name } = useSession();
	const now = useNow();
	const block = useActBlock("alerts.note");
	const isStale = useIsStale();
	const blocked = block?.reason ?? unavailable ?? (isStale ? "The daemon is unreachable." : undefined);
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "Escape") {
			event.stopPropagation();
			onLeave();
		}
		if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
		event.preventDefault();
		if (draft.trim() !== "" && !isPending) onAdd(draft.trim());
	};
	return (
		<section className={classes.part} aria-label="Notes">
			<h3>
				Notes
				{draft.length >= COUNTED_FROM && (
					<>
						<span className={`tn ${draft.length === LONGEST ? "warn" : "t3"}`}>
							{exactNumber(draft.length)} of {exactNumber(LONGEST)}
						</span>
						<Announcement name="Length of the note" text={`${exactNumber(draft.length)} of ${exactNumber(LONGEST)} characters`} />
					</>
				)}
			</h3>
			<ul className={classes.notes}>
				{notes.map(({ at, by, text }, place) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: notes are only ever added
					<li key={place}>
						<Avatar name={by} isMe={by === name} />
						<p>
							<span className="t2 tn" title={fullTime(epochOf(at))}>
								{by === name ? "you" : by} {timeOrDate(epochOf(at), now)}
							</span>{" "}
							<span className={classes.text}>{text}</span>
						</p>
					</li>
				))}
			</ul>
			<TextInput
				size="xs"
				aria-label="Note"
				placeholder={blocked ?? "Add a note (Enter to save)"}
				title={blocked}
				disabled={blocked !== undefined}
				value={draft}
				maxLength={LONGEST}
				onChange={(event) => onDraft(event.currentTarget.value)}
				onKeyDown={onKeyDown}
			/>
		</section>
	);
}
