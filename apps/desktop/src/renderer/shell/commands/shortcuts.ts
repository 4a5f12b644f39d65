/** Keys and what they do. A sequence is keys with a blank between them; each must follow the one before within a second. */
import { SCREENS, type ScreenPath } from "./screens.ts";

export type Command =
	| { readonly kind: "palette" }
	| { readonly kind: "help" }
	| { readonly kind: "search" }
	| { readonly kind: "pause" }
	| { readonly kind: "theme" }
	| { readonly kind: "new-order" }
	| { readonly kind: "go"; readonly to: ScreenPath };

export interface Shortcut {
	readonly keys: string;
	readonly words: string;
	readonly command: Command;
	/** For those who may act only. */
	readonly acts?: boolean;
}

export const SHORTCUTS: readonly Shortcut[] = [
	{ keys: "?", words: "Show these shortcuts", command: { kind: "help" } },
	{ keys: "/", words: "Search in the list", command: { kind: "search" } },
	{ keys: "p", words: "Pause or resume live views", command: { kind: "pause" } },
	{ keys: "t", words: "Change the theme", command: { kind: "theme" } },
	{ keys: "n", words: "New order", command: { kind: "new-order" }, acts: true },
	...SCREENS.map(({ to, label, key }): Shortcut => ({ keys: `g ${key}`, words: label, command: { kind: "go", to } })),
];

/** How long after the key before it a key continues a sequence. */
export const SEQUENCE_MS = 1_000;

/**
 * Reads keys one by one; returns the command when a sequence is complete. `at` is when the key was pressed, in ms: on a busy page it may be
 * handled much later.
 */
export function createKeyReader(shortcuts: readonly Shortcut[]): (key: string, at: number) => Command | undefined {
	let pending = "";
	let pressedAt = Number.NEGATIVE_INFINITY;
	return (key, at) => {
		const typed = pending !== "" && at - pressedAt <= SEQUENCE_MS ? `${pending} ${key}` : key;
		pressedAt = at;
		const found = shortcuts.find(({ keys }) => keys === typed);
		pending = found === undefined && shortcuts.some(({ keys }) => keys.startsWith(`${typed} `)) ? typed : "";
		if (found === undefined && pending === "" && shortcuts.some(({ keys }) => keys.startsWith(`${key} `))) pending = key;
		return found?.command;
	};
}

/** `Ctrl K` or `⌘ K`. */
export function modifierWord(platform: string): string {
	return /mac|iphone|ipad/i.test(platform) ? "⌘" : "Ctrl";
}
