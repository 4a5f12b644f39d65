/** Where there are no orders: the one action that brings some. */
import { IconPlayerPlay, IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useLive } from "../live/live-context.tsx";
import { ActButton } from "../shell/act-button.tsx";
import { isProducerStopped, producerIsHere } from "../ui/service-state.ts";

/** Starts the producer, where this daemon runs it and it is stopped; else an order is written by hand. */
export function FirstOrder() {
	const navigate = useNavigate();
	const services = useLive((state) => state.services) ?? [];
	const isStopped = producerIsHere(services) && isProducerStopped(services);
	if (isStopped) {
		return (
			<ActButton
				action="services.setProducer"
				leftSection={<IconPlayerPlay size={14} />}
				onClick={() => void navigate({ to: "/services", search: { start: "true" } })}
			>
				Start the producer…
			</ActButton>
		);
	}
	return (
		<ActButton
			action="orders.create"
			leftSection={<IconPlus size={14} />}
			onClick={() => void navigate({ to: "/orders", search: { new: "true" } })}
		>
			New order
		</ActButton>
	);
}
