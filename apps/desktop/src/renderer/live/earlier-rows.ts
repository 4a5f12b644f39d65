/** The first rows of lists that were left, for when they are opened again and cannot be read. They end with the session, as all that was read. */
import { type QueryClient, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Feed } from "./feed.ts";
import { useLine } from "./live-context.tsx";

const LISTS_KEPT = 12;
const ROWS_KEPT = 200;
const KEPT = "kept rows";
/** Rows of an earlier visit are shown when the list has not been read after this long, in ms. */
const OVERDUE_MS = 500;
const NONE: readonly never[] = [];

/** Keeps the list's first rows; beyond twelve lists the one that was left first is dropped. */
export function keepRows<T>(queryClient: QueryClient, list: string, rows: readonly T[]): void {
	const cache = queryClient.getQueryCache();
	const forget = (queryKey: QueryKey) => queryClient.removeQueries({ queryKey, exact: true });
	// Set from scratch it is the last of the cache.
	forget([KEPT, list]);
	queryClient.setQueryData<readonly T[]>([KEPT, list], rows.slice(0, ROWS_KEPT));
	for (const { queryKey } of cache.findAll({ queryKey: [KEPT] }).slice(0, -LISTS_KEPT)) forget(queryKey);
}

/** Undefined when the list was not shown before. */
export function keptRows<T>(queryClient: QueryClient, list: string): readonly T[] | undefined {
	return queryClient.getQueryData<readonly T[]>([KEPT, list]);
}

/** The rows of the last visit once the list is overdue; none before. Those of this visit are kept for the next one. */
export function useEarlierRows<T>(feed: Feed<T>, name: QueryKey, isRead: boolean): readonly T[] {
	const queryClient = useQueryClient();
	const isLost = useLine().state === "lost";
	const [overdue, setOverdue] = useState(false);
	const key = JSON.stringify(name);
	useEffect(() => {
		const timer = setTimeout(setOverdue, OVERDUE_MS, true);
		return () => clearTimeout(timer);
	}, []);
	useEffect(
		() => () => {
			const { isRead: known, rows } = feed.getState();
			if (known) keepRows(queryClient, key, rows);
		},
		[queryClient, feed, key],
	);
	return useMemo(
		() => (!isRead && (isLost || overdue) ? (keptRows<T>(queryClient, key) ?? NONE) : NONE),
		[queryClient, key, isRead, isLost, overdue],
	);
}
