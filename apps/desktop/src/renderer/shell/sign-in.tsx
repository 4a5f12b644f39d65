import { Button, PasswordInput } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { Message } from "../ui/panel.tsx";
import { Brand } from "./brand.tsx";
import classes from "./sign-in.module.css";

/** Asks for the operator's token. It is kept in this tab only. */
export function SignIn(props: { onToken: (token: string) => void; checking: boolean; refused: boolean }) {
	const [token, setToken] = useState("");
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (token.trim() !== "") props.onToken(token.trim());
	};
	return (
		<main className={classes.page}>
			<form className={classes.card} onSubmit={submit}>
				<Brand />
				<h1>Sign in</h1>
				<p className="t2 sm">This daemon asks for a token. It is kept in this tab and sent with each request, nowhere else.</p>
				<PasswordInput
					label="Token"
					size="xs"
					value={token}
					onChange={(event) => setToken(event.currentTarget.value)}
					error={props.refused && !props.checking ? "This token was not accepted." : undefined}
					autoComplete="off"
					data-autofocus
				/>
				<Button type="submit" variant="filled" loading={props.checking} disabled={token.trim() === ""}>
					Sign in
				</Button>
			</form>
		</main>
	);
}

/** Before the first answer; tries again by itself. */
export function Unreachable({ message }: { message: string }) {
	return (
		<main className={classes.page}>
			<div className={classes.card}>
				<Brand />
				<h1 className="sr">Orderdeck</h1>
				<Message icon={<IconPlugConnectedX size={20} className="bad" />} title="The daemon cannot be reached">
					{message} Trying again every two seconds.
				</Message>
			</div>
		</main>
	);
}
