/** Dead letters. */
import type { DeadLetter, LetterState } from "@orderdeck/contracts/letters/entities";
import type { MoneyGroup } from "./money-group.ts";
import type { Page, PageRequest } from "./page.ts";

/** Conditions that all hold. `topic`: of the record that failed. */
export interface LetterFilter {
	readonly group?: string | undefined;
	readonly reason?: string | undefined;
	readonly topic?: string | undefined;
	readonly state?: LetterState | undefined;
}

/** Letters of one group, reason and currency. `oldest` and `newest`: when they failed, ms since the epoch. */
export interface LetterGroup extends MoneyGroup {
	readonly group: string;
	readonly reason: string;
	readonly oldest: number;
	readonly newest: number;
}

export interface LetterQueries {
	/** Newest first by `at`, ties by id, descending. */
	listLetters(filter: LetterFilter, page: PageRequest): Promise<Page<DeadLetter>>;
	/** The letters in this state. Those that state no amount count, and add nothing. */
	letterGroups(state: LetterState): Promise<readonly LetterGroup[]>;
	/** How many letters are in each state that any is in. */
	letterStates(): Promise<Readonly<Partial<Record<LetterState, number>>>>;
}
