import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { exactNumber } from "../../format/number.ts";
import { toastDone, toastRefused } from "../../ui/toast.tsx";

/** `0.5 orders/s`, `2,000 orders/s`. */
export function paceWords(rate: number): string {
	return `${exactNumber(rate)} orders/s`;
}

/** Starts, stops and paces the producer; the response is shown immediately. */
export function useSetProducer() {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	return useMutation({
		...trpc.services.setProducer.mutationOptions(),
		onSuccess(state, requested) {
			queryClient.setQueryData(trpc.services.producer.queryKey(), state);
			const title =
				requested.rate !== undefined ? `Producer paced at ${paceWords(state.rate)}` : `Producer ${state.running ? "started" : "stopped"}`;
			toastDone(title, state.running ? `It sends ${paceWords(state.rate)}.` : "It sends nothing until it is started.");
		},
		onError: (error) => toastRefused("The producer was not changed", problemOf(error).message),
	});
}
