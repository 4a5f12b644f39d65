/** The letters under a filter, page by page, read again while they are shown. */
import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import type { letterFilterOf } from "./letter-search.ts";

const PAGE = 100;
const READ_MS = 5_000;

export function useLetters(filter: ReturnType<typeof letterFilterOf>) {
	const client = useTRPCClient();
	const { pausedAt } = useLiveContext();
	const query = useInfiniteQuery({
		queryKey: ["dead-letters", filter],
		queryFn: ({ pageParam, signal }) =>
			client.deadLetters.list.query({ ...filter, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (page) => page.nextCursor,
		placeholderData: keepPreviousData,
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		retry: false,
	});
	const letters = useMemo<readonly DeadLetter[]>(() => {
		// A letter that moved between two pages is on both.
		const byId = new Map((query.data?.pages ?? []).flatMap((page) => page.letters.map((letter) => [letter.letter_id, letter])));
		return [...byId.values()];
	}, [query.data]);
	return {
		letters,
		loading: query.isPending,
		error: useStandingError(query),
		hasMore: query.hasNextPage,
		loadMore: () => void (query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()),
		reread: () => void query.refetch(),
	};
}
