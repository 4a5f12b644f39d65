import { Button, Skeleton, Stack } from "@mantine/core";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { fullTime } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { Chip } from "../filter-chip.tsx";
import classes from "./date-filter.module.css";
import { type DateSearch, dateWords, SPAN_WORDS, SPANS, type Span, spanStart } from "./date-range.ts";

const DatePickers = lazyComponent(() => import("./date-pickers.tsx").then((module) => module.DatePickers), {
	pending: <Skeleton height={104} />,
});

type DateChange = { since?: Span | undefined; from?: string | undefined; to?: string | undefined };

interface DateFilterProps {
	/** `Created`. */
	readonly label: string;
	readonly search: DateSearch;
	readonly onChange: (change: DateChange) => void;
}

/** A span up to now, or two ends: one removes the other. */
export function DateFilter({ label, search, onChange }: DateFilterProps) {
	const { since, from, to } = search;
	return (
		<Chip
			label={label}
			value={dateWords(search)}
			title={since === undefined ? undefined : `since ${fullTime(spanStart(since, daemonClock.now()))}`}
			onClear={() => onChange({ since: undefined, from: undefined, to: undefined })}
		>
			<Stack gap={12}>
				<fieldset className={classes.spans}>
					<legend className="sr">Span</legend>
					{SPANS.map((span) => (
						<Button
							key={span}
							h={24}
							aria-pressed={since === span}
							data-chosen={since === span || undefined}
							onClick={() => onChange({ since: since === span ? undefined : span, from: undefined, to: undefined })}
						>
							{SPAN_WORDS[span]}
						</Button>
					))}
				</fieldset>
				<DatePickers from={from} to={to} onChange={(ends) => onChange({ since: undefined, ...ends })} />
			</Stack>
		</Chip>
	);
}
