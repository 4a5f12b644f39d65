/** The live state in React: what is read here stands still while live views are paused. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { type Connection, isStale, knownUntil, type LineState } from "./connection.ts";
import { daemonClock } from "./daemon-clock.ts";
import { followLine } from "./follow-line.ts";
import type { LiveLine, OpenLine } from "./live-line.ts";
import { connectionOf, type LiveState, type LiveStore } from "./live-store.ts";
import { nowStore } from "./now.ts";

export interface Live {
	readonly store: LiveStore;
	readonly line: LiveLine | undefined;
	/** When live views were paused, ms since the epoch; undefined while they run. */
	readonly pausedAt: number | undefined;
	setPaused(paused: boolean): void;
}

const LiveContext = createContext<Live | undefined>(undefined);

/** The line is opened again when `generation` changes. */
export function LiveProvider(props: { store: LiveStore; openLine: OpenLine; generation: number; children: ReactNode }) {
	const { store, openLine, generation } = props;
	const [pausedAt, setPausedAt] = useState<number>();
	const [line, setLine] = useState<LiveLine>();
	useEffect(() => {
		void generation;
		const opened = openLine(followLine(store));
		setLine(opened);
		return () => opened.close();
	}, [store, openLine, generation]);
	const live = useMemo<Live>(
		() => ({ store, line, pausedAt, setPaused: (paused) => setPausedAt(paused ? daemonClock.now() : undefined) }),
		[store, line, pausedAt],
	);
	return <LiveContext.Provider value={live}>{props.children}</LiveContext.Provider>;
}

export function useLiveContext(): Live {
	const live = useContext(LiveContext);
	if (live === undefined) throw new Error("useLiveContext outside LiveProvider");
	return live;
}

/** A part of the live state; stands still while paused. `select` must return the same thing for the same state. */
export function useLive<T>(select: (state: LiveState) => T): T {
	const { store, pausedAt } = useLiveContext();
	const value = useSyncExternalStore(store.subscribe, () => select(store.getState()));
	return useStill(value, pausedAt !== undefined);
}

/** How many orders have arrived since live views were paused; undefined while they run. */
export function useOrdersWhilePaused(): number | undefined {
	const { store, pausedAt } = useLiveContext();
	const count = () => (pausedAt === undefined ? undefined : store.getState().figures?.orderCount);
	// As many as there were when they were paused.
	const before = useMemo(count, [store, pausedAt]);
	const now = useSyncExternalStore(store.subscribe, count);
	return before === undefined || now === undefined ? undefined : Math.max(0, now - before);
}

/** The state of the line; never paused, and the same object until it changes. */
export function useLine(): LineState {
	const { store } = useLiveContext();
	return useSyncExternalStore(store.subscribe, () => store.getState().line);
}

/** The line and when the last frame came, as of the last tick of the clock; never paused. */
export function useConnection(): Connection {
	const { store } = useLiveContext();
	const line = useLine();
	const lastFrameAt = useSyncExternalStore(nowStore.subscribe, () => store.getState().lastFrameAt);
	return { ...line, lastFrameAt };
}

/** How often the stream was lost and opened again; never paused. */
export function useReconnections(): number {
	const { store } = useLiveContext();
	return useSyncExternalStore(store.subscribe, () => store.getState().reconnections);
}

/** The daemon's time, ms since the epoch, twice a second; stands still while paused, for the ages of what stands still. */
export function useNow(): number {
	const { pausedAt } = useLiveContext();
	return useStill(useRunningNow(), pausedAt !== undefined);
}

/** The daemon's time, ms since the epoch, twice a second; never paused. */
export function useRunningNow(): number {
	return useSyncExternalStore(nowStore.subscribe, nowStore.get);
}

/**
 * Like `useNow`, but never later than what is shown is known: how long something has been going on must not grow on the screen while it is
 * unknown whether it still does.
 */
export function useKnownUntil(): number {
	const { store } = useLiveContext();
	const now = useNow();
	// Undefined while frames come: rows must not render again for each of them.
	const end = useSyncExternalStore(store.subscribe, () => {
		const running = nowStore.get();
		const known = knownUntil(connectionOf(store.getState()), running);
		return known === running ? undefined : known;
	});
	return end === undefined ? now : Math.min(now, end);
}

/** What `select` makes of the connection as of the last tick of the clock, paused or not. It must return the same thing for the same state. */
export function useConnectionAt<T>(select: (connection: Connection, now: number) => T): T {
	const { store } = useLiveContext();
	return useSyncExternalStore(nowStore.subscribe, () => select(connectionOf(store.getState()), nowStore.get()));
}

/** Whether what is shown is stale, paused or not. */
export function useIsStale(): boolean {
	return useConnectionAt(isStale);
}

function useStill<T>(value: T, still: boolean): T {
	const kept = useRef(value);
	if (!still) kept.current = value;
	return kept.current;
}
