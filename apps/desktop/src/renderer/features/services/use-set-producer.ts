import type { setProducerSchema } from "@orderdeck/contracts/services/requests";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { useTRPC } from "../../api/client.ts";
import { exactNumber } from "../../format/number.ts";
import { useEnvironment } from "../../shell/environments/environment-context.tsx";
import { toastDone, toastFailed } from "../../ui/toast.tsx";

export type ProducerChange = z.infer<typeof setProducerSchema>;

/** `1 order/s`, `0.5 orders/s`, `2,000 orders/s`. */
export function paceWords(rate: number): string {
	return `${exactNumber(rate)} ${rate === 1 ? "order" : "orders"}/s`;
}

/** Starts, stops and paces the producer; the response is shown immediately. In production, what sends orders must be confirmed before. */
export function useSetProducer() {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const { kind } = useEnvironment();
	const set = useMutation({
		...trpc.services.setProducer.mutationOptions(),
		async onSuccess(state, requested) {
			// What was read before the change would be shown after it.
			await queryClient.cancelQueries(trpc.services.producer.queryFilter());
			queryClient.setQueryData(trpc.services.producer.queryKey(), state);
			const title =
				requested.rate !== undefined
					? `Producer rate set to ${paceWords(state.rate)}`
					: `Producer ${state.running ? "started" : "stopped"}`;
			toastDone(title, state.running ? `It sends ${paceWords(state.rate)}.` : "It sends nothing until it is started.");
		},
		onError: (error) => toastFailed("The producer was not changed", error),
	});
	return { set, mustConfirm: kind === "production" };
}
