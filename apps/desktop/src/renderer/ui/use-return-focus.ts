import { useLayoutEffect } from "react";
import { focusList } from "./list-focus.ts";

/**
 * For a dialog that is mounted open and unmounted to close it: the focus returns to where it was. (Mantine's own return is for dialogs that
 * stay mounted.) Where nothing had it, the list of the screen gets it.
 */
export function useReturnFocus(): void {
	useLayoutEffect(() => {
		const before = document.activeElement;
		return () => {
			if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus({ preventScroll: true });
			else focusList();
		};
	}, []);
}
