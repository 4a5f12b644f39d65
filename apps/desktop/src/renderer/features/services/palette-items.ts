/** Starts and stops the producer from the palette, where it runs in this daemon. */
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { useLive } from "../../live/live-context.tsx";
import type { PaletteItem } from "../../shell/commands/palette-items.ts";
import { useMayAct } from "../../shell/session.tsx";
import { producerIsHere } from "./service-words.ts";
import { useSetProducer } from "./use-set-producer.ts";

export function useProducerItems(): readonly PaletteItem[] {
	const trpc = useTRPC();
	const mayAct = useMayAct();
	const services = useLive((state) => state.services);
	const here = mayAct && services !== undefined && producerIsHere(services);
	const { data } = useQuery({ ...trpc.services.producer.queryOptions(), enabled: here });
	const set = useSetProducer();
	if (!here || data === undefined) return [];
	const { running } = data;
	return [
		{
			id: "producer",
			part: "Actions",
			label: running ? "Stop the producer" : "Start the producer",
			icon: running ? IconPlayerPause : IconPlayerPlay,
			run: () => set.mutate({ running: !running }),
		},
	];
}
