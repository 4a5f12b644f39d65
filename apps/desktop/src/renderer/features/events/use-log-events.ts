/** Events as the log has them, from a start on, page by page; at the end of the log they follow it while the end is in sight. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { mayPass } from "../../api/problem.ts";
import { createCoalescer } from "../../live/coalesce.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import { type EventFilters, type EventRow, type EventStart, loggedRow } from "./event-feed.ts";

const PAGE = 100;
/** What is at its end, or could not be continued, is continued at most this often, in ms. */
const FOLLOW_MS = 1_000;
const RETRY_MS = 2_000;

export interface LogEvents {
	readonly rows: readonly EventRow[];
	/** Nothing has been found yet, and the search continues. */
	readonly loading: boolean;
	/** Why nothing could be read. */
	readonly error: unknown;
	/** Why the list could not be continued. */
	readonly moreError: unknown;
	/** The log has nothing before the list. */
	readonly isStart: boolean;
	/** The list has been read to the end of the log. */
	readonly isEnd: boolean;
	/** When the log accepted what was examined last, ISO 8601. */
	readonly until: string | undefined;
	readonly loadMore: () => void;
	readonly reread: () => void;
}

export function useLogEvents(start: EventStart, { topics, types, of }: EventFilters): LogEvents {
	const client = useTRPCClient();
	const selection = { ...start, topic: topics?.slice(), type: types?.slice(), order: of };
	const query = useInfiniteQuery({
		queryKey: ["list", "events of the log", selection],
		queryFn: ({ pageParam, signal }) => client.events.list.query({ ...selection, limit: PAGE, cursor: pageParam }, { signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor,
		// What the log has at a position never changes.
		staleTime: Number.POSITIVE_INFINITY,
		structuralSharing: false,
		refetchInterval: ({ state }) => (state.data === undefined && state.error !== null && mayPass(state.error) ? RETRY_MS : false),
	});
	const { data, isFetching, isFetchNextPageError, fetchNextPage, refetch } = query;
	const rows = useMemo(() => (data?.pages ?? []).flatMap(({ events }) => events.map(loggedRow)), [data]);
	const last = data?.pages.at(-1);
	const until = data?.pages.findLast((page) => page.until !== null)?.until ?? undefined;
	const waits = last === undefined || last.end || isFetchNextPageError;
	const news = useNews();
	const seen = useRef(news);
	const loadMore = useCallback(() => {
		if (isFetching || (waits && seen.current === news)) return;
		seen.current = news;
		void fetchNextPage();
	}, [isFetching, waits, news, fetchNextPage]);
	const searches = rows.length === 0 && last !== undefined && !last.end && !isFetchNextPageError;
	// The grid requests more when its last row is in sight; a list that has none yet continues by itself.
	useEffect(() => {
		if (rows.length === 0 && last !== undefined) loadMore();
	}, [rows.length, last, loadMore]);
	return {
		rows,
		loading: query.isPending || searches,
		error: useStandingError(query),
		moreError: isFetchNextPageError ? query.error : undefined,
		isStart: data?.pages[0]?.start ?? false,
		isEnd: last?.end ?? false,
		until,
		loadMore,
		reread: () => void refetch(),
	};
}

/** Another number when the daemon has published something, at most once each FOLLOW_MS; it stands still while live views are paused. */
function useNews(): number {
	const { store, pausedAt } = useLiveContext();
	const [news, setNews] = useState(0);
	useEffect(() => {
		if (pausedAt !== undefined) return;
		const ticks = createCoalescer(() => setNews((known) => known + 1), FOLLOW_MS);
		const stop = store.onFrame(() => ticks.request());
		return () => {
			stop();
			ticks.cancel();
		};
	}, [store, pausedAt]);
	return news;
}
