import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.ts";
import { useLiveContext } from "../live/live-context.tsx";

/** How often the figures that do not stream are read, in ms. */
const READ_MS = 3_000;

/** The Overview's figures over the last `minutes`, or since a time before them. Not read while live views are paused. */
export function useOverview(minutes: number, since?: string) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	return useQuery({
		...trpc.analytics.overview.queryOptions({ minutes, ...(since === undefined ? {} : { since }) }),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		staleTime: READ_MS / 2,
		placeholderData: keepPreviousData,
	});
}
