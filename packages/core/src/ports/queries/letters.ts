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

/** How many letters of one group and reason failed within an hour. `hour`: its beginning in UTC, ms since the epoch. */
export interface LetterHour {
	readonly group: string;
	readonly reason: string;
	readonly hour: number;
	readonly count: number;
}

export interface LetterQueries {
	/** Newest first by `at`, ties by id, descending. */
	listLetters(filter: LetterFilter, page: PageRequest): Promise<Page<DeadLetter>>;
	/** The letters in this state. Those that state no amount count, and add nothing. */
	letterGroups(state: LetterState): Promise<readonly LetterGroup[]>;
	/** The letters in this state that failed at or after `from` (ms), by hour; hours without any are left out. */
	letterHours(state: LetterState, from: number): Promise<readonly LetterHour[]>;
	/** How many letters are in each state that any is in. */
	letterStates(): Promise<Readonly<Partial<Record<LetterState, number>>>>;
}
