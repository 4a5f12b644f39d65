import { type Arrivals, arrive, NO_ARRIVALS } from "./arrivals.ts";

/**
 * A sorted list that pages from the daemon and changes from the stream flow into. While it is held nothing is put in, moved or
 * taken out above what is read: what would have been put in is counted.
 */

export interface FeedRules<T> {
	idOf(item: T): string;
	/** Negative when `a` is above `b`. */
	compare(a: T, b: T): number;
	/** Whether the item belongs to this list. */
	matches(item: T): boolean;
	/** Whether `next` is a later state of the same item than `known`. */
	supersedes(next: T, known: T): boolean;
}

/** `follow`: new rows are added. `hold`: rows change in place only. `still`: nothing changes. */
export type FeedMode = "follow" | "hold" | "still";

export interface FeedState<T> {
	readonly rows: readonly T[];
	/** False until the first page has been read. */
	readonly isRead: boolean;
	/** Items that would be in the list if it were not held. */
	readonly waiting: number;
	/** True when more wait than are counted. */
	readonly uncounted: boolean;
	/** Rows have changed so that they would stand elsewhere, or nowhere, if the list were not held. */
	readonly unsorted: boolean;
	/** Rows that are shown though they no longer belong to the list, by id; only one that is held has any. */
	readonly unmatched: ReadonlySet<string>;
	readonly arrivals: Arrivals;
}

export interface Feed<T> {
	getState(): FeedState<T>;
	subscribe(listener: () => void): () => void;
	/**
	 * The list as read from its top: what is known to stand above it is kept, what stood below it is dropped. `complete` when
	 * nothing stands below `items`; else what would stand there is left for the pages to bring.
	 */
	restart(items: readonly T[], complete: boolean): void;
	/** More of the list, from below. */
	append(items: readonly T[], complete: boolean): void;
	/** Takes changes in. Before the first page they are kept back, so that no list is shown that is not the list. */
	fold(items: readonly T[], mode: FeedMode, now: number): void;
	/** Changes were left out while the list was held. */
	missed(): void;
	/** Forgets what waits; the caller reads its rows again. */
	release(): void;
}

/** What a frame does to the list. */
interface Changes<T> {
	/** Rows in their new state; undefined for those that leave their place. */
	readonly changed: Map<string, T | undefined>;
	readonly added: Map<string, T>;
	/** A row that is held would stand elsewhere, or nowhere. */
	moved: boolean;
}

const WAITING_COUNTED = 20_000;
/** Changes kept from before the first page; more than a page's reading can take. */
const EARLY_KEPT = 2_000;
const NONE: ReadonlySet<string> = new Set();

/** `rows` with `items` put where they belong. Both are sorted by `compare`. */
export function mergeSorted<T>(rows: readonly T[], items: readonly T[], compare: (a: T, b: T) => number): T[] {
	const merged: T[] = [];
	let next = 0;
	for (const row of rows) {
		for (let item = items[next]; item !== undefined && compare(item, row) < 0; item = items[++next]) merged.push(item);
		merged.push(row);
	}
	return [...merged, ...items.slice(next)];
}

