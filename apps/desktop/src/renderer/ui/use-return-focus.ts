import { useLayoutEffect } from "react";

/**
 * For a dialog that is mounted open and unmounted to close it: the focus returns to where it was. (Mantine's own return is for dialogs that
 * stay mounted.)
 */
export function useReturnFocus(): void {
	useLayoutEffect(() => {
		const before = document.activeElement;
		return () => {
			if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
		};
	}, []);
}
