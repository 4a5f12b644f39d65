import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import type { AlertCounts } from "./alert-tabs.ts";

const READ_MS = 3_000;

/** Undefined until they have been read. */
export function useAlertCounts(): AlertCounts | undefined {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	return useQuery({
		...trpc.alerts.counts.queryOptions(),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		placeholderData: keepPreviousData,
		retry: false,
	}).data;
}
