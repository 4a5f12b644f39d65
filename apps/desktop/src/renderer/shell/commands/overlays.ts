/** Opens the palette, the help sheet, the unlock and the sign-in dialog from anywhere. */

export type Overlay = "palette" | "help" | "unlock" | "sign-in";

const listeners = new Set<(overlay: Overlay) => void>();

export function openOverlay(overlay: Overlay): void {
	for (const listener of listeners) listener(overlay);
}

/** Calls back for each overlay to open; returns what unsubscribes. */
export function onOverlay(listener: (overlay: Overlay) => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
