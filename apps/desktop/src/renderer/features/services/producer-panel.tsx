import { Skeleton } from "@mantine/core";
import type { ProducerState } from "@orderdeck/contracts/services/entities";
import { setProducerSchema } from "@orderdeck/contracts/services/requests";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { exactNumber } from "../../format/number.ts";
import { numberIn } from "../../format/number-text.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { ErrorMessage, Panel } from "../../ui/panel.tsx";
import { producerLook } from "../../ui/service-state.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import { ConfirmProducer } from "./confirm-producer.tsx";
import classes from "./services.module.css";
import { paceWords, useSetProducer } from "./use-set-producer.ts";

const READ_MS = 1_000;

export function ProducerPanel() {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const query = useQuery({ ...trpc.services.producer.queryOptions(), refetchInterval: pausedAt === undefined ? READ_MS : false });
	const producer = query.data;
	const error = useStandingError(query);
	return (
		<Panel title="Producer" note="generates test orders">
			{error !== undefined ? (
				<ErrorMessage what="The producer" error={error} onRetry={() => void query.refetch()} />
			) : (
				<div className={classes.producer}>
					<Facts producer={producer} />
					{producer !== undefined && <Controls producer={producer} />}
				</div>
			)}
		</Panel>
	);
}

function Facts({ producer }: { producer: ProducerState | undefined }) {
	const loading = <Skeleton height={8} width={64} />;
	return (
		<dl className={classes.facts} data-testid="producer">
			<div>
				<dt>State</dt>
				<dd>{producer === undefined ? loading : <StateMark look={producerLook(producer)} />}</dd>
			</div>
			<div>
				<dt>Target rate</dt>
				<dd className="tn">{producer === undefined ? loading : paceWords(producer.rate)}</dd>
			</div>
			<div>
				<dt>Produced since start</dt>
				<dd className="tn">{producer === undefined ? loading : exactNumber(producer.produced)}</dd>
			</div>
			<div>
				<dt>Topic</dt>
				<dd className="mono">{producer === undefined ? loading : producer.topic}</dd>
			</div>
		</dl>
	);
}

function Controls({ producer }: { producer: ProducerState }) {
	const { set, mustConfirm } = useSetProducer();
	const { start } = useSearch({ from: "/services" });
	const navigate = useNavigate({ from: "/services" });
	const [newRate, setNewRate] = useState<number>();
	const running = producer.running;
	const toConfirm = start === "true" && !running ? { running: true } : newRate === undefined ? undefined : { rate: newRate };
	const [rate, setRate] = useState(String(producer.rate));
	const checked = setProducerSchema.safeParse({ rate: numberIn(rate) });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!checked.success) return;
		if (running && mustConfirm) setNewRate(checked.data.rate);
		else set.mutate(checked.data);
	};
	const startOrStop = () => {
		if (!running && mustConfirm) void navigate({ search: { start: "true" }, replace: true });
		else set.mutate({ running: !running });
	};
	const stopAsking = () => {
		setNewRate(undefined);
		void navigate({ search: {}, replace: true });
	};
	return (
		<>
			<form onSubmit={submit} noValidate className={classes.rate}>
				<NumberField
					label="Orders per second"
					w={132}
					min={0.1}
					max={10_000}
					value={rate}
					onChange={setRate}
					error={checked.success ? undefined : checked.error.issues[0]?.message}
				/>
				<ActButton
					action="services.setProducer"
					type="submit"
					disabled={!checked.success || checked.data.rate === producer.rate}
					loading={set.isPending && set.variables?.rate !== undefined}
				>
					Set rate
				</ActButton>
			</form>
			<ActButton
				action="services.setProducer"
				leftSection={running ? <IconPlayerStop size={14} /> : <IconPlayerPlay size={14} />}
				loading={set.isPending && set.variables?.running !== undefined}
				onClick={startOrStop}
			>
				{running ? "Stop the producer" : mustConfirm ? "Start the producer…" : "Start the producer"}
			</ActButton>
			<ConfirmProducer producer={producer} change={toConfirm} onConfirm={(change) => set.mutate(change)} onClose={stopAsking} />
		</>
	);
}
