/** How many dead letters are in each state, read again every few seconds. */
import type { LetterState } from "@orderdeck/contracts/letters/entities";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.ts";
import { useLiveContext } from "../live/live-context.tsx";

const READ_MS = 5_000;

export function useLetterSummary(state: LetterState = "WAITING") {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	return useQuery({
		...trpc.deadLetters.summary.queryOptions({ state }),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		retry: false,
	});
}
