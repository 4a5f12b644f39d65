import { useCallback, useState } from "react";

export interface Selection<T> {
	/** The row that the keyboard is on. */
	readonly activeId: string | undefined;
	/** The row that is open beside the list. */
	readonly openId: string | undefined;
	open(row: T): void;
	/** Moves the keyboard; while a row is open, the next one is opened instead of it. */
	move(row: T): void;
	/** Nothing is open or active any more. */
	close(): void;
	/** One step back: what is open closes and its row stays active; then no row is. */
	back(): void;
	/** What a panel beside the list needs: how it is closed, and how the rows above and below are opened. */
	panel(rows: readonly T[]): { onClose: () => void; onPrevious: (() => void) | undefined; onNext: (() => void) | undefined };
}

export interface SelectionParts<T> {
	readonly idOf: (row: T) => string;
	readonly openId: string | undefined;
	/** Opens a row, or nothing. Stable, so that rows are not rendered again. */
	readonly onOpen: (row: T | undefined) => void;
}

/** Which row of a list is active and which one is open. What is open belongs to the address, hence to the caller. */
export function useSelection<T>({ idOf, openId, onOpen }: SelectionParts<T>): Selection<T> {
	const [moved, setActive] = useState(openId);
	// What is opened from elsewhere, such as an order that was just created, is active too.
	const activeId = openId ?? moved;
	const show = useCallback(
		(row: T | undefined) => {
			setActive(row === undefined ? undefined : idOf(row));
			onOpen(row);
		},
		[idOf, onOpen],
	);
	const neighbor = (rows: readonly T[], by: number) => {
		const next = rows[rows.findIndex((row) => idOf(row) === openId) + by];
		return next === undefined ? undefined : () => show(next);
	};
	const close = () => show(undefined);
	const back = () => {
		setActive(openId);
		if (openId !== undefined) onOpen(undefined);
	};
	return {
		activeId,
		openId,
		open: show,
		move: (row) => (openId === undefined ? setActive(idOf(row)) : show(row)),
		close,
		back,
		panel: (rows) => ({ onClose: close, onPrevious: neighbor(rows, -1), onNext: neighbor(rows, 1) }),
	};
}
