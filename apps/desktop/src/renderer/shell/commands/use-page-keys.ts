/** Single keys that act on one screen, beside those of the whole console. */
import { useEffect, useRef } from "react";
import { isTaken } from "./key-target.ts";
import { SEQUENCE_MS } from "./shortcuts.ts";
import { useSingleKeys } from "./use-single-keys.ts";

/** By key, in lower case. A key that follows `g` belongs to its sequence, and a blank to the button or link that has the focus. */
export type PageKeys = Readonly<Record<string, (() => void) | undefined>>;

export function usePageKeys(keys: PageKeys): void {
	const [singleKeys] = useSingleKeys();
	const current = useRef({ keys, singleKeys });
	current.current = { keys, singleKeys };
	useEffect(() => {
		let last = { key: "", at: Number.NEGATIVE_INFINITY };
		const onKeyDown = (event: KeyboardEvent) => {
			const before = last;
			last = { key: event.key, at: event.timeStamp };
			const inSequence = before.key === "g" && event.timeStamp - before.at <= SEQUENCE_MS;
			if (!current.current.singleKeys || event.ctrlKey || event.metaKey || event.altKey || inSequence || isTaken(event.target)) return;
			if (event.key === " " && event.target instanceof HTMLElement && event.target.closest("button, a") !== null) return;
			const act = current.current.keys[event.key.toLowerCase()];
			if (act === undefined) return;
			event.preventDefault();
			act();
		};
		window.addEventListener("keydown", onKeyDown);
		return () => window.removeEventListener("keydown", onKeyDown);
	}, []);
}
