import { Button, TextInput } from "@mantine/core";
import { TOPICS } from "@orderdeck/contracts/topics";
import { IconHistory } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { numberIn } from "../../format/number-text.ts";
import { fullTime } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { useRunningNow } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { toastDone } from "../../ui/toast.tsx";
import classes from "./replay.module.css";
import { checkReplay, windowStart } from "./replay-words.ts";

const DAYS = 7;
const QUICK_DAYS = [1, 7, 30] as const;

export function ReplayForm() {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const [typed, setTyped] = useState(String(DAYS));
	const days = numberIn(typed);
	const [topic, setTopic] = useState<string>(TOPICS.ordersReplay);
	const [rate, setRate] = useState("");
	const [tried, setTried] = useState(false);
	const checked = checkReplay({ days, topic, rate: rate.trim() === "" ? undefined : numberIn(rate) });
	const errors = tried && !checked.ok ? checked.errors : {};
	const start = useMutation({
		...trpc.orders.replay.mutationOptions(),
		onSuccess: (job) => toastDone(`Replay into ${job.topic} started`, `${counted(job.total, "order")} of the last ${job.days} days.`),
		onSettled: () => queryClient.invalidateQueries(trpc.replays.list.queryFilter()),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		setTried(true);
		if (checked.ok) start.mutate(checked.replay);
	};
	return (
		<form id="new-replay" onSubmit={submit} noValidate className={classes.form}>
			<div>
				<NumberField
					label="Days"
					description={<WindowWords days={days} />}
					min={0}
					max={365}
					value={typed}
					onChange={setTyped}
					error={errors.days}
				/>
				<div className={classes.quick}>
					{QUICK_DAYS.map((each) => (
						<Button key={each} size="compact-xs" aria-pressed={days === each} onClick={() => setTyped(String(each))}>
							{each === 1 ? "Last day" : `${each} days`}
						</Button>
					))}
				</div>
			</div>
			<TextInput
				label="Target topic"
				description="Created if missing. Live topics are not allowed"
				value={topic}
				onChange={(event) => setTopic(event.currentTarget.value)}
				error={errors.topic}
				spellCheck={false}
			/>
			<NumberField
				label="Orders per second"
				description="At most; empty for no limit"
				placeholder="no limit"
				min={0.1}
				max={10_000}
				value={rate}
				onChange={setRate}
				error={errors.rate}
			/>
			<p className="xs t2">Orders are sent again as they arrived, marked as a replay: nothing is charged, reserved, shipped or counted.</p>
			{start.isError && (
				<p className="bad sm" role="alert">
					{problemOf(start.error).message}
				</p>
			)}
			<ActButton action="orders.replay" type="submit" variant="filled" leftSection={<IconHistory size={14} />} loading={start.isPending}>
				Start replay
			</ActButton>
		</form>
	);
}

function WindowWords({ days }: { days: number }) {
	const now = useRunningNow();
	if (!(days > 0)) return <>The orders created in the last days</>;
	return <>{`Orders created since ${fullTime(windowStart(days, now)).slice(0, 16)} UTC`}</>;
}
