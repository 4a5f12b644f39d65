/** What a bench is: rows of the table, and where it makes sense one round by itself, to compare versions. */
import type { Row } from "./table.ts";

/** One figure of a round. */
export interface Figure {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	/** Absent for what explains the others and is not a goal itself. */
	readonly better?: "higher" | "lower" | undefined;
}

export interface Bench {
	/** Measures, with the floor, what the table states. */
	rows(): Promise<readonly Row[]>;
	readonly rounds?: Rounds;
}

/** How one round is measured: by a process of its own, so that versions do not share a heap or a cache of compiled code. */
export interface Rounds {
	/** What all rounds of both sides share: a server, for instance. `setting` is passed to each of them. */
	prepare?(): Promise<AsyncDisposable & { readonly setting: string }>;
	/** Uses only what every version that is to be measured has. */
	measure(setting: string | undefined): Promise<readonly Figure[]>;
}
