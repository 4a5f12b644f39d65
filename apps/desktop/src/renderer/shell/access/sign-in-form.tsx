/** The ways to sign in: at the issuer, with a token, or both. The token's field is read once and emptied: the page keeps no copy of its own. */
import { Button, Divider, PasswordInput } from "@mantine/core";
import { IconLogin2 } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import classes from "../sign-in.module.css";

export interface SignInWays {
	/** Undefined where the daemon offers no issuer. */
	readonly issuer: { readonly host: string; readonly start: () => void; readonly leaving: boolean } | undefined;
	/** Undefined where the daemon accepts no tokens of its own. */
	readonly onToken: ((token: string) => Promise<void>) | undefined;
	readonly checking: boolean;
	/** Why the last attempt was refused, in a sentence. */
	readonly refused: string | undefined;
}

/** `kept`: where a token is kept, in words. */
export function SignInForm({ ways, kept }: { ways: SignInWays; kept: string }) {
	const { issuer, onToken, checking, refused } = ways;
	return (
		<div className={classes.form}>
			{issuer !== undefined && (
				<Button
					variant="filled"
					leftSection={<IconLogin2 size={14} aria-hidden />}
					loading={issuer.leaving}
					onClick={issuer.start}
					data-autofocus
				>
					Sign in with {issuer.host}
				</Button>
			)}
			{refused !== undefined && !checking && onToken === undefined && (
				<p className="bad sm" role="alert">
					{refused}
				</p>
			)}
			{issuer !== undefined && onToken !== undefined && <Divider label="or with a token" />}
			{onToken !== undefined && (
				<TokenField onToken={onToken} kept={kept} checking={checking} refused={refused} isOnly={issuer === undefined} />
			)}
		</div>
	);
}

interface TokenFieldProps {
	readonly onToken: (token: string) => Promise<void>;
	readonly kept: string;
	readonly checking: boolean;
	readonly refused: string | undefined;
	readonly isOnly: boolean;
}

function TokenField({ onToken, kept, checking, refused, isOnly }: TokenFieldProps) {
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
		<form className={classes.form} onSubmit={submit}>
			<p className="t2 sm">
				{isOnly && "This daemon requires a token. "}It is kept {kept} and sent only to this daemon.
			</p>
			<PasswordInput
				label="Token"
				size="xs"
				ref={field}
				onChange={(event) => setEmpty(event.currentTarget.value.trim() === "")}
				error={checking ? undefined : refused}
				autoComplete="off"
				data-autofocus={isOnly || undefined}
			/>
			<Button type="submit" variant={isOnly ? "filled" : "default"} loading={checking} disabled={empty}>
				Sign in
			</Button>
		</form>
	);
}
