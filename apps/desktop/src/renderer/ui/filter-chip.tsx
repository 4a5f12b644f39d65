/** One filter of a list: dashed while it holds nothing, then what it holds and a cross. Its form opens beneath it. */
import { Checkbox, Popover, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { exactNumber } from "../format/number.ts";
import { numberIn } from "../format/number-text.ts";
import classes from "./filter-chip.module.css";
import { focusList } from "./list-focus.ts";
import { NumberField } from "./number-field.tsx";

export const filterBarClass = classes.bar;

const TYPING_MS = 250;

interface ChipProps {
	readonly label: string;
	/** What it holds, in words; undefined when it holds nothing. */
	readonly value: string | undefined;
	/** More than the words say, on hover. */
	readonly title?: string | undefined;
	readonly onClear: () => void;
	readonly children: ReactNode;
}

export function Chip(props: ChipProps) {
	const empty = props.value === undefined;
	return (
		<span className={empty ? undefined : classes.chip}>
			<Popover position="bottom-start" trapFocus returnFocus transitionProps={{ duration: 100 }}>
				<Popover.Target>
					<button type="button" className={empty ? classes.add : undefined}>
						{empty && <IconPlus size={12} stroke={2} aria-hidden />}
						<span className="t2">{props.label}</span>
						{!empty && <b title={props.title ?? props.value}>{props.value}</b>}
					</button>
				</Popover.Target>
				<Popover.Dropdown aria-label={props.label}>{props.children}</Popover.Dropdown>
			</Popover>
			{!empty && (
				<button type="button" aria-label={`Remove ${props.label}`} onClick={props.onClear}>
					<IconX size={12} stroke={2} aria-hidden />
				</button>
			)}
		</span>
	);
}

interface ChoicesProps {
	readonly label: string;
	readonly chosen: readonly string[];
	readonly options: readonly { readonly value: string; readonly label: ReactNode }[];
	/** The chosen values with commas between them; undefined when none is. */
	readonly onChange: (csv: string | undefined) => void;
}

export function Choices(props: ChoicesProps) {
	return (
		<Checkbox.Group aria-label={props.label} value={[...props.chosen]} onChange={(values) => props.onChange(values.join(",") || undefined)}>
			<Stack gap={8}>
				{props.options.map((option) => (
					<Checkbox key={option.value} size="xs" value={option.value} label={option.label} />
				))}
			</Stack>
		</Checkbox.Group>
	);
}

interface TextProps {
	readonly value: string | undefined;
	readonly onChange: (value: string | undefined) => void;
}

interface SettledProps<T> {
	readonly value: T | undefined;
	/** What the text means; undefined when it means nothing (yet). */
	readonly read: (text: string) => T | undefined;
	readonly onChange: (value: T | undefined) => void;
}

/** A text whose meaning is passed on once typing pauses. It stays as it was typed, until its value is changed from elsewhere. */
function useSettledText<T extends string | number>({ value, read, onChange }: SettledProps<T>) {
	const [text, setText] = useState(String(value ?? ""));
	// biome-ignore lint/correctness/useExhaustiveDependencies: only a new value replaces the text
	useEffect(() => setText((typed) => (read(typed) === value ? typed : String(value ?? ""))), [value]);
	// A form that is closed while typing pauses has been filled in.
	const settle = useDebouncedCallback((next: string) => onChange(read(next)), { delay: TYPING_MS, flushOnUnmount: true });
	const change = (next: string) => {
		setText(next);
		settle(next);
	};
	return { text, change };
}

/** Blank text holds nothing; any other is taken as it is. */
function textIn(typed: string): string | undefined {
	return typed.trim() === "" ? undefined : typed;
}

/** The search field at the head of a filter bar; `/` leads to it, and Escape from it to the list. */
export function FilterSearch(props: TextProps & { label: string; placeholder: string }) {
	const { text, change } = useSettledText({ ...props, read: textIn });
	return (
		<TextInput
			w={176}
			aria-label={props.label}
			placeholder={props.placeholder}
			leftSection={<IconSearch size={14} />}
			value={text}
			onChange={(event) => change(event.currentTarget.value)}
			onKeyDown={(event) => event.key === "Escape" && focusList()}
			data-search
		/>
	);
}

export function FilterText(props: TextProps & { label: string; placeholder: string }) {
	const { text, change } = useSettledText({ ...props, read: textIn });
	return (
		<TextInput
			label={props.label}
			placeholder={props.placeholder}
			value={text}
			data-autofocus
			onChange={(event) => change(event.currentTarget.value)}
		/>
	);
}

interface NumberProps {
	readonly label: string;
	readonly value: number | undefined;
	readonly max: number;
	readonly focused?: boolean;
	readonly onChange: (value: number | undefined) => void;
}

/** A number from 0 on. */
export function FilterNumber({ label, value, max, focused, onChange }: NumberProps) {
	const read = (typed: string) => {
		const number = numberIn(typed);
		return number >= 0 && number <= max ? number : undefined;
	};
	const { text, change } = useSettledText({ value, read, onChange });
	const wrong = text.trim() !== "" && read(text) === undefined;
	return (
		<NumberField
			label={label}
			value={text}
			min={0}
			max={max}
			onChange={change}
			data-autofocus={focused}
			error={wrong && `must be a number from 0 to ${exactNumber(max)}`}
		/>
	);
}
