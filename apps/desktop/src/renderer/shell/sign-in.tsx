import { Button, PasswordInput } from "@mantine/core";
import { IconPlugConnected, IconPlugConnectedX } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Message } from "../ui/panel.tsx";
import { Brand } from "./brand.tsx";
import { EnvironmentSwitcher } from "./environments/environment-switcher.tsx";
import { StartDaemon } from "./environments/local-daemon.tsx";
import { ProductionFrame } from "./environments/production-guard.tsx";
import classes from "./sign-in.module.css";

interface SignInProps {
	readonly onToken: (token: string) => Promise<void>;
	readonly checking: boolean;
	readonly refused: boolean;
	/** Where the token is kept, in words. */
	readonly kept: string;
}

/** Requires the operator's token. The field is read once and emptied: the page keeps no copy of its own. */
export function SignIn({ onToken, checking, refused, kept }: SignInProps) {
	const field = useRef<HTMLInputElement>(null);
	const [empty, setEmpty] = useState(true);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const token = field.current?.value.trim() ?? "";
		if (field.current !== null) field.current.value = "";
		setEmpty(true);
		if (token !== "") void onToken(token);
	};
	return (
		<Before>
			<form className={classes.card} onSubmit={submit}>
				<Brand />
				<h1>Sign in</h1>
				<p className="t2 sm">This daemon requires a token. It is kept {kept} and sent with each request, nowhere else.</p>
				<PasswordInput
					label="Token"
					size="xs"
					ref={field}
					onChange={(event) => setEmpty(event.currentTarget.value.trim() === "")}
					error={refused && !checking ? "This token was not accepted." : undefined}
					autoComplete="off"
					data-autofocus
				/>
				<Button type="submit" variant="filled" loading={checking} disabled={empty}>
					Sign in
				</Button>
			</form>
		</Before>
	);
}

/** How long the first response may take before the page shows that it waits, in ms: a quick one causes no flash of words. */
const QUIET_MS = 300;

/** Until the daemon has responded for the first time. */
export function Connecting() {
	const [shown, setShown] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setShown(true), QUIET_MS);
		return () => clearTimeout(timer);
	}, []);
	if (!shown) return null;
	return (
		<Before>
			<div className={classes.card} aria-busy>
				<Brand />
				<h1 className="sr">Orderdeck</h1>
				<Message icon={<IconPlugConnected size={20} />} title="Connecting to the daemon">
					It has not responded yet.
				</Message>
			</div>
		</Before>
	);
}

/** When no response came; tries again by itself. */
export function Unreachable({ message }: { message: string }) {
	return (
		<Before>
			<div className={classes.card}>
				<Brand />
				<h1 className="sr">Orderdeck</h1>
				<Message icon={<IconPlugConnectedX size={20} className="bad" />} title="The daemon cannot be reached">
					{message} Trying again every two seconds.
				</Message>
				<StartDaemon />
			</div>
		</Before>
	);
}

/** Around what stands before the console: one can still go to another environment. */
function Before({ children }: { children: ReactNode }) {
	return (
		<main className={classes.page}>
			<div className={classes.where}>
				<EnvironmentSwitcher />
			</div>
			{children}
			<ProductionFrame />
		</main>
	);
}
