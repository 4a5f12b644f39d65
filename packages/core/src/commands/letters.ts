/** The commands on dead letters: discard, restore what was discarded, redrive. */
import { AppError } from "@orderdeck/contracts/errors";
import type { DeadLetter, LetterRefusal } from "@orderdeck/contracts/letters/entities";
import { LETTERS_A_REQUEST, type letterCommands } from "@orderdeck/contracts/letters/requests";
import { isoOf } from "../domain/instant.ts";
import { letterRefusal, type Refusal } from "../domain/letter-refusal.ts";
import { type Move, moveLetter } from "../domain/letters.ts";
import { put } from "../ports/documents.ts";
import type { LetterFilter } from "../ports/queries/letters.ts";
import type { CommandContext } from "./context.ts";
import type { Attempt, Decision } from "./decision.ts";
import type { HandlersOf } from "./handler.ts";
import { redriveLetters } from "./jobs/redrive-letters.ts";

interface Changed {
	readonly changed: string[];
	readonly refused: LetterRefusal[];
	readonly remaining: number;
}

export const letterHandlers: HandlersOf<typeof letterCommands> = {
	redriveLetters,

	async discardLetters({ store }, { ids, group, reason, note }, attempt) {
		const chosen = ids === undefined ? await waitingLetters(store, { group, reason }) : { ids, remaining: 0 };
		const move: Move = { to: "DISCARDED", at: attempt.at, by: attempt.actor.name, note };
		return decide(store, chosen, { move, attempt });
	},

	async restoreLetters({ store }, { ids, note }, attempt) {
		const move: Move = { to: "WAITING", at: attempt.at, by: attempt.actor.name, note };
		return decide(store, { ids, remaining: 0 }, { move, attempt });
	},
};

interface Chosen {
	readonly ids: readonly string[];
	readonly remaining: number;
}

/** The newest letters that wait, as many as a request may act on, and how many more there are. */
export async function waitingLetters(store: CommandContext["store"], { group, reason }: LetterFilter): Promise<Chosen> {
	const filter = { group, reason, state: "WAITING" as const };
	const ids: string[] = [];
	let cursor: string | undefined;
	do {
		const page = await store.listLetters(filter, { limit: LETTERS_A_REQUEST - ids.length, cursor });
		ids.push(...page.items.map(({ letter_id }) => letter_id));
		cursor = page.next;
	} while (cursor !== undefined && ids.length < LETTERS_A_REQUEST);
	if (ids.length === 0)
		throw new AppError("NOT_FOUND", `No dead letter of ${group}${reason === undefined ? "" : `, ${reason},`} is waiting.`);
	const counts = (await store.letterGroups("WAITING")).filter((each) => each.group === group && (reason ?? each.reason) === each.reason);
	const waiting = counts.reduce((sum, { count }) => sum + count, 0);
	return { ids, remaining: Math.max(0, waiting - ids.length) };
}

interface Action {
	readonly move: Move;
	readonly attempt: Attempt;
}

/** Moves the letters that can be moved; refuses as a whole where none can. */
async function decide(
	store: CommandContext["store"],
	{ ids: named, remaining }: Chosen,
	{ move, attempt }: Action,
): Promise<Decision<Changed>> {
	const ids = [...new Set(named)];
	const read = await store.get("dead_letters", ids);
	const done = read.filter((each) => attempt.resumed && isMoved(each?.doc, move)).map((each) => each?.doc.letter_id ?? "");
	const open = ids.flatMap((id, place) => (done.includes(id) ? [] : [{ id, read: read[place] }]));
	const moves = open.map(({ id, read: each }) => ({ id, each, doc: each === undefined ? undefined : moveLetter(each.doc, move) }));
	const refused = moves.flatMap(({ id, each, doc }) => (doc === undefined ? refusalsOf(id, each?.doc, move) : []));
	const moved = moves.flatMap(({ each, doc }) => (doc === undefined ? [] : [{ each, doc }]));
	const [first] = refused;
	if (moved.length === 0 && done.length === 0 && first !== undefined) throw new AppError(first.code, first.message);
	const changed = [...done, ...moved.map(({ doc }) => doc.letter_id)];
	return {
		decides: moved.map(({ each, doc }) => put("dead_letters", doc.letter_id, each, doc)),
		audit: {
			target: changed.length === 1 ? `letter:${changed[0]}` : "letters",
			targets: changed.map((id) => `letter:${id}`),
			before: { state: move.to === "WAITING" ? "DISCARDED" : "WAITING" },
			after: { state: move.to, letters: changed.length },
		},
		outcome: () => ({ output: { changed, refused, remaining }, writes: [] }),
	};
}

/** Whether an earlier try of the same request moved it. */
function isMoved(letter: Readonly<DeadLetter> | undefined, { to, at, by }: Move): boolean {
	const last = letter?.history.at(-1);
	return letter?.state === to && last?.by === by && last.at === isoOf(at);
}

function refusalsOf(id: string, letter: Readonly<DeadLetter> | undefined, { to }: Move): Refusal[] {
	return [letterRefusal(id, letter, to === "WAITING" ? "WAITING" : "DISCARDED")].filter((refusal) => refusal !== undefined);
}
