/** Components whose code is loaded on its own: when they are first shown, or earlier when the browser is idle. */
import { Modal } from "@mantine/core";
import { type ComponentType, type ReactNode, useEffect, useSyncExternalStore } from "react";
import { createChunk } from "./chunk.ts";
import { ChunkFailed } from "./chunk-failed.tsx";
import { registerChunk } from "./every-chunk.ts";
import { reloadFailedStyles } from "./failed-styles.ts";

const PROBE_MS = 10_000;

/** Whether the daemon serves the page. */
async function isReachable(): Promise<boolean> {
	const page = `${window.location.origin}${window.location.pathname}`;
	return fetch(page, { cache: "no-store", signal: AbortSignal.timeout(PROBE_MS) }).then(
		({ ok }) => ok,
		() => false,
	);
}

export interface LazyOptions<P> {
	/** Shown while it is loaded. */
	readonly pending: ReactNode;
	/** Put around the message that it could not be loaded. */
	readonly frame?: (message: ReactNode, props: P) => ReactNode;
}

/**
 * The component that `load` imports. It is loaded again until that succeeds, with its style sheets. `preload` resolves when it is loaded or
 * could not be; it never rejects.
 */
export function lazyComponent<P extends object>(load: () => Promise<ComponentType<P>>, { pending, frame }: LazyOptions<P>) {
	const chunk = createChunk({ load: () => reloadFailedStyles().then(load), isReachable });
	registerChunk(chunk);
	function Lazy(props: P) {
		const state = useSyncExternalStore(chunk.subscribe, chunk.getState);
		useEffect(() => void chunk.load(), []);
		if (state.kind === "unloaded") return pending;
		if (state.kind === "loaded") return <state.value {...props} />;
		const message = <ChunkFailed failure={state.failure} onRetry={chunk.load} />;
		return frame === undefined ? message : frame(message, props);
	}
	return Object.assign(Lazy, { preload: chunk.load });
}

interface DialogProps {
	readonly onClose: () => void;
}

/** A dialog that is loaded on its own. `title` is shown over the message that it could not be. */
export function lazyDialog<P extends DialogProps>(title: string, load: () => Promise<ComponentType<P>>) {
	return lazyComponent<P>(load, {
		pending: null,
		frame: (message, { onClose }) => (
			<Modal opened onClose={onClose} title={title} data-colored>
				{message}
			</Modal>
		),
	});
}
