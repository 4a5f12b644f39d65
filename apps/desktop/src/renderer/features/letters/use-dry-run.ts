/** What a redrive would do, as it was last determined. */
import type { RedriveForecast, RedrivePreview } from "@orderdeck/contracts/letters/entities";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useTRPC } from "../../api/client.ts";
import { type Chosen, choiceOf } from "./chosen-letters.ts";

export interface DryRun {
	/** Undefined until there is one. */
	readonly preview: RedrivePreview | undefined;
	/** When it was read, ms since the epoch by this machine's clock. */
	readonly at: number | undefined;
	readonly isRunning: boolean;
	/** Why the last one was refused; undefined where it was not. */
	readonly error: unknown;
	readonly run: (on: Chosen) => void;
	readonly forget: () => void;
}

export function useDryRun(): DryRun {
	const trpc = useTRPC();
	const dry = useMutation(trpc.deadLetters.redrive.mutationOptions());
	const readAt = useRef<number>(undefined);
	const preview = dry.data !== undefined && "forecasts" in dry.data ? dry.data : undefined;
	return {
		preview,
		at: preview === undefined ? undefined : readAt.current,
		isRunning: dry.isPending,
		error: dry.error ?? undefined,
		run(on) {
			const onSuccess = () => {
				readAt.current = Date.now();
			};
			dry.mutate({ ...choiceOf(on), dryRun: true }, { onSuccess });
		},
		forget: dry.reset,
	};
}

/** Those that would be handled, or were handled before. */
export function succeedingIds(preview: RedrivePreview): string[] {
	return preview.forecasts.flatMap(({ letter_id, outcome }) => (outcome === "succeeds" || outcome === "no_effect" ? [letter_id] : []));
}

/** In a word or two, for a column. */
export function forecastWord({ outcome, code }: RedriveForecast): string {
	if (outcome === "succeeds") return "succeeds";
	if (outcome === "no_effect") return "no effect";
	return code ?? outcome;
}
