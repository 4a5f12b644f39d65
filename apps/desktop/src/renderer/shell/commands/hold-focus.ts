import { focusList } from "../../ui/list-focus.ts";

/** Keys typed right after a dialog was opened belong to it, whatever else was about to take the focus. */

/**
 * Gives `field` the focus immediately and keeps it in the field's dialog: an element that returns focus late (a menu that closes) or requests
 * it late (a form that was opening) does not get the keys. Returns what ends it: the focus then returns to where it was, or to the element
 * that was refused last, or to the list of the screen where nothing had it.
 */
export function holdFocus(field: HTMLElement): () => void {
	const dialog = field.closest("[role=dialog]") ?? field;
	let next = document.activeElement;
	const onFocusIn = ({ target }: FocusEvent) => {
		if (!(target instanceof Node) || dialog.contains(target)) return;
		if (target instanceof Element) next = target;
		field.focus({ preventScroll: true });
	};
	field.focus({ preventScroll: true });
	document.addEventListener("focusin", onFocusIn, true);
	return () => {
		document.removeEventListener("focusin", onFocusIn, true);
		if (next instanceof HTMLElement && next !== document.body && next.isConnected) next.focus({ preventScroll: true });
		else focusList();
	};
}
