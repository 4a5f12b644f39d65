/** Opens the palette and the help sheet from anywhere. */

export type Overlay = "palette" | "help";

const listeners = new Set<(overlay: Overlay) => void>();

export function openOverlay(overlay: Overlay): void {
	for (const listener of listeners) listener(overlay);
}

/** Calls back for each overlay to open; returns what unsubscribes. */
export function onOverlay(listener: (overlay: Overlay) => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
