/** Takes a token and hands it to the host. The page keeps no copy: the field is read once and emptied. */
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import type { EnvironmentEntry, Outcome } from "../../../shared/host.ts";

export interface TokenFormProps {
	readonly entry: Pick<EnvironmentEntry, "name" | "url" | "hasSecret">;
	readonly onSave: (token: string | undefined) => Promise<Outcome>;
	readonly onBack: () => void;
}

export function TokenForm({ entry, onSave, onBack }: TokenFormProps) {
	const field = useRef<HTMLInputElement>(null);
	const [refused, setRefused] = useState<string>();
	const save = async (token: string | undefined) => {
		const outcome = await onSave(token).catch((): Outcome => ({ done: false, reason: "A token is 1 to 12288 characters without spaces." }));
		if (outcome.done) onBack();
		else setRefused(outcome.reason);
	};
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const token = field.current?.value.trim() ?? "";
		if (field.current !== null) field.current.value = "";
		if (token !== "") void save(token);
	};
	return (
		<form onSubmit={submit}>
			<Stack gap={12}>
				<p className="sm t2">
					It is kept in this system's key store and sent only to {entry.url}. It cannot be displayed again.
					{entry.hasSecret && " A token is stored; a new one replaces it."}
				</p>
				<PasswordInput label={`Token of ${entry.name}`} size="xs" ref={field} error={refused} autoComplete="off" data-autofocus />
				<Group gap={8} justify="flex-end">
					{entry.hasSecret && <Button onClick={() => void save(undefined)}>Remove token</Button>}
					<Button onClick={onBack}>Back</Button>
					<Button type="submit" variant="filled">
						Save
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
