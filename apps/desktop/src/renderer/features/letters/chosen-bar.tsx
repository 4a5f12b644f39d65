/** What is chosen, and what can be done with it. */
import { Button } from "@mantine/core";
import type { DeadLetter, LetterState } from "@orderdeck/contracts/letters/entities";
import { IconArrowBackUp, IconBan, IconFlask, IconSend } from "@tabler/icons-react";
import { countText } from "../../format/number.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { useSession } from "../../shell/session.tsx";
import type { LetterAction } from "./letter-words.ts";
import { readableMoney } from "./letter-words.ts";
import classes from "./letters.module.css";

interface ChosenBarProps {
	readonly state: LetterState;
	readonly chosen: readonly DeadLetter[];
	/** So many letters are meant where all of a group or reason are, and not all are loaded. */
	readonly all: number | undefined;
	/** A dry run is being read. */
	readonly isRunning: boolean;
	readonly onDryRun: () => void;
	readonly onAct: (action: LetterAction) => void;
	readonly onClear: () => void;
}

export function ChosenBar({ state, chosen, all, isRunning, onDryRun, onAct, onClear }: ChosenBarProps) {
	const { role } = useSession();
	const byCurrency: Record<string, number> = {};
	for (const { amount, currency } of chosen)
		if (amount !== null && currency !== null) byCurrency[currency] = (byCurrency[currency] ?? 0) + amount;
	const money = all === undefined ? readableMoney(byCurrency) : undefined;
	const blocked = role === "viewer" ? "This requires the role operator." : undefined;
	return (
		<div className={classes.chosen} role="status" aria-label="Selected letters">
			<span className="med tn">{countText(all ?? chosen.length)} selected</span>
			{money !== undefined && <span className="t2 tn">{money} readable</span>}
			<Button variant="subtle" color="gray" c="var(--od-text-2)" onClick={onClear}>
				Clear
			</Button>
			<span className="grow" />
			{state === "WAITING" && (
				<Button
					leftSection={<IconFlask size={14} />}
					loading={isRunning}
					disabled={blocked !== undefined}
					title={blocked}
					onClick={onDryRun}
				>
					Dry run
				</Button>
			)}
			{state === "WAITING" && (
				<ActButton action="deadLetters.redrive" leftSection={<IconSend size={14} />} onClick={() => onAct("redrive")}>
					Redrive…
				</ActButton>
			)}
			{state === "WAITING" && (
				<ActButton action="deadLetters.discard" c="var(--od-bad)" leftSection={<IconBan size={14} />} onClick={() => onAct("discard")}>
					Discard…
				</ActButton>
			)}
			{state === "DISCARDED" && (
				<ActButton action="deadLetters.restore" leftSection={<IconArrowBackUp size={14} />} onClick={() => onAct("restore")}>
					Restore…
				</ActButton>
			)}
		</div>
	);
}
