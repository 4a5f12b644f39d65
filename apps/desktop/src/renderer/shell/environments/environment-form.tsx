/** The form of an environment. */
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { ENVIRONMENT_KINDS } from "@orderdeck/contracts/environment";
import { type FormEvent, useState } from "react";
import {
	COLOUR_OF,
	ENVIRONMENT_COLOURS,
	type Environment,
	type EnvironmentDraft,
	environmentDraftSchema,
} from "../../../shared/environment.ts";
import type { Outcome } from "../../../shared/host.ts";
import { KIND_WORD } from "./environment-mark.tsx";
import classes from "./environments.module.css";

const NEW: EnvironmentDraft = { name: "", url: "https://", kind: "production", colour: "magenta" };

export interface EnvironmentFormProps {
	readonly entry?: Environment;
	readonly onSave: (draft: EnvironmentDraft) => Promise<Outcome>;
	readonly onBack: () => void;
}

export function EnvironmentForm({ entry, onSave, onBack }: EnvironmentFormProps) {
	const { name, url, kind, colour } = entry ?? NEW;
	const [draft, setDraft] = useState<EnvironmentDraft>({ name, url, kind, colour });
	const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
	const change = (part: Partial<EnvironmentDraft>) => setDraft((known) => ({ ...known, ...part }));
	const submit = async (event: FormEvent) => {
		event.preventDefault();
		const parsed = environmentDraftSchema.safeParse(draft);
		if (!parsed.success) return setErrors(Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message])));
		const outcome = await onSave(parsed.data);
		if (outcome.done) onBack();
		else setErrors({ name: outcome.reason });
	};
	return (
		<form onSubmit={(event) => void submit(event)}>
			<Stack gap={12}>
				<TextInput
					label="Name"
					value={draft.name}
					onChange={(event) => change({ name: event.currentTarget.value })}
					error={errors.name}
					maxLength={40}
					data-autofocus
				/>
				<TextInput
					label="Address"
					description={entry === undefined ? "https:// unless it is this machine" : "After a change of address the token is required again"}
					value={draft.url}
					onChange={(event) => change({ url: event.currentTarget.value })}
					error={errors.url}
					spellCheck={false}
				/>
				<Group gap={12} grow>
					<Select
						label="Kind"
						data={ENVIRONMENT_KINDS.map((value) => ({ value, label: KIND_WORD[value] }))}
						value={draft.kind}
						onChange={(value) => {
							const next = ENVIRONMENT_KINDS.find((each) => each === value);
							if (next !== undefined) change({ kind: next, colour: COLOUR_OF[next] });
						}}
						allowDeselect={false}
					/>
					<Select
						label="Color"
						data={ENVIRONMENT_COLOURS.map((value) => ({ value, label: `${value.charAt(0).toUpperCase()}${value.slice(1)}` }))}
						value={draft.colour}
						onChange={(value) => {
							const next = ENVIRONMENT_COLOURS.find((each) => each === value);
							if (next !== undefined) change({ colour: next });
						}}
						leftSection={<i className={`${classes.colour} ${classes.mark}`} data-colour={draft.colour} aria-hidden />}
						allowDeselect={false}
					/>
				</Group>
				<Group gap={8} justify="flex-end">
					<Button onClick={onBack}>Back</Button>
					<Button type="submit" variant="filled">
						Save
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
