import { useCallback, useMemo, useState } from "react";

/** The rows that are picked for an action on many of them. They stay picked while the list pages, changes and scrolls. */
export interface Picks<T> {
	/** As they were when they were picked, in that order. */
	readonly rows: readonly T[];
	isPicked(id: string): boolean;
	toggle(row: T): void;
	/** Picks them; those that are picked already stay so. */
	add(rows: readonly T[]): void;
	remove(rows: readonly T[]): void;
	clear(): void;
}

export function usePicks<T>(idOf: (row: T) => string): Picks<T> {
	const [picked, setPicked] = useState<ReadonlyMap<string, T>>(new Map());
	const change = useCallback((changes: (next: Map<string, T>) => void) => {
		setPicked((known) => {
			const next = new Map(known);
			changes(next);
			return next;
		});
	}, []);
	return useMemo(
		() => ({
			rows: [...picked.values()],
			isPicked: (id) => picked.has(id),
			toggle: (row) => change((next) => void (next.delete(idOf(row)) || next.set(idOf(row), row))),
			add: (rows) =>
				change((next) => {
					for (const row of rows) next.set(idOf(row), row);
				}),
			remove: (rows) =>
				change((next) => {
					for (const row of rows) next.delete(idOf(row));
				}),
			clear: () => setPicked(new Map()),
		}),
		[picked, change, idOf],
	);
}
