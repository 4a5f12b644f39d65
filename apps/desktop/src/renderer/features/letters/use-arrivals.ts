import type { LetterState } from "@orderdeck/contracts/letters/entities";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { useLiveContext } from "../../live/live-context.tsx";

const READ_MS = 30_000;

/** When the letters of a state arrived, by group and reason; undefined until it is read. */
export function useArrivals(state: LetterState) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data } = useQuery({
		...trpc.deadLetters.arrivals.queryOptions({ state }),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		retry: false,
		placeholderData: keepPreviousData,
	});
	return data?.reasons;
}
