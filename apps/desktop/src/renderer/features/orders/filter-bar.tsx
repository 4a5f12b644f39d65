/** The filters of the order list, as chips; what they hold stands in the address. */
import { Button, Checkbox, NumberInput, Popover, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { ORDER_STATUSES } from "@orderdeck/contracts/entities";
import { IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { money } from "../../format/money.ts";
import { countryName, ORDER_STATUS_WORD } from "../../format/words.ts";
import { COUNTRY_ORDER } from "../../theme/tokens.ts";
import { CountrySwatch } from "../../ui/country.tsx";
import { filtersOf, type OrderSearch } from "./order-filters.ts";
import classes from "./orders.module.css";

const TYPING_MS = 250;

export type ChangeSearch = (change: { [K in keyof OrderSearch]?: OrderSearch[K] | undefined }) => void;

export function FilterBar({ search, onChange }: { search: OrderSearch; onChange: ChangeSearch }) {
	const filters = filtersOf(search);
	const clear = () =>
		onChange({
			status: undefined,
			country: undefined,
			minAmount: undefined,
			maxAmount: undefined,
			flagged: undefined,
			customer: undefined,
			q: undefined,
		});
	return (
		<div className={classes.filters}>
			<SearchText value={search.q} onChange={(q) => onChange({ q })} />
			<Chip
				label="Status"
				value={filters.status?.map((status) => ORDER_STATUS_WORD[status]).join(", ")}
				onClear={() => onChange({ status: undefined })}
			>
				<Choices
					label="Status"
					chosen={filters.status ?? []}
					options={ORDER_STATUSES.map((status) => ({ value: status, label: ORDER_STATUS_WORD[status] }))}
					onChange={(status) => onChange({ status })}
				/>
			</Chip>
			<Chip label="Country" value={filters.country?.join(" ")} onClear={() => onChange({ country: undefined })}>
				<Choices
					label="Country"
					chosen={filters.country ?? []}
					options={COUNTRY_ORDER.map((code) => ({
						value: code,
						label: (
							<span className="row" style={{ gap: 6 }}>
								<CountrySwatch country={code} />
								{code} <span className="t2">{countryName(code)}</span>
							</span>
						),
					}))}
					onChange={(country) => onChange({ country })}
				/>
			</Chip>
			<Chip label="Amount" value={amountWords(filters)} onClear={() => onChange({ minAmount: undefined, maxAmount: undefined })}>
				<AmountRange search={search} onChange={onChange} />
			</Chip>
			<Chip
				label="Flagged"
				value={filters.flagged === undefined ? undefined : filters.flagged ? "yes" : "no"}
				onClear={() => onChange({ flagged: undefined })}
			>
				<SegmentedControl
					size="xs"
					aria-label="Flagged"
					value={search.flagged ?? ""}
					onChange={(flagged) => onChange({ flagged: flagged === "true" || flagged === "false" ? flagged : undefined })}
					data={[
						{ value: "", label: "All" },
						{ value: "true", label: "Flagged" },
						{ value: "false", label: "Not flagged" },
					]}
				/>
			</Chip>
			<Chip label="Customer" value={filters.customer} onClear={() => onChange({ customer: undefined })}>
				<CustomerText value={search.customer} onChange={(customer) => onChange({ customer })} />
			</Chip>
			<span className="grow" />
			{Object.keys(filters).length > 0 && (
				<Button variant="subtle" color="gray" c="var(--od-text-2)" onClick={clear}>
					Clear
				</Button>
			)}
		</div>
	);
}

function amountWords({ minAmount, maxAmount }: ReturnType<typeof filtersOf>): string | undefined {
	if (minAmount === undefined && maxAmount === undefined) return undefined;
	if (maxAmount === undefined) return `from ${money(minAmount ?? 0)}`;
	return minAmount === undefined ? `up to ${money(maxAmount)}` : `${money(minAmount)} to ${money(maxAmount)}`;
}

function SearchText({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) {
	const [text, setText] = useState(value ?? "");
	useEffect(() => setText(value ?? ""), [value]);
	const settle = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), TYPING_MS);
	return (
		<TextInput
			w={176}
			aria-label="Search orders"
			placeholder="Id, customer, text"
			leftSection={<IconSearch size={14} />}
			value={text}
			onChange={(event) => {
				setText(event.currentTarget.value);
				settle(event.currentTarget.value);
			}}
		/>
	);
}

function CustomerText({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) {
	const [text, setText] = useState(value ?? "");
	const settle = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), TYPING_MS);
	return (
		<TextInput
			label="Customer id"
			placeholder="4127"
			value={text}
			data-autofocus
			onChange={(event) => {
				setText(event.currentTarget.value);
				settle(event.currentTarget.value);
			}}
		/>
	);
}

function AmountRange({ search, onChange }: { search: OrderSearch; onChange: ChangeSearch }) {
	const field = (label: string, key: "minAmount" | "maxAmount") => (
		<NumberInput
			label={label}
			prefix="$"
			min={0}
			decimalScale={2}
			hideControls
			value={search[key] ?? ""}
			onChange={(value) => onChange({ [key]: typeof value === "number" ? value : undefined })}
		/>
	);
	return (
		<Stack gap={8}>
			{field("From", "minAmount")}
			{field("To", "maxAmount")}
		</Stack>
	);
}

function Choices(props: {
	label: string;
	chosen: readonly string[];
	options: readonly { value: string; label: ReactNode }[];
	onChange: (csv: string | undefined) => void;
}) {
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

/** Dashed while it holds nothing; then what it holds, and a cross. */
function Chip(props: { label: string; value: string | undefined; onClear: () => void; children: ReactNode }) {
	const empty = props.value === undefined;
	return (
		<span className={empty ? undefined : classes.chip}>
			<Popover position="bottom-start" trapFocus returnFocus transitionProps={{ duration: 100 }}>
				<Popover.Target>
					<button type="button" className={empty ? classes.add : undefined}>
						{empty && <IconPlus size={12} stroke={2} aria-hidden />}
						<span className="t2">{props.label}</span>
						{!empty && <b title={props.value}>{props.value}</b>}
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
