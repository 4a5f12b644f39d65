import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { useLiveContext, useNow } from "../../live/live-context.tsx";
import { type Range, readFrom } from "./ranges.ts";

/** The window of the range and the one before it. Not read while live views are paused. */
export function useHistory(range: Range) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const from = readFrom(range, useNow());
	return useQuery({
		...trpc.analytics.history.queryOptions({ bucket: range.bucket, from }),
		refetchInterval: pausedAt === undefined ? range.readMs : false,
		staleTime: range.readMs / 2,
		// While the next hour is read. A screen of another range has another hook, so that this is of the same one.
		placeholderData: keepPreviousData,
	});
}
