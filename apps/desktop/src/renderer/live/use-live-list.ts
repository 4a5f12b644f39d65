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
	/** True while something else, such as an open panel, keeps the operator on a row. */
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

/** Rows kept while new ones arrive; beyond it the list starts again from its top. */
const ROWS_FOLLOWED = 1_500;
/** A list that missed something is read again at most this often, in ms. */
const RESTART_MS = 2_000;

export function useLiveList<T>(options: LiveListOptions<T>): LiveList<T> {
	const { store, pausedAt } = useLiveContext();
	const queryClient = useQueryClient();
	const name = JSON.stringify(options.queryKey);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new name is a new list; rules follow from it
	const feed = useMemo(() => createFeed(options.rules), [name]);
	const state = useSyncExternalStore(feed.subscribe, feed.getState);

	const { queryKey, fetchPage } = options;
	/** The mode as of now, and whether the last reading was started by the list itself. */
	const now = useRef<{ mode: FeedMode; pick: LiveListOptions<T>["pick"]; unasked: boolean }>({
		mode: "follow",
		pick: options.pick,
		unasked: false,
	});
	const take = ({ items, nextCursor }: ListPage<T>, cursor: string | undefined) => {
		if (cursor !== undefined) feed.append(items, nextCursor === null);
		// The operator has started to read since it was requested: rows would move under their eyes.
		else if (now.current.unasked && now.current.mode !== "follow") feed.missed();
		else feed.restart(items, nextCursor === null);
	};
	const query = useInfiniteQuery({
		queryKey,
		// Rows are kept by the feed alone; the query keeps where each page ends.
		queryFn: async ({ pageParam, signal }) => {
			const page = await fetchPage(pageParam, signal);
			signal.throwIfAborted();
			take(page, pageParam);
			return page.nextCursor;
		},
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (nextCursor) => nextCursor ?? undefined,
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
	});
	const { refetch, fetchNextPage, hasNextPage, isFetching } = query;

	// biome-ignore lint/correctness/useExhaustiveDependencies: the name stands for the key
	const reread = useCallback(() => {
		feed.release();
		queryClient.setQueryData<InfiniteData<string | null, string | undefined>>(queryKey, (known) =>
			known === undefined ? known : { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
		);
		void refetch();
	}, [feed, name, queryClient, refetch]);
	const restart = useCallback(() => {
		now.current.unasked = false;
		reread();
	}, [reread]);

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
			reread();
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
	}, [store, feed, reread]);

	const before = useRef(mode);
	useEffect(() => {
		const resumed = mode === "follow" && before.current !== "follow";
		const wasStill = before.current === "still" && mode !== "still";
		before.current = mode;
		const { waiting, uncounted } = feed.getState();
		if (!wasStill && !(resumed && (waiting > 0 || uncounted))) return;
		// Resuming while scrolled down requests what is new; an operator who has only stopped reading may start to read again.
		now.current.unasked = mode === "follow";
		reread();
	}, [mode, feed, reread]);

	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetching) void fetchNextPage();
	}, [hasNextPage, isFetching, fetchNextPage]);

	return {
		...state,
		mode,
		// A search for what is rare may return empty pages before rows: until it has ended nothing is reported as missing.
		loading: query.isPending || (state.rows.length === 0 && hasNextPage),
		error: query.isError && state.rows.length === 0 ? query.error : undefined,
		loadingMore: query.isFetchingNextPage,
		loadMore,
		restart,
		onReading,
	};
}
