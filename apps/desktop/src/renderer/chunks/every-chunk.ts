/** All chunks that are known so far; loading one may make others known. */
import { useSyncExternalStore } from "react";
import type { Chunk, ChunkFailure } from "./chunk.ts";

const chunks: Chunk<unknown>[] = [];
const listeners = new Set<() => void>();

export function registerChunk(chunk: Chunk<unknown>): void {
	chunks.push(chunk);
	chunk.subscribe(() => {
		for (const listener of listeners) listener();
	});
}

function failureOf(chunk: Chunk<unknown>): ChunkFailure | undefined {
	const state = chunk.getState();
	return state.kind === "failed" ? state.failure : undefined;
}

/** A busy page is never idle: each chunk is kept waiting this long at most, in ms, so that all are loaded within seconds. */
const IDLE_MS = 500;

function idle(): Promise<void> {
	return new Promise((resolve) => {
		if ("requestIdleCallback" in window) window.requestIdleCallback(() => resolve(), { timeout: IDLE_MS });
		else setTimeout(resolve, IDLE_MS / 2);
	});
}

/** Loads one after another, so that what was not shown before can be shown while the daemon is unavailable. Ends when it is. */
export async function loadEveryChunkWhenIdle(): Promise<void> {
	for (const chunk of chunks) {
		await idle();
		await chunk.load();
		if (failureOf(chunk) === "unreachable") return;
	}
}

const hasReplaced = () => chunks.some((chunk) => failureOf(chunk) === "replaced");
const subscribe = (listener: () => void) => {
	listeners.add(listener);
	return () => listeners.delete(listener);
};

/** True once a chunk was found to be gone: the daemon serves another version of this page. */
export function useHasReplacedChunk(): boolean {
	return useSyncExternalStore(subscribe, hasReplaced);
}
