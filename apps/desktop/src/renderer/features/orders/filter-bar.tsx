/** The filters of the order list, as chips; what they hold stands in the address. */

import { Button, SegmentedControl, Stack } from "@mantine/core";
import { MOST_AMOUNT } from "@orderdeck/contracts/list-filters";
import { ORDER_COLUMNS, type OrderColumn } from "@orderdeck/contracts/orders/columns";
import { CANCEL_CAUSES, ORDER_STATUSES } from "@orderdeck/contracts/orders/entities";
import type { ReactNode } from "react";
import { plainAmount } from "../../format/money.ts";
import { CANCEL_CAUSE_WORD, countryName, ORDER_STATUS_WORD } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { COUNTRY_ORDER } from "../../theme/tokens.ts";
import { CountrySwatch } from "../../ui/country.tsx";
import { DateFilter } from "../../ui/date-filter/date-filter.tsx";
import { Chip, Choices, FilterNumber, FilterSearch, FilterText, filterBarClass } from "../../ui/filter-chip.tsx";
import { filtersOf, NO_FILTERS, type OrderFilters, type OrderSearch } from "./order-filters.ts";

export type ChangeSearch = (change: { [K in keyof OrderSearch]?: OrderSearch[K] | undefined }) => void;

type Filtered = Extract<(typeof ORDER_COLUMNS)[OrderColumn], { readonly filter: unknown }>;
type ChoiceName = Extract<Filtered["filter"], { readonly form: "choices" }>["name"];

const FILTERED = Object.values(ORDER_COLUMNS).filter((column): column is Filtered => "filter" in column);

interface Choice {
	readonly options: readonly { readonly value: string; readonly label: ReactNode }[];
	/** What is chosen, in the chip. */
	readonly words: (filters: OrderFilters) => string | undefined;
}

const FLAGGED = [
	{ value: "", label: "All" },
	{ value: "true", label: "Flagged" },
	{ value: "false", label: "Not flagged" },
];

const CHOICES: Readonly<Record<ChoiceName, Choice>> = {
	status: {
		options: ORDER_STATUSES.map((status) => ({ value: status, label: ORDER_STATUS_WORD[status] })),
		words: ({ status }) => status?.map((each) => ORDER_STATUS_WORD[each]).join(", "),
	},
	cause: {
		options: CANCEL_CAUSES.map((cause) => ({ value: cause, label: CANCEL_CAUSE_WORD[cause] })),
		words: ({ cause }) => cause?.map((each) => CANCEL_CAUSE_WORD[each]).join(", "),
	},
	country: {
		options: COUNTRY_ORDER.map((code) => ({
			value: code,
			label: (
				<span className="row" style={{ gap: 6 }}>
					<CountrySwatch country={code} />
					{code} <span className="t2">{countryName(code)}</span>
				</span>
			),
		})),
		words: ({ country }) => country?.join(" "),
	},
};

interface FilterBarProps {
	readonly search: OrderSearch;
	readonly onChange: ChangeSearch;
}

export function FilterBar({ search, onChange }: FilterBarProps) {
	const filters = filtersOf(search, daemonClock.now());
	const { q } = search;
	return (
		<div className={filterBarClass}>
			<FilterSearch
				label={ORDER_COLUMNS.text.label}
				placeholder="Id, customer, text"
				value={q}
				onChange={(next) => onChange({ q: next })}
			/>
			{FILTERED.map(({ label, filter }) => (
				<FilterChip
					key={label}
					label={"label" in filter ? filter.label : label}
					filter={filter}
					filters={filters}
					search={search}
					onChange={onChange}
				/>
			))}
			{filters.job_id !== undefined && (
				<Chip label="Job" value={filters.job_id.slice(0, 8)} onClear={() => onChange({ job: undefined })}>
					<p className="sm t2">The orders that this job has changed. It was started from this list.</p>
				</Chip>
			)}
			<span className="grow" />
			{Object.keys(filters).length > 0 && (
				<Button variant="subtle" color="gray" c="var(--od-text-2)" onClick={() => onChange(NO_FILTERS)}>
					Clear
				</Button>
			)}
		</div>
	);
}

interface FilterChipProps extends FilterBarProps {
	readonly label: string;
	readonly filter: Filtered["filter"];
	readonly filters: OrderFilters;
}

/** The chip of a column's filter, by what its form is. */
function FilterChip({ label, filter, filters, search, onChange }: FilterChipProps) {
	switch (filter.form) {
		case "choices": {
			const { name } = filter;
			const { options, words } = CHOICES[name];
			return (
				<Chip label={label} value={words(filters)} onClear={() => onChange({ [name]: undefined })}>
					<Choices label={label} chosen={filters[name] ?? []} options={options} onChange={(next) => onChange({ [name]: next })} />
				</Chip>
			);
		}
		case "range":
			return (
				<Chip label={label} value={amountWords(filters)} onClear={() => onChange({ [filter.min]: undefined, [filter.max]: undefined })}>
					<AmountRange search={search} onChange={onChange} />
				</Chip>
			);
		case "dates":
			return <DateFilter label={label} search={search} onChange={onChange} />;
		case "flag": {
			const { name } = filter;
			const value = filters[name];
			return (
				<Chip label={label} value={value === undefined ? undefined : value ? "yes" : "no"} onClear={() => onChange({ [name]: undefined })}>
					<SegmentedControl
						size="xs"
						aria-label={label}
						value={search[name] ?? ""}
						onChange={(next) => onChange({ [name]: next === "true" || next === "false" ? next : undefined })}
						data={FLAGGED}
					/>
				</Chip>
			);
		}
		case "text": {
			const { name } = filter;
			return (
				<Chip label={label} value={filters[name]} onClear={() => onChange({ [name]: undefined })}>
					<FilterText label={`${label} id`} placeholder="4127" value={search[name]} onChange={(next) => onChange({ [name]: next })} />
				</Chip>
			);
		}
		case "mark":
			return (
				filters[filter.name] === true && (
					<Chip label={label} value="over the expected time" onClear={() => onChange({ [filter.name]: undefined })}>
						<p className="sm t2">Orders that have waited longer than their step is expected to take.</p>
					</Chip>
				)
			);
		case "search":
			return null;
	}
}

/** Figures without a unit: each order's amount is compared as it states it, in its own currency. */
function amountWords({ minAmount, maxAmount }: OrderFilters): string | undefined {
	if (minAmount === undefined && maxAmount === undefined) return undefined;
	if (maxAmount === undefined) return `from ${plainAmount(minAmount ?? 0)}`;
	return minAmount === undefined ? `up to ${plainAmount(maxAmount)}` : `${plainAmount(minAmount)} to ${plainAmount(maxAmount)}`;
}

function AmountRange({ search, onChange }: FilterBarProps) {
	const field = (label: string, key: "minAmount" | "maxAmount") => (
		<FilterNumber
			label={label}
			focused={key === "minAmount"}
			max={MOST_AMOUNT}
			value={search[key]}
			onChange={(value) => onChange({ [key]: value })}
		/>
	);
	return (
		<Stack gap={8}>
			{field("From", "minAmount")}
			{field("To", "maxAmount")}
		</Stack>
	);
}
