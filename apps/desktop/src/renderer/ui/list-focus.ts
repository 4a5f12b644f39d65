/** The keyboard belongs to the list of a screen, unless something else holds it: a field, a dialog, a menu. */
import { type RefObject, useEffect } from "react";
import { isTaken } from "../shell/commands/key-target.ts";

/** Marks the list of a screen: the element that takes its keys. */
export const LIST = { "data-list": true } as const;

/** Gives the focus to the list of the screen; false where it has none. */
export function focusList(): boolean {
	const list = document.querySelector<HTMLElement>("main [data-list]");
	list?.focus({ preventScroll: true });
	return list !== null;
}

/** Gives the focus to the screen's list when the screen appears. */
export function useScreenFocus(): void {
	useEffect(() => {
		if (!isTaken(document.activeElement)) focusList();
	}, []);
}

/** Gives the focus to `list` when it appears, and when what had it has left with what was open beside the list. */
export function useGridFocus(list: RefObject<HTMLElement | null>, openId: string | undefined): void {
	useEffect(() => {
		if (!isTaken(document.activeElement)) list.current?.focus({ preventScroll: true });
	}, [list]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a panel that closes or changes takes its buttons with it
	useEffect(() => {
		const { activeElement: held } = document;
		if ((held === null || held === document.body) && !isTaken(held)) list.current?.focus({ preventScroll: true });
	}, [list, openId]);
}
