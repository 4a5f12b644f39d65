/** Which letters an action is meant for. */
import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import { countText } from "../../format/number.ts";
import { type LetterAction, reasonText } from "./letter-words.ts";

/** Letters by name, or all that wait of a group and reason. */
export type Chosen =
	| { readonly letters: readonly DeadLetter[] }
	| { readonly group: string; readonly reason?: string; readonly count: number };

/** The sheet that is open: the action, and the letters that it is for. */
export interface OpenSheet {
	readonly kind: LetterAction;
	readonly on: Chosen;
}

/** How many letters are meant. */
export function countOf(on: Chosen): number {
	return "letters" in on ? on.letters.length : on.count;
}

/** Which letters are meant, as the API takes them. */
export function choiceOf(on: Chosen) {
	if ("letters" in on) return { ids: on.letters.map(({ letter_id }) => letter_id) };
	return { group: on.group, ...(on.reason === undefined ? {} : { reason: on.reason }) };
}

/** Which letters are meant, in words. */
export function whichWords(on: Chosen): string {
	if ("group" in on) return `all of ${on.group}${on.reason === undefined ? "" : `, ${reasonText(on.reason)}`}`;
	const [first, ...others] = on.letters;
	if (first === undefined) return "none";
	return others.length === 0 ? first.letter_id : `${first.letter_id} and ${countText(others.length)} more`;
}
