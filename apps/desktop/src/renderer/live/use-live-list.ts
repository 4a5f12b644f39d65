/** A list that is read in pages, kept current by the stream, and still while it is read. */

import type { LiveFrame } from "@orderdeck/contracts/requests";
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
	useEffect(() => {
		if (data === undefined) return;
		const page = data.pages.at(-1);
		if (page === undefined) return;
		if (data.pages.length === 1) feed.restart(page.items, page.nextCursor === null);
		else feed.append(page.items, page.nextCursor === null);
	}, [data, feed]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: the name stands for the key
	const restart = useCallback(() => {
		feed.release();
		queryClient.setQueryData<InfiniteData<ListPage<T>, string | undefined>>(queryKey, (known) =>
			known === undefined ? known : { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
		);
		void refetch();
	}, [feed, name, queryClient, refetch]);

	const [reading, setReading] = useState({ pointing: false, scrolled: false });
	const onReading = useCallback((change: { pointing?: boolean; scrolled?: boolean }) => {
		setReading((known) => {
			const next = { ...known, ...change };
			return next.pointing === known.pointing && next.scrolled === known.scrolled ? known : next;
		});
	}, []);
	const holding = options.reading || reading.pointing || reading.scrolled;
	const mode: FeedMode = pausedAt !== undefined ? "still" : holding ? "hold" : "follow";

	const current = useRef({ mode, pick: options.pick });
	current.current = { mode, pick: options.pick };
	useEffect(() => {
		const restarts = createCoalescer(() => {
			if (current.current.mode === "follow") restart();
			else feed.missed();
		}, RESTART_MS);
		const stop = store.onFrame((frame) => {
			const { mode: now, pick } = current.current;
			feed.fold(pick(frame), now, Date.now());
			const tooLong = now === "follow" && feed.getState().rows.length > ROWS_FOLLOWED;
			if (frame.reset || frame.omitted > 0 || tooLong) restarts.request();
		});
		return () => {
			stop();
			restarts.cancel();
		};
	}, [store, feed, restart]);

	const before = useRef(mode);
	useEffect(() => {
		const resumed = mode === "follow" && before.current !== "follow";
		const wasStill = before.current === "still" && mode !== "still";
		before.current = mode;
		const { waiting, uncounted } = feed.getState();
		if (wasStill || (resumed && (waiting > 0 || uncounted))) restart();
	}, [mode, feed, restart]);

	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetching) void fetchNextPage();
	}, [hasNextPage, isFetching, fetchNextPage]);

	return {
		...state,
		mode,
		loading: query.isPending,
		error: query.isError && state.rows.length === 0 ? query.error : undefined,
		loadingMore: query.isFetchingNextPage,
		loadMore,
		restart,
		onReading,
	};
}
