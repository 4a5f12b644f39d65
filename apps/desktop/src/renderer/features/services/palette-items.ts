/** Starts and stops the producer from the palette, where it runs in this daemon. */
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { useLive } from "../../live/live-context.tsx";
import type { PaletteItem } from "../../shell/commands/palette-items.ts";
import { useActItems } from "../../shell/commands/use-act-items.ts";
import { producerIsHere } from "../../ui/service-state.ts";
import { useSetProducer } from "./use-set-producer.ts";

export function useProducerItems(): readonly PaletteItem[] {
	const trpc = useTRPC();
	const navigate = useNavigate();
	const services = useLive((state) => state.services);
	const here = services !== undefined && producerIsHere(services);
	const { data } = useQuery({ ...trpc.services.producer.queryOptions(), enabled: here });
	const { set, mustConfirm } = useSetProducer();
	const part = "Actions";
	const stop: PaletteItem = {
		id: "producer",
		part,
		label: "Stop the producer",
		icon: IconPlayerStop,
		run: () => set.mutate({ running: false }),
	};
	const start: PaletteItem = {
		id: "producer",
		part,
		label: mustConfirm ? "Start the producer…" : "Start the producer",
		icon: IconPlayerPlay,
		run: () => (mustConfirm ? void navigate({ to: "/services", search: { start: "true" } }) : set.mutate({ running: true })),
	};
	return useActItems(!here || data === undefined ? [] : [data.running ? stop : start], "services.setProducer");
}
