/** Where the list begins: live, at a time, or at an offset. */
import { Button, Select, Skeleton, Stack } from "@mantine/core";
import { positionIn, positionText } from "@orderdeck/contracts/feed/position";
import { ORDER_EVENT_TOPICS, TOPICS } from "@orderdeck/contracts/topics";
import { type FormEvent, useState } from "react";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { daemonClock } from "../../live/daemon-clock.ts";
import { dateWords } from "../../ui/date-filter/date-range.ts";
import { Chip } from "../../ui/filter-chip.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { positionText as shownPosition } from "../../ui/record-link.tsx";
import { type EventStart, eventStartOf } from "./event-feed.ts";
import classes from "./event-start.module.css";

const UtcPicker = lazyComponent(() => import("../../ui/date-filter/utc-picker.tsx").then((module) => module.UtcPicker), {
	pending: <Skeleton height={49} />,
});

const AGO = [
	{ words: "15 min ago", ms: 15 * 60_000 },
	{ words: "1 h ago", ms: 60 * 60_000 },
	{ words: "24 h ago", ms: 24 * 60 * 60_000 },
];

export interface EventStartProps {
	readonly from: string | undefined;
	readonly at: string | undefined;
	readonly onChange: (start: { from: string | undefined; at: string | undefined }) => void;
}

/** In words: `2026-11-21 10:30`, `orders/1 @ 31059`. */
export function startWords(start: EventStart): string {
	if ("from" in start) return dateWords({ from: start.from })?.replace("from ", "") ?? start.from;
	const position = positionIn(start.at);
	return position === undefined ? start.at : shownPosition(position);
}

export function EventStartChip({ from, at, onChange }: EventStartProps) {
	const start = eventStartOf({ from, at });
	const live = () => onChange({ from: undefined, at: undefined });
	const startAt = (time: string | undefined) => onChange({ from: time, at: undefined });
	return (
		<Chip label="Start" value={start === undefined ? undefined : startWords(start)} onClear={live}>
			<Stack gap={12} w={340}>
				<fieldset className={classes.choices}>
					<legend className="sr">Start</legend>
					<Button h={24} aria-pressed={start === undefined} data-chosen={start === undefined || undefined} onClick={live}>
						Live
					</Button>
					{AGO.map(({ words, ms }) => (
						<Button key={words} h={24} onClick={() => startAt(new Date(daemonClock.now() - ms).toISOString())}>
							{words}
						</Button>
					))}
				</fieldset>
				<UtcPicker id="event-start" label="Time (UTC)" placeholder="No time" value={from} onChange={startAt} />
				<OffsetForm key={at} at={at} onStart={(position) => onChange({ from: undefined, at: position })} />
			</Stack>
		</Chip>
	);
}

const WHOLE = /^\d+$/;

function OffsetForm({ at, onStart }: { at: string | undefined; onStart: (position: string) => void }) {
	const given = at === undefined ? undefined : positionIn(at);
	const [topic, setTopic] = useState<string>(given?.topic ?? TOPICS.orders);
	const [partition, setPartition] = useState(String(given?.partition ?? 0));
	const [offset, setOffset] = useState(given === undefined ? "" : String(given.offset));
	const typed = offset.replaceAll(",", "").trim();
	const isWhole = WHOLE.test(typed) && WHOLE.test(partition);
	const position = isWhole ? positionText({ topic, partition: Number(partition), offset: Number(typed) }) : undefined;
	const start = (event: FormEvent) => {
		event.preventDefault();
		if (position !== undefined && positionIn(position) !== undefined) onStart(position);
	};
	return (
		<form className={classes.offset} onSubmit={start} aria-label="Start at an offset">
			<Select
				label="Topic"
				size="xs"
				data={[...ORDER_EVENT_TOPICS]}
				value={topic}
				onChange={(chosen) => setTopic(chosen ?? topic)}
				allowDeselect={false}
				comboboxProps={{ withinPortal: false }}
			/>
			<NumberField label="Partition" size="xs" min={0} max={999_999} value={partition} onChange={setPartition} />
			<NumberField label="Offset" size="xs" min={0} max={Number.MAX_SAFE_INTEGER} value={offset} onChange={setOffset} />
			<Button type="submit" disabled={position === undefined || positionIn(position) === undefined}>
				Start
			</Button>
		</form>
	);
}
