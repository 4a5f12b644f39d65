/** The name of an environment, typed to confirm what happens in it. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useEnvironment } from "./environment-context.tsx";

export function NameField({ name, typed, onTyped }: { name: string; typed: string; onTyped: (typed: string) => void }) {
	return (
		<TextInput
			label={`Type ${name}`}
			value={typed}
			onChange={(event) => onTyped(event.currentTarget.value)}
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
