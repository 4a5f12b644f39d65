import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { SPANS, type SpanKey } from "./spans.ts";

/** How late a group and its partitions have been. Not read while live views are paused. */
export function useLagHistory(group: string, span: SpanKey) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { minutes, readMs } = SPANS[span];
	return useQuery({
		...trpc.lag.groupHistory.queryOptions({ id: group, minutes }),
		refetchInterval: pausedAt === undefined ? readMs : false,
		staleTime: readMs / 2,
	});
}
