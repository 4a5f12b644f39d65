/** A part of the console that is loaded on its own, and loaded again when that fails. */

/**
 * Why it could not be loaded. `unreachable`: the daemon did not respond. `replaced`: it responds, but not with this file, so it is of another
 * version than the page.
 */
export type ChunkFailure = "unreachable" | "replaced";

/** After a failure `failed` stays until a later load succeeds. */
export type ChunkState<T> =
	| { readonly kind: "unloaded" }
	| { readonly kind: "loaded"; readonly value: T }
	| { readonly kind: "failed"; readonly failure: ChunkFailure };

export interface Chunk<T> {
	getState(): ChunkState<T>;
	subscribe(listener: () => void): () => void;
	/** Loads it unless it is loaded. Resolves when the outcome is known; never rejects. */
	load(): Promise<void>;
}

export interface ChunkSource<T> {
	readonly load: () => Promise<T>;
	/** Whether the daemon serves pages. */
	readonly isReachable: () => Promise<boolean>;
}

export function createChunk<T>({ load, isReachable }: ChunkSource<T>): Chunk<T> {
	let state: ChunkState<T> = { kind: "unloaded" };
	let loading: Promise<void> | undefined;
	const listeners = new Set<() => void>();

	const attempt = (): Promise<ChunkState<T> | undefined> =>
		load().then(
			(value) => ({ kind: "loaded", value }),
			() => undefined,
		);
	const settle = async () => {
		const outcome =
			(await attempt()) ??
			((await isReachable())
				? // The daemon may have come back between the two.
					((await attempt()) ?? { kind: "failed", failure: "replaced" })
				: { kind: "failed", failure: "unreachable" });
		state = outcome;
		loading = undefined;
		for (const listener of listeners) listener();
	};
	return {
		getState: () => state,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		load() {
			if (state.kind === "loaded") return Promise.resolve();
			loading ??= settle();
			return loading;
		},
	};
}
