/** What makes production unmistakable, and the lock on its actions. */
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { shortDuration } from "../../format/duration.ts";
import { useHost } from "../../host/host-context.tsx";
import { onOverlay } from "../commands/overlays.ts";
import { useEnvironment } from "./environment-context.tsx";
import classes from "./environments.module.css";

/** The frame around everything; nothing where the environment is not production. */
export function ProductionFrame() {
	const { kind, colour } = useEnvironment();
	return kind === "production" ? <div className={`${classes.colour} ${classes.frame}`} data-colour={colour} aria-hidden /> : null;
}

/** `PRODUCTION · read-only` with its unlock, and how long it stays unlocked. */
export function ProductionBadge() {
	const { environments } = useHost();
	const { lock, colour, kind } = useEnvironment();
	const [asking, setAsking] = useState(false);
	useEffect(() => onOverlay((overlay) => overlay === "unlock" && setAsking(true)), []);
	if (kind !== "production") return null;
	const unlocked = lock.state === "unlocked";
	return (
		<div className={`${classes.colour} ${classes.badge}`} data-colour={colour} data-testid="production">
			<b>
				{unlocked ? <IconLockOpen size={14} aria-hidden /> : <IconLock size={14} aria-hidden />}
				PRODUCTION
			</b>
			{unlocked ? <UnlockedFor until={lock.until} /> : <span>read-only</span>}
			{unlocked ? (
				<button type="button" onClick={() => void environments.lock()}>
					<IconLock size={14} aria-hidden /> Lock
				</button>
			) : (
				<button type="button" onClick={() => setAsking(true)}>
					<IconLockOpen size={14} aria-hidden /> Unlock…
				</button>
			)}
			<UnlockDialog opened={asking} onClose={() => setAsking(false)} />
		</div>
	);
}

function UnlockedFor({ until }: { until: number }) {
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), 1_000);
		return () => clearInterval(timer);
	}, []);
	return <span className="tn">unlocked · {shortDuration(Math.max(0, until - now) / 1000)} left</span>;
}

function UnlockDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
	const { environments } = useHost();
	const { name } = useEnvironment();
	const [typed, setTyped] = useState("");
	const [refused, setRefused] = useState<string>();
	const close = () => {
		setTyped("");
		setRefused(undefined);
		onClose();
	};
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		const outcome = await environments.unlock(typed);
		if (outcome.done) close();
		else setRefused(outcome.reason);
	};
	return (
		<Modal opened={opened} onClose={close} title={`Unlock ${name}?`} size={400}>
			<form onSubmit={(event) => void submit(event)}>
				<Stack gap={12}>
					<p className="sm t2">Actions reach live orders and real money. They lock again by themselves after 15 minutes.</p>
					<NameField name={name} typed={typed} onTyped={setTyped} refused={refused} />
					<Group gap={8} justify="flex-end">
						<Button onClick={close}>Keep read-only</Button>
						<Button type="submit" variant="filled" color="var(--od-bad-solid)" disabled={typed !== name}>
							Unlock for 15 minutes
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

function NameField(props: { name: string; typed: string; onTyped: (typed: string) => void; refused?: string | undefined }) {
	return (
		<TextInput
			label={`Type ${props.name}`}
			value={props.typed}
			onChange={(event) => props.onTyped(event.currentTarget.value)}
			error={props.refused}
			autoComplete="off"
			spellCheck={false}
			data-autofocus
		/>
	);
}

/** For what cannot be undone: in production the name must be typed again. `confirmed` is true where none is required. */
export function useNameAgain() {
	const { kind, name } = useEnvironment();
	const [typed, setTyped] = useState("");
	const required = kind === "production";
	return {
		confirmed: !required || typed === name,
		reset: () => setTyped(""),
		field: required ? <NameField name={name} typed={typed} onTyped={setTyped} /> : null,
	};
}
