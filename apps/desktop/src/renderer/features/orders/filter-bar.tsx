/** The filters of the order list, as chips; what they hold stands in the address. */

import { Button, SegmentedControl, Stack } from "@mantine/core";
import { CANCEL_CAUSES, ORDER_STATUSES } from "@orderdeck/contracts/orders/entities";
import { plainAmount } from "../../format/money.ts";
import { CANCEL_CAUSE_WORD, countryName, ORDER_STATUS_WORD } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { COUNTRY_ORDER } from "../../theme/tokens.ts";
import { CountrySwatch } from "../../ui/country.tsx";
import { DateFilter } from "../../ui/date-filter/date-filter.tsx";
import { Chip, Choices, FilterNumber, FilterSearch, FilterText, filterBarClass } from "../../ui/filter-chip.tsx";
import { filtersOf, MAX_AMOUNT, NO_FILTERS, type OrderFilters, type OrderSearch } from "./order-filters.ts";

export type ChangeSearch = (change: { [K in keyof OrderSearch]?: OrderSearch[K] | undefined }) => void;

const STATUSES = ORDER_STATUSES.map((status) => ({ value: status, label: ORDER_STATUS_WORD[status] }));
const CAUSES = CANCEL_CAUSES.map((cause) => ({ value: cause, label: CANCEL_CAUSE_WORD[cause] }));
const COUNTRIES = COUNTRY_ORDER.map((code) => ({
	value: code,
	label: (
		<span className="row" style={{ gap: 6 }}>
			<CountrySwatch country={code} />
			{code} <span className="t2">{countryName(code)}</span>
		</span>
	),
}));
const FLAGGED = [
	{ value: "", label: "All" },
	{ value: "true", label: "Flagged" },
	{ value: "false", label: "Not flagged" },
];

interface FilterBarProps {
	readonly search: OrderSearch;
	readonly onChange: ChangeSearch;
}

export function FilterBar({ search, onChange }: FilterBarProps) {
	const filters = filtersOf(search, daemonClock.now());
	const { status, cause, country, flagged } = filters;
	return (
		<div className={filterBarClass}>
			<FilterSearch label="Search orders" placeholder="Id, customer, text" value={search.q} onChange={(q) => onChange({ q })} />
			<Chip
				label="Status"
				value={status?.map((each) => ORDER_STATUS_WORD[each]).join(", ")}
				onClear={() => onChange({ status: undefined })}
			>
				<Choices label="Status" chosen={status ?? []} options={STATUSES} onChange={(next) => onChange({ status: next })} />
			</Chip>
			<Chip
				label="Cancelled"
				value={cause?.map((each) => CANCEL_CAUSE_WORD[each]).join(", ")}
				onClear={() => onChange({ cause: undefined })}
			>
				<Choices label="Cancelled because" chosen={cause ?? []} options={CAUSES} onChange={(next) => onChange({ cause: next })} />
			</Chip>
			<Chip label="Country" value={country?.join(" ")} onClear={() => onChange({ country: undefined })}>
				<Choices label="Country" chosen={country ?? []} options={COUNTRIES} onChange={(next) => onChange({ country: next })} />
			</Chip>
			<Chip label="Amount" value={amountWords(filters)} onClear={() => onChange({ minAmount: undefined, maxAmount: undefined })}>
				<AmountRange search={search} onChange={onChange} />
			</Chip>
			<DateFilter label="Created" search={search} onChange={onChange} />
			<Chip
				label="Flagged"
				value={flagged === undefined ? undefined : flagged ? "yes" : "no"}
				onClear={() => onChange({ flagged: undefined })}
			>
				<SegmentedControl
					size="xs"
					aria-label="Flagged"
					value={search.flagged ?? ""}
					onChange={(next) => onChange({ flagged: next === "true" || next === "false" ? next : undefined })}
					data={FLAGGED}
				/>
			</Chip>
			<Chip label="Customer" value={filters.customer} onClear={() => onChange({ customer: undefined })}>
				<FilterText label="Customer id" placeholder="4127" value={search.customer} onChange={(customer) => onChange({ customer })} />
			</Chip>
			{filters.stuck === true && (
				<Chip label="Stuck" value="over the expected time" onClear={() => onChange({ stuck: undefined })}>
					<p className="sm t2">Orders that have waited longer than their step is expected to take.</p>
				</Chip>
			)}
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
			max={MAX_AMOUNT}
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