export function createFeed<T>(rules: FeedRules<T>): Feed<T> {
	const { idOf, compare, matches, supersedes } = rules;
	let state: FeedState<T> = {
		rows: [],
		isRead: false,
		waiting: 0,
		uncounted: false,
		unsorted: false,
		unmatched: NONE,
		arrivals: NO_ARRIVALS,
	};
	let index = new Map<string, T>();
	let complete = false;
	/** The last item of the last page: where the next one begins. */
	let reach: T | undefined;
	/** What changed before the first page was read; undefined from then on. */
	let early: Map<string, T> | undefined = new Map();
	const waiting = new Set<string>();
	const listeners = new Set<() => void>();

	const publish = (change: Partial<FeedState<T>>) => {
		state = { ...state, ...change, waiting: waiting.size };
		if (change.rows !== undefined) index = new Map(change.rows.map((row) => [idOf(row), row]));
		for (const listener of listeners) listener();
	};
	const newest = (item: T): T => {
		const known = index.get(idOf(item));
		return known !== undefined && supersedes(known, item) ? known : item;
	};
	/** The rows that no longer match once `changed` are in their place; the same set where none has changed in that. */
	const unmatchedAfter = (changed: ReadonlyMap<string, T | undefined>): ReadonlySet<string> => {
		const next = new Set(state.unmatched);
		let differs = false;
		for (const [id, row] of changed) {
			const fails = row !== undefined && !matches(row);
			if (fails === next.has(id)) continue;
			differs = true;
			if (fails) next.add(id);
			else next.delete(id);
		}
		return differs ? next : state.unmatched;
	};

	const isInReach = (item: T) => complete || reach === undefined || compare(item, reach) < 0;

	/** Sorts out one change: in place, to another place, into the list, into what waits, or nowhere. */
	const place = (item: T, mode: FeedMode, changes: Changes<T>) => {
		const id = idOf(item);
		const known = index.get(id);
		if (known !== undefined) {
			if (mode === "still" || !supersedes(item, known)) return;
			const isMoved = compare(item, known) !== 0;
			const leaves = mode === "follow" && (isMoved || !matches(item));
			changes.moved ||= (isMoved || !matches(item)) && !leaves;
			changes.changed.set(id, leaves ? undefined : item);
			if (leaves && isMoved && matches(item) && isInReach(item)) changes.added.set(id, item);
			else changes.added.delete(id);
		} else if (!matches(item)) {
			waiting.delete(id);
			changes.added.delete(id);
		} else if (!isInReach(item)) {
			return;
		} else if (mode === "follow") {
			changes.added.set(id, item);
		} else if (waiting.size < WAITING_COUNTED) {
			waiting.add(id);
		}
	};

	const keepEarly = (kept: Map<string, T>, items: readonly T[]) => {
		for (const item of items) kept.set(idOf(item), item);
		for (const id of kept.keys()) {
			if (kept.size <= EARLY_KEPT) break;
			kept.delete(id);
		}
	};

	const fold = (items: readonly T[], mode: FeedMode, now: number) => {
		const changes: Changes<T> = { changed: new Map(), added: new Map(), moved: false };
		const { changed, added } = changes;
		const before = waiting.size;
		for (const item of items) place(item, mode, changes);
		if (changed.size === 0 && added.size === 0) {
			if (waiting.size !== before) publish({ uncounted: state.uncounted || waiting.size >= WAITING_COUNTED });
			return;
		}
		const kept = changed.size === 0 ? state.rows : state.rows.flatMap((row) => rowAfter(row, idOf(row), changed));
		const rows = added.size === 0 ? kept : mergeSorted(kept, [...added.values()].toSorted(compare), compare);
		const arrived = [...added.keys()].filter((id) => !index.has(id));
		publish({
			rows,
			arrivals: arrive(state.arrivals, arrived, now),
			unsorted: state.unsorted || changes.moved,
			unmatched: unmatchedAfter(changed),
		});
	};

	return {
		getState: () => state,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		restart(items, isAll) {
			complete = isAll;
			reach = items.at(-1);
			const head = items[0];
			const ids = new Set(items.map(idOf));
			const above = head === undefined ? [] : state.rows.filter((row) => compare(row, head) < 0 && !ids.has(idOf(row)) && matches(row));
			// What is known of an order may be later than the page, and stand elsewhere, or nowhere.
			const known = items.map((item) => [item, newest(item)] as const).filter(([item, row]) => row === item || matches(row));
			const rows = [...above, ...known.map(([, row]) => row)].toSorted(compare);
			publish({
				rows: rows.filter((row) => isInReach(row) || (reach !== undefined && compare(row, reach) === 0)),
				isRead: true,
				unmatched: NONE,
			});
			if (early === undefined) return;
			const changes = [...early.values()];
			early = undefined;
			fold(changes, "follow", Number.NEGATIVE_INFINITY);
		},
		append(items, isAll) {
			complete = isAll;
			reach = items.at(-1) ?? reach;
			const fresh = items.filter((item) => !index.has(idOf(item)));
			if (fresh.length > 0) publish({ rows: [...state.rows, ...fresh] });
		},
		fold(items, mode, now) {
			if (early === undefined) fold(items, mode, now);
			else keepEarly(early, items);
		},
		missed: () => publish({ uncounted: true }),
		release() {
			waiting.clear();
			publish({ uncounted: false, unsorted: false });
		},
	};
}

function rowAfter<T>(row: T, id: string, changed: ReadonlyMap<string, T | undefined>): T[] {
	if (!changed.has(id)) return [row];
	const next = changed.get(id);
	return next === undefined ? [] : [next];
}
