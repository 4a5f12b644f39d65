/** What operators did within the window of a chart. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.ts";
import { useLiveContext } from "../live/live-context.tsx";
import type { AuditRow } from "./audit-words.ts";
import { MARKED_ACTIONS, type MarkedAction } from "./marked-actions.ts";

/** More than a chart has room for; the newest are read. */
const MOST = 200;
const OFTEN_MS = 5_000;
const NONE: readonly AuditRow[] = [];

interface MarkedActions {
	/** Ms since the epoch; a time that stays the same for a while, as each one is read by itself. */
	readonly from: number;
	/** Such as `group:payments-group`; everything where it is not given. */
	readonly target?: string;
	/** Those alone; all that are marked where it is not given. */
	readonly actions?: readonly MarkedAction[];
	/** False: none are read. */
	readonly isRead?: boolean;
	/** How often the chart itself is read, in ms. */
	readonly readMs: number;
}

/** Newest first; none until they are read. Not read while live views are paused. */
export function useMarkedActions({ from, target, actions = MARKED_ACTIONS, isRead = true, readMs }: MarkedActions): readonly AuditRow[] {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const everyMs = Math.max(readMs, OFTEN_MS);
	const { data } = useQuery({
		...trpc.audit.list.queryOptions({
			action: [...actions],
			outcome: "done",
			from: new Date(from).toISOString(),
			limit: MOST,
			...(target === undefined ? {} : { target }),
		}),
		enabled: isRead,
		refetchInterval: pausedAt === undefined ? everyMs : false,
		staleTime: everyMs / 2,
		retry: false,
		placeholderData: keepPreviousData,
	});
	return data?.records ?? NONE;
}
