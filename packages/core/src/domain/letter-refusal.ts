/** Why a dead letter cannot be discarded, restored or redriven. */
import type { ErrorCode } from "@orderdeck/contracts/errors";
import type { DeadLetter, LetterRefusal } from "@orderdeck/contracts/letters/entities";
import { ORDER_EVENT_TOPICS } from "@orderdeck/contracts/topics";

export interface Refusal extends LetterRefusal {
	readonly code: ErrorCode;
}

/** Why the letter of this id cannot be moved to `to`; undefined where it can. */
export function letterRefusal(
	id: string,
	letter: Readonly<DeadLetter> | undefined,
	to: "DISCARDED" | "WAITING" | "REDRIVING",
): Refusal | undefined {
	const refuse = (code: ErrorCode, message: string): Refusal => ({ letter_id: id, code, message });
	if (letter === undefined) return refuse("NOT_FOUND", `There is no dead letter ${id}.`);
	const { state, cut, origin } = letter;
	const is = `it is ${state}${sinceWords(letter)}`;
	if (to === "WAITING")
		return state === "DISCARDED" ? undefined : refuse("LETTER_NOT_DISCARDED", `Dead letter ${id} is not discarded: ${is}.`);
	if (state !== "WAITING") return refuse("LETTER_NOT_WAITING", `Dead letter ${id} is not waiting: ${is}.`);
	if (to === "DISCARDED") return undefined;
	if (cut !== null)
		return refuse(
			"LETTER_CUT",
			`Dead letter ${id} has only the beginning of its value, which was ${cut} bytes long: it cannot be redriven.`,
		);
	if (origin === null || !ORDER_EVENT_TOPICS.some((topic) => topic === origin.topic)) {
		return refuse("LETTER_ORIGIN_UNKNOWN", `Dead letter ${id} does not state which topic its record came from: it cannot be redriven.`);
	}
	return undefined;
}

function sinceWords({ history }: Readonly<DeadLetter>): string {
	const last = history.at(-1);
	return last === undefined ? "" : ` since ${last.at}, by ${last.by}`;
}
