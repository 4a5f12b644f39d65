/** A list that is read in pages, kept current by the stream, and still while it is read. */

import type { LiveFrame } from "@orderdeck/contracts/live";
import { type InfiniteData, type QueryKey, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { createCoalescer } from "./coalesce.ts";
import { createFeed, type FeedMode, type FeedRules, type FeedState } from "./feed.ts";
import { useLiveContext } from "./live-context.tsx";

export interface ListPage<T> {
	readonly items: readonly T[];
	readonly nextCursor: string | null;
}

export interface LiveListOptions<T> {
	/** Names the list and its filters; a new key is a new list. */
	readonly queryKey: QueryKey;
	readonly fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<T>>;
	readonly rules: FeedRules<T>;
	readonly pick: (frame: LiveFrame) => readonly T[];
	/** True while something else keeps the reader's eye on a row. */
	readonly reading: boolean;
}

export interface LiveList<T> extends FeedState<T> {
	readonly mode: FeedMode;
	readonly loading: boolean;
	readonly error: unknown;
	readonly loadingMore: boolean;
	readonly loadMore: () => void;
	readonly restart: () => void;
	readonly onReading: (reading: { pointing?: boolean; scrolled?: boolean }) => void;
}

/** Rows kept while new ones come in; beyond it the list starts again from its top. */
const ROWS_FOLLOWED = 1_500;
/** A list that missed something is read anew at most this often, in ms. */
const RESTART_MS = 2_000;

export function useLiveList<T>(options: LiveListOptions<T>): LiveList<T> {
	const { store, pausedAt } = useLiveContext();
	const queryClient = useQueryClient();
	const name = JSON.stringify(options.queryKey);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new name is a new list; rules follow from it
	const feed = useMemo(() => createFeed(options.rules), [name]);
	const state = useSyncExternalStore(feed.subscribe, feed.getState);

	const { queryKey, fetchPage } = options;
	const query = useInfiniteQuery({
		queryKey,
		queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page: ListPage<T>) => page.nextCursor ?? undefined,
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
	});
	const { data, refetch, fetchNextPage, hasNextPage, isFetching } = query;
	/** The mode as of now, and whether the last reading was begun by the list itself. */
	const now = useRef<{ mode: FeedMode; pick: LiveListOptions<T>["pick"]; unasked: boolean }>({
		mode: "follow",
		pick: options.pick,
		unasked: false,
	});
	useEffect(() => {
		if (data === undefined) return;
		const page = data.pages.at(-1);
		if (page === undefined) return;
		if (data.pages.length > 1) feed.append(page.items, page.nextCursor === null);
		// One has begun to read since it was asked for: rows would move under his eyes.
		else if (now.current.unasked && now.current.mode !== "follow") feed.missed();
		else feed.restart(page.items, page.nextCursor === null);
	}, [data, feed]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: the name stands for the key
	const readAnew = useCallback(() => {
		feed.release();
		queryClient.setQueryData<InfiniteData<ListPage<T>, string | undefined>>(queryKey, (known) =>
			known === undefined ? known : { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
		);
		void refetch();
	}, [feed, name, queryClient, refetch]);
	const restart = useCallback(() => {
		now.current.unasked = false;
		readAnew();
	}, [readAnew]);

	const [reading, setReading] = useState({ pointing: false, scrolled: false });
	const onReading = useCallback((change: { pointing?: boolean; scrolled?: boolean }) => {
		setReading((known) => {
			const next = { ...known, ...change };
			return next.pointing === known.pointing && next.scrolled === known.scrolled ? known : next;
		});
	}, []);
	const holding = options.reading || reading.pointing || reading.scrolled;
	const mode: FeedMode = pausedAt !== undefined ? "still" : holding ? "hold" : "follow";

	now.current.mode = mode;
	now.current.pick = options.pick;
	useEffect(() => {
		const restarts = createCoalescer(() => {
			if (now.current.mode !== "follow") return feed.missed();
			now.current.unasked = true;
			readAnew();
		}, RESTART_MS);
		const stop = store.onFrame((frame) => {
			const { mode: folding, pick } = now.current;
			feed.fold(pick(frame), folding, Date.now());
			const tooLong = folding === "follow" && feed.getState().rows.length > ROWS_FOLLOWED;
			if (frame.reset || frame.omitted > 0 || tooLong) restarts.request();
		});
		return () => {
			stop();
			restarts.cancel();
		};
	}, [store, feed, readAnew]);

	const before = useRef(mode);
	useEffect(() => {
		const resumed = mode === "follow" && before.current !== "follow";
		const wasStill = before.current === "still" && mode !== "still";
		before.current = mode;
		const { waiting, uncounted } = feed.getState();
		if (!wasStill && !(resumed && (waiting > 0 || uncounted))) return;
		// One who scrolls while he resumes has asked for what is new; one who has only stopped reading may begin again.
		now.current.unasked = mode === "follow";
		readAnew();
	}, [mode, feed, readAnew]);

	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetching) void fetchNextPage();
	}, [hasNextPage, isFetching, fetchNextPage]);

	return {
		...state,
		mode,
		// A search for what is rare may give empty pages before it gives rows: until it has ended nothing is said to be missing.
		loading: query.isPending || (state.rows.length === 0 && hasNextPage),
		error: query.isError && state.rows.length === 0 ? query.error : undefined,
		loadingMore: query.isFetchingNextPage,
		loadMore,
		restart,
		onReading,
	};
}
