/** One filter of a list: dashed while it holds nothing, then what it holds and a cross. Its form opens beneath it. */
import { Checkbox, Popover, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./filter-chip.module.css";

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

/** A text that is passed on once typing pauses; follows the address when that changes. */
function useSettledText({ value, onChange }: TextProps) {
	const [text, setText] = useState(value ?? "");
	useEffect(() => setText(value ?? ""), [value]);
	const settle = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), TYPING_MS);
	const change = (next: string) => {
		setText(next);
		settle(next);
	};
	return { text, change };
}

/** The search field at the head of a filter bar; `/` leads to it. */
export function FilterSearch(props: TextProps & { label: string; placeholder: string }) {
	const { text, change } = useSettledText(props);
	return (
		<TextInput
			w={176}
			aria-label={props.label}
			placeholder={props.placeholder}
			leftSection={<IconSearch size={14} />}
			value={text}
			onChange={(event) => change(event.currentTarget.value)}
			data-search
		/>
	);
}

export function FilterText(props: TextProps & { label: string; placeholder: string }) {
	const { text, change } = useSettledText(props);
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
