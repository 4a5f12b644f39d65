/**
 * The order views that this process has written last, each with its version. An order's events come within seconds, mostly to one member of
 * the group, so most views need not be read again. A view that another process has changed since is found out by its version when it is
 * written, and then nothing of this counts any more: the next try reads.
 */
import type { Collections, Versioned } from "../../../ports/documents.ts";

type View = Versioned<Collections["orders"]>;

export interface Recent {
	get(key: string): View | undefined;
	keep(key: string, view: View): void;
	/** After a write that met another version, or of which nobody knows what became. */
	forget(): void;
}

/** Two generations of `most` at most: when the younger one is full it becomes the older, and the older goes. */
export function createRecent(most: number): Recent {
	let younger = new Map<string, View>();
	let older = new Map<string, View>();
	return {
		get: (key) => younger.get(key) ?? older.get(key),
		keep(key, view) {
			if (younger.size >= most) {
				older = younger;
				younger = new Map();
			}
			younger.set(key, view);
		},
		forget() {
			younger = new Map();
			older = new Map();
		},
	};
}
