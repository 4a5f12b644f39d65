/** Dead letters in words, and what may be done with one. */
import type { DeadLetter, LetterState } from "@orderdeck/contracts/letters/entities";
import { IconArrowBackUp, IconBan, IconCircleCheck, IconHourglassHigh, IconSend } from "@tabler/icons-react";
import { eachMoney } from "../../format/money.ts";
import { reasonWords } from "../../format/words.ts";
import type { StateLook } from "../../ui/state-mark.tsx";

export const STATE_LOOK: Readonly<Record<LetterState, StateLook>> = {
	WAITING: { word: "Waiting", icon: IconHourglassHigh, tone: "warn" },
	REDRIVING: { word: "Redriving", icon: IconSend, tone: "info" },
	SUCCEEDED: { word: "Succeeded", icon: IconCircleCheck, tone: "ok" },
	FAILED_AGAIN: { word: "Failed again", icon: IconArrowBackUp, tone: "bad" },
	DISCARDED: { word: "Discarded", icon: IconBan, tone: "t3" },
};

/** `Wrong shape: items[].price` for `WRONG_SHAPE items[].price`, `Not JSON` for `NOT_JSON`. */
export function reasonText(reason: string): string {
	const blank = reason.indexOf(" ");
	const code = blank === -1 ? reason : reason.slice(0, blank);
	const words = reasonWords(code).replace(/\bjson\b/i, "JSON");
	return blank === -1 ? words : `${words}: ${reason.slice(blank + 1)}`;
}

/** What the letters state in money; nothing where none states an amount. */
export function readableMoney(byCurrency: Readonly<Record<string, number>>): string | undefined {
	const [currency] = Object.keys(byCurrency);
	return currency === undefined ? undefined : eachMoney({ currency, by_currency: { ...byCurrency } });
}

export type LetterAction = "redrive" | "discard" | "restore";

/** Why an action on a letter cannot be done in its state; undefined where it can. The daemon decides in the end. */
export function whyNot(action: LetterAction, { state, cut, origin }: Pick<DeadLetter, "state" | "cut" | "origin">): string | undefined {
	const is = `It is ${STATE_LOOK[state].word.toLowerCase()}`;
	if (action === "restore") return state === "DISCARDED" ? undefined : `${is}, not discarded.`;
	if (state !== "WAITING") return `${is}, not waiting.`;
	if (action === "discard") return undefined;
	if (cut !== null) return "Its value was truncated: only the beginning was kept.";
	return origin === null ? "Its writer does not state where the record came from." : undefined;
}
