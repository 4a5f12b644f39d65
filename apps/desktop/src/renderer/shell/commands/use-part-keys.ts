/** Single keys that act while the focus is in one part of a screen, in place of those of the whole console. */
import { type KeyboardEvent, useCallback, useRef } from "react";
import { isTaken } from "./key-target.ts";
import { SEQUENCE_MS } from "./shortcuts.ts";
import { useSingleKeys } from "./use-single-keys.ts";

/** By key, in lower case. A key that is held down acts once, and one that follows `g` belongs to its sequence. Returns what the part listens with. */
export function usePartKeys(keys: Readonly<Record<string, () => void>>): (event: KeyboardEvent) => void {
	const [singleKeys] = useSingleKeys();
	const current = useRef({ keys, singleKeys });
	current.current = { keys, singleKeys };
	const last = useRef({ key: "", at: Number.NEGATIVE_INFINITY });
	return useCallback((event: KeyboardEvent) => {
		const before = last.current;
		last.current = { key: event.key, at: event.timeStamp };
		const inSequence = before.key === "g" && event.timeStamp - before.at <= SEQUENCE_MS;
		if (!current.current.singleKeys || event.ctrlKey || event.metaKey || event.altKey || inSequence) return;
		if (!isCheckbox(event.target) && isTaken(event.target)) return;
		const act = current.current.keys[event.key.toLowerCase()];
		if (act === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		if (!event.repeat) act();
	}, []);
}

/** Nothing is typed in it. A dialog takes all keys, wherever the focus is. */
function isCheckbox(target: EventTarget): boolean {
	return target instanceof HTMLInputElement && target.type === "checkbox" && document.querySelector("[role=dialog], [role=menu]") === null;
}
