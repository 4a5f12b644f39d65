/** What the address of the screen holds. */
import type { LetterState } from "@orderdeck/contracts/letters/entities";
import { LETTER_STATES } from "@orderdeck/contracts/letters/states";
import { z } from "zod";

const text = z.string().min(1).max(300).optional().catch(undefined);

export const letterSearchSchema = z.object({
	state: z.enum(LETTER_STATES).optional().catch(undefined),
	group: text,
	reason: text,
	letter: text,
});
export type LetterSearch = z.infer<typeof letterSearchSchema>;

/** The filter of the list. */
export function letterFilterOf({ state = "WAITING", group, reason }: LetterSearch): {
	readonly state: LetterState;
	readonly group?: string;
	readonly reason?: string;
} {
	return { state, ...(group === undefined ? {} : { group }), ...(reason === undefined || group === undefined ? {} : { reason }) };
}
