import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ProducerState } from "@orderdeck/contracts/services/entities";
import type { FormEvent } from "react";
import { ActButton } from "../../shell/act-button.tsx";
import { useEnvironment } from "../../shell/environments/environment-context.tsx";
import { useNameAgain } from "../../shell/environments/name-again.tsx";
import { type ProducerChange, paceWords } from "./use-set-producer.ts";

interface ConfirmProducerProps {
	readonly producer: ProducerState;
	/** What was requested; undefined while nothing is. */
	readonly change: ProducerChange | undefined;
	readonly onConfirm: (change: ProducerChange) => void;
	readonly onClose: () => void;
}

/** In production: what the change sends, and the environment's name again. */
export function ConfirmProducer({ producer, change, onConfirm, onClose }: ConfirmProducerProps) {
	const { name } = useEnvironment();
	const nameAgain = useNameAgain();
	const close = () => {
		nameAgain.reset();
		onClose();
	};
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (change === undefined || !nameAgain.confirmed) return;
		onConfirm(change);
		close();
	};
	const starts = change?.rate === undefined;
	const pace = paceWords(change?.rate ?? producer.rate);
	return (
		<Modal
			opened={change !== undefined}
			onClose={close}
			title={starts ? `Start the producer in ${name}?` : `Change the rate in ${name}?`}
			size={400}
		>
			<form onSubmit={submit}>
				<Stack gap={12}>
					<p className="sm t2">
						It publishes test orders to <span className="mono">{producer.topic}</span> at {pace}. Every consumer group processes them like
						real orders: they are charged, reserved and shipped.
					</p>
					{nameAgain.field}
					<Group gap={8} justify="flex-end">
						<Button onClick={close}>{starts ? "Keep it stopped" : "Keep the rate"}</Button>
						<ActButton type="submit" variant="filled" color="var(--od-bad-solid)" disabled={!nameAgain.confirmed}>
							{starts ? "Start the producer" : `Change to ${pace}`}
						</ActButton>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
