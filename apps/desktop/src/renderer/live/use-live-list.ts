/** A list that is read in pages, kept current by the stream, and still while it is read. */
import type { LiveFrame } from "@orderdeck/contracts/live";
import { type InfiniteData, type QueryKey, type UseInfiniteQueryResult, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { mayPass } from "../api/problem.ts";
import { useStandingError } from "../ui/use-standing-error.ts";
import { createCoalescer } from "./coalesce.ts";
import { useEarlierRows } from "./earlier-rows.ts";
import { createFeed, type Feed, type FeedMode, type FeedRules, type FeedState } from "./feed.ts";
import { useLiveContext } from "./live-context.tsx";

export interface ListPage<T> {
	readonly items: readonly T[];
	readonly nextCursor: string | null;
}

export interface LiveListOptions<T> {
	/** Names the list and its filters; a new key is a new list. */
	readonly queryKey: QueryKey;
	/** Names it across visits, where the key depends on when the list was opened. */
	readonly keptAs?: QueryKey;
	readonly fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<T>>;
	readonly rules: FeedRules<T>;
	readonly pick: (frame: LiveFrame) => readonly T[];
	/** True while something else, such as an open panel, keeps the operator on a row. */
	readonly reading: boolean;
}

export interface LiveList<T> extends FeedState<T> {
	readonly mode: FeedMode;
	/** The rows are those of an earlier visit: the list has not been read since. */
	readonly fromEarlier: boolean;
	readonly loading: boolean;
	readonly error: unknown;
	readonly loadingMore: boolean;
	readonly loadMore: () => void;
	readonly restart: () => void;
	/** Shows what the daemon returned for the operator's own action, before the stream does; rows keep their place unless the list follows. */
	readonly take: (items: readonly T[]) => void;
	readonly onReading: (reading: Reading) => void;
}

/** The reader points at the rows, has scrolled down, or has the focus on something in a row: rows must not move. */
export interface Reading {
	readonly pointing?: boolean;
	readonly scrolled?: boolean;
	readonly focused?: boolean;
}

/** Rows kept while new ones arrive; beyond it the list starts again from its top. */
const ROWS_FOLLOWED = 1_500;
/** A list that missed something, or could not be read, is read again at most this often, in ms. */
const RESTART_MS = 2_000;

/** What the list is doing now, for callbacks that outlive a render. */
interface Current<T> {
	mode: FeedMode;
	pick: LiveListOptions<T>["pick"];
	/** Whether the last reading was started by the list itself. */
	unasked: boolean;
}

export function useLiveList<T>(options: LiveListOptions<T>): LiveList<T> {
	const { pausedAt } = useLiveContext();
	const name = JSON.stringify(options.queryKey);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new name is a new list; rules follow from it
	const feed = useMemo(() => createFeed(options.rules), [name]);
	const state = useSyncExternalStore(feed.subscribe, feed.getState);
	const current = useRef<Current<T>>({ mode: "follow", pick: options.pick, unasked: false });
	const { query, reread } = usePages(feed, options, current);
	const { reading, onReading } = useReading();
	const mode: FeedMode = pausedAt !== undefined ? "still" : options.reading || reading ? "hold" : "follow";
	current.current.mode = mode;
	current.current.pick = options.pick;
	useFrames(feed, current, reread);
	useResume(feed, mode, current, reread);
	useRetry(query, reread);
	const earlier = useEarlierRows(feed, options.keptAs ?? options.queryKey, state.isRead);
	const rows = state.isRead ? state.rows : earlier;
	const error = useStandingError(query);

	const restart = useCallback(() => {
		current.current.unasked = false;
		reread();
	}, [reread]);
	const take = useCallback(
		(items: readonly T[]) => feed.fold(items, current.current.mode === "follow" ? "follow" : "hold", Date.now()),
		[feed],
	);
	const { hasNextPage, isFetching, fetchNextPage } = query;
	const loadMore = useCallback(() => {
		if (hasNextPage && !isFetching) void fetchNextPage();
	}, [hasNextPage, isFetching, fetchNextPage]);

	return {
		...state,
		rows,
		mode,
		fromEarlier: !state.isRead && rows.length > 0,
		// A search for what is rare may return empty pages before rows: until it has ended nothing is reported as missing.
		loading: rows.length === 0 && (query.isPending || hasNextPage),
		error: rows.length === 0 ? error : undefined,
		loadingMore: query.isFetchingNextPage,
		loadMore,
		restart,
		take,
		onReading,
	};
}

type PagesQuery = UseInfiniteQueryResult;

/** Reads pages into the feed. Rows are kept by the feed alone; the query keeps where each page ends. */
function usePages<T>(feed: Feed<T>, { queryKey, fetchPage }: LiveListOptions<T>, current: RefObject<Current<T>>) {
	const queryClient = useQueryClient();
	const take = ({ items, nextCursor }: ListPage<T>, cursor: string | undefined) => {
		if (cursor !== undefined) feed.append(items, nextCursor === null);
		// The operator has started to read since it was requested: rows would move under their eyes.
		else if (current.current.unasked && current.current.mode !== "follow") feed.missed();
		else feed.restart(items, nextCursor === null);
	};
	const query = useInfiniteQuery({
		queryKey,
		queryFn: async ({ pageParam, signal }) => {
			const page = await fetchPage(pageParam, signal);
			signal.throwIfAborted();
			take(page, pageParam);
			return page.nextCursor;
		},
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (nextCursor) => nextCursor ?? undefined,
		staleTime: Number.POSITIVE_INFINITY,
		refetchInterval: false,
		gcTime: 0,
	});
	const { refetch } = query;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the feed changes with the key
	const reread = useCallback(() => {
		feed.release();
		queryClient.setQueryData<InfiniteData<string | null, string | undefined>>(queryKey, (known) =>
			known === undefined ? known : { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
		);
		void refetch();
	}, [feed, queryClient, refetch]);
	return { query, reread };
}

/** Reads again what could not be read, until it can. A page further down is read again when it is scrolled to. */
function useRetry({ isLoadingError, isRefetchError, error, errorUpdatedAt }: PagesQuery, reread: () => void): void {
	const fails = (isLoadingError || isRefetchError) && mayPass(error);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each failure is followed by a try
	useEffect(() => {
		if (!fails) return;
		const timer = setTimeout(reread, RESTART_MS);
		return () => clearTimeout(timer);
	}, [fails, errorUpdatedAt, reread]);
}

function useReading() {
	const [reading, setReading] = useState<Required<Reading>>({ pointing: false, scrolled: false, focused: false });
	const onReading = useCallback((change: Reading) => {
		setReading((known) => {
			const next = { ...known, ...change };
			const isSame = next.pointing === known.pointing && next.scrolled === known.scrolled && next.focused === known.focused;
			return isSame ? known : next;
		});
	}, []);
	return { reading: reading.pointing || reading.scrolled || reading.focused, onReading };
}

/** Folds the stream into the feed; a list that missed something, or has grown too long, is read again while it follows. */
function useFrames<T>(feed: Feed<T>, current: RefObject<Current<T>>, reread: () => void): void {
	const { store } = useLiveContext();
	useEffect(() => {
		const restarts = createCoalescer(() => {
			if (current.current.mode !== "follow") return feed.missed();
			current.current.unasked = true;
			reread();
		}, RESTART_MS);
		const stop = store.onFrame((frame) => {
			const { mode, pick } = current.current;
			feed.fold(pick(frame), mode, Date.now());
			const tooLong = mode === "follow" && feed.getState().rows.length > ROWS_FOLLOWED;
			if (frame.reset || frame.omitted > 0 || tooLong) restarts.request();
		});
		return () => {
			stop();
			restarts.cancel();
		};
	}, [store, feed, current, reread]);
}

/** Reads the list again when it was still, or was held while something new waited or rows changed their place. */
function useResume<T>(feed: Feed<T>, mode: FeedMode, current: RefObject<Current<T>>, reread: () => void): void {
	const before = useRef(mode);
	useEffect(() => {
		const resumed = mode === "follow" && before.current !== "follow";
		const wasStill = before.current === "still" && mode !== "still";
		before.current = mode;
		const { waiting, uncounted, unsorted } = feed.getState();
		if (!wasStill && !(resumed && (waiting > 0 || uncounted || unsorted))) return;
		// Resuming while scrolled down requests what is new; an operator who has only stopped reading may start to read again.
		current.current.unasked = mode === "follow";
		reread();
	}, [mode, feed, current, reread]);
}
