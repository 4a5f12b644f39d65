/** Opens the palette and the help sheet from anywhere. They are loaded when they are first opened. */

export type Door = "palette" | "help";

const listeners = new Set<(door: Door) => void>();

export function openDoor(door: Door): void {
	for (const listener of listeners) listener(door);
}

export function onDoor(listener: (door: Door) => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
