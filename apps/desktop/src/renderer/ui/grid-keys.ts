/** The keyboard of a list, without its screen. */

export type GridAction =
	| { readonly kind: "move"; readonly to: number }
	/** The active row, or the first one where none is active. */
	| { readonly kind: "open" }
	| { readonly kind: "close" }
	/** Picks the active row, or no longer. */
	| { readonly kind: "pick" };

/**
 * What a key does in a list of `count` rows whose active one is `active` (-1: none). Undefined: nothing, and the key is left to
 * the page. `page` is how many rows are seen at once.
 */
export function gridAction(key: string, active: number, count: number, page: number): GridAction | undefined {
	const move = (to: number): GridAction | undefined =>
		count === 0 ? undefined : { kind: "move", to: Math.min(count - 1, Math.max(0, to)) };
	switch (key) {
		case "ArrowDown":
			return move(active + 1);
		case "ArrowUp":
			return move(active < 0 ? 0 : active - 1);
		case "PageDown":
			return move(Math.max(0, active) + page);
		case "PageUp":
			return move(active - page);
		case "Home":
			return move(0);
		case "End":
			return move(count - 1);
		case "Enter":
			return count === 0 ? undefined : { kind: "open" };
		case " ":
			return active < 0 ? undefined : { kind: "pick" };
		case "Escape":
			return { kind: "close" };
		default:
			return undefined;
	}
}
