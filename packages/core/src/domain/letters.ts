/** What becomes of a dead letter: who may move it from which state to which. */
import type { DeadLetter, LetterChange, LetterState } from "@orderdeck/contracts/letters/entities";
import { isoOf } from "./instant.ts";

/** So many changes a letter keeps, the newest. */
const CHANGES_KEPT = 20;

export interface Move {
	readonly to: LetterState;
	/** Ms since the epoch. */
	readonly at: number;
	readonly by: string;
	readonly note?: string | undefined;
}

/** From which state each state is reached. */
const FROM: Readonly<Record<LetterState, LetterState>> = {
	WAITING: "DISCARDED",
	REDRIVING: "WAITING",
	SUCCEEDED: "REDRIVING",
	FAILED_AGAIN: "REDRIVING",
	DISCARDED: "WAITING",
};

/** The letter after the move; undefined where its state does not allow it. */
export function moveLetter(letter: Readonly<DeadLetter>, { to, at, by, note }: Move): DeadLetter | undefined {
	if (letter.state !== FROM[to]) return undefined;
	const change: LetterChange = { at: isoOf(at), state: to, by, note: note ?? null };
	return {
		...letter,
		state: to,
		redrive_count: letter.redrive_count + (to === "REDRIVING" ? 1 : 0),
		version: letter.version + 1,
		history: [...letter.history, change].slice(-CHANGES_KEPT),
	};
}

/** The letter after a redrive whose record the log refused: it waits again. */
export function returnLetter(letter: Readonly<DeadLetter>, { at, by, note }: Omit<Move, "to">): DeadLetter {
	const change: LetterChange = { at: isoOf(at), state: "WAITING", by, note: note ?? null };
	return { ...letter, state: "WAITING", version: letter.version + 1, history: [...letter.history, change].slice(-CHANGES_KEPT) };
}
