import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { useLiveContext } from "../../live/live-context.tsx";

const READ_MS = 5_000;

/** The rules with what their alerts came to, read again while they are shown. */
export function useRules() {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	return useQuery({ ...trpc.rules.list.queryOptions(), refetchInterval: pausedAt === undefined ? READ_MS : false, retry: false });
}
