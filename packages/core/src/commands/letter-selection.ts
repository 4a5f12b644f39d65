/** Which dead letters a redrive is for, in the order in which their records failed. */
import type { CommandInput } from "@orderdeck/contracts/commands";
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import { LETTERS_A_REDRIVE } from "@orderdeck/contracts/letters/requests";
import { letterRefusal } from "../domain/letter-refusal.ts";
import type { DocumentReader } from "../ports/documents.ts";
import type { LetterQueries } from "../ports/queries/letters.ts";

/** A letter that was named; undefined where there is none of that id. */
export interface SelectedLetter {
	readonly id: string;
	readonly letter: Readonly<DeadLetter> | undefined;
}

export interface LetterSelection {
	/** All letters are of one group: only that group handles them. */
	readonly group: string;
	readonly letters: readonly SelectedLetter[];
}

type Selecting = Pick<CommandInput<"redriveLetters">, "ids" | "group" | "reason" | "limit">;
const PAGE = 500;

/** Refuses where no letter can be redriven, as the first of them is refused; otherwise those that cannot be are among the letters. */
export async function selectLetters(store: DocumentReader & LetterQueries, selecting: Selecting): Promise<LetterSelection> {
	const { ids, group, reason, limit = LETTERS_A_REDRIVE } = selecting;
	const letters = ids === undefined ? await waiting(store, { group, reason }) : await named(store, ids);
	const oldest = letters.toSorted(byFailure).slice(0, limit);
	const refusals = oldest.map(({ id, letter }) => letterRefusal(id, letter, "REDRIVING"));
	const [first] = refusals;
	if (first !== undefined && refusals.every((each) => each !== undefined)) throw new AppError(first.code, first.message);
	const groups = new Set(oldest.map(({ id }) => groupOf(id)));
	if (groups.size > 1) throw invalidInput(["ids"], `must be of one group; these are of ${[...groups].toSorted().join(", ")}`);
	return { group: [...groups][0] ?? "", letters: oldest };
}

async function named(store: DocumentReader, ids: readonly string[]): Promise<SelectedLetter[]> {
	const unique = [...new Set(ids)];
	const read = await store.get("dead_letters", unique);
	return unique.map((id, place) => ({ id, letter: read[place]?.doc }));
}

async function waiting(store: LetterQueries, { group, reason }: Selecting): Promise<SelectedLetter[]> {
	const letters: SelectedLetter[] = [];
	let cursor: string | undefined;
	do {
		const page = await store.listLetters({ group, reason, state: "WAITING" }, { limit: PAGE, cursor });
		letters.push(...page.items.map((letter) => ({ id: letter.letter_id, letter })));
		cursor = page.next;
	} while (cursor !== undefined);
	if (letters.length > 0) return letters;
	throw new AppError("NOT_FOUND", `No dead letter of ${group}${reason === undefined ? "" : `, ${reason},`} is waiting.`);
}

/** By time, then by place: the records of one order are published in their order. */
function byFailure(a: SelectedLetter, b: SelectedLetter): number {
	const [one, other] = [a.letter, b.letter];
	if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
	if (one.at !== other.at) return one.at < other.at ? -1 : 1;
	return one.position.partition - other.position.partition || one.position.offset - other.position.offset;
}

function groupOf(id: string): string {
	return id.split(":")[0] ?? "";
}
