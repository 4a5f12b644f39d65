/** A field for a number. What is typed stays as it is typed; `numberIn` reads it. The arrow keys change it by one. */
import { TextInput, type TextInputProps } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { numberIn } from "../format/number-text.ts";

interface NumberFieldProps extends Omit<TextInputProps, "value" | "onChange" | "inputMode" | "type"> {
	readonly value: string;
	readonly onChange: (text: string) => void;
	readonly min: number;
	readonly max: number;
}

export function NumberField({ value, onChange, min, max, ...rest }: NumberFieldProps) {
	const onKeyDown = (event: KeyboardEvent) => {
		const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
		const known = numberIn(value);
		if (by === 0 || Number.isNaN(known)) return;
		event.preventDefault();
		onChange(String(Math.min(max, Math.max(min, known + by))));
	};
	return (
		<TextInput
			{...rest}
			inputMode="decimal"
			autoComplete="off"
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
			onKeyDown={onKeyDown}
		/>
	);
}
