/** The keyboard of a table that is no grid: arrow keys move from row to row, Enter opens. Each row has a link or a button of its own. */
import type { KeyboardEvent } from "react";
import { isTaken } from "../shell/commands/key-target.ts";
import { gridAction } from "./grid-keys.ts";

/** What opens a row; where a row marks none, it is its first link or button. */
const MARKED = "[data-opens]";
const ANY = "a[href], button:not(:disabled)";
/** Rows that PageUp and PageDown pass over. */
const PAGE = 10;

function openerOf(row: HTMLElement): HTMLElement | null {
	return row.matches(ANY) ? row : (row.querySelector<HTMLElement>(MARKED) ?? row.querySelector<HTMLElement>(ANY));
}

/** What the element that holds the rows listens with. `rows` selects them in it; rows without a link or a button are passed over. */
export function rowKeys(rows: string): (event: KeyboardEvent<HTMLElement>) => void {
	return (event) => {
		const { key, target, currentTarget: list } = event;
		if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isTaken(target)) return;
		const all = [...list.querySelectorAll<HTMLElement>(rows)].filter((row) => openerOf(row) !== null);
		const active = all.findIndex((row) => target instanceof Node && row.contains(target));
		const isOnList = target === list;
		if (active < 0 && !isOnList) return;
		const action = gridAction(key, active, all.length, PAGE);
		if (action?.kind === "move") openerOf(all[action.to] as HTMLElement)?.focus();
		else if (action?.kind === "open" && isOnList) openerOf(all[0] as HTMLElement)?.click();
		else return;
		event.preventDefault();
	};
}
