/** The time to which a reset goes: typed, or picked on the chart of how late the group has been. */
import { SegmentedControl, Skeleton, TextInput } from "@mantine/core";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
import { type KeyboardEvent, type MouseEvent, useState } from "react";
import { placeBetween } from "../../audit/action-markers.ts";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { duration } from "../../format/duration.ts";
import { clockTime, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { pausesOf } from "./chart-bands.ts";
import { epochOfTyped, typedTime } from "./reset-draft.ts";
import classes from "./reset-time.module.css";
import { SPANS, type SpanKey } from "./spans.ts";
import { useLagHistory } from "./use-lag-history.ts";

const LagChart = lazyComponent(() => import("./lag-chart.tsx").then((module) => module.LagChart), { pending: <Skeleton height={130} /> });

/** Of the chart. */
const CHOICES = ["1h", "6h", "24h"] as const satisfies readonly SpanKey[];

interface ResetTimeProps {
	readonly group: GroupLag;
	/** As typed, in UTC. */
	readonly time: string;
	readonly onChange: (time: string) => void;
}

export function ResetTime({ group, time, onChange }: ResetTimeProps) {
	const [span, setSpan] = useState<(typeof CHOICES)[number]>("1h");
	const { data } = useLagHistory(group.group, span);
	const at = epochOfTyped(time);
	return (
		<div className={classes.fields}>
			<div className={classes.line}>
				<TextInput
					type="datetime-local"
					step={1}
					aria-label="Time, in UTC"
					value={time}
					onChange={(event) => onChange(event.currentTarget.value)}
				/>
				<span className="t2 xs">UTC</span>
				<span className="grow" />
				<SegmentedControl
					size="xs"
					aria-label="Time span of the chart"
					value={span}
					onChange={(value) => setSpan(CHOICES.find((choice) => choice === value) ?? "1h")}
					data={CHOICES.map((value) => ({ value, label: SPANS[value].label }))}
				/>
			</div>
			<div className={classes.chart}>
				{data === undefined ? (
					<Skeleton height={130} />
				) : (
					<LagChart
						history={data}
						pauses={pausesOf([], group.paused)}
						actions={[]}
						objective={group.objective.seconds}
						overlay={<TimePick history={data} at={at} onPick={(picked) => onChange(typedTime(picked))} />}
					/>
				)}
			</div>
			<p className="xs t2 tn">{data !== undefined && lateAt(data, at)}</p>
		</div>
	);
}

interface TimePickProps {
	readonly history: GroupLagHistory;
	/** Ms since the epoch; NaN while what is typed is no time. */
	readonly at: number;
	readonly onPick: (at: number) => void;
}

/** Steps that a key goes. */
const KEYS: Readonly<Record<string, number>> = {
	ArrowLeft: -1,
	ArrowDown: -1,
	ArrowRight: 1,
	ArrowUp: 1,
	PageDown: -10,
	PageUp: 10,
	Home: Number.NEGATIVE_INFINITY,
	End: Number.POSITIVE_INFINITY,
};

function TimePick({ history, at, onPick }: TimePickProps) {
	const { start, step_ms, late } = history;
	const end = start + late.length * step_ms;
	const [pointed, setPointed] = useState<number>();
	const placeOf = placeBetween(start, end);
	const within = (time: number) => Math.min(Math.max(time, start), end);
	const timeAt = ({ clientX, currentTarget }: MouseEvent) => {
		const { left, width } = currentTarget.getBoundingClientRect();
		return within(start + Math.round((((clientX - left) / width) * (end - start)) / 1_000) * 1_000);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const steps = KEYS[event.key];
		if (steps === undefined) return;
		event.preventDefault();
		onPick(within((Number.isNaN(at) ? end : at) + steps * step_ms));
	};
	const place = Number.isNaN(at) ? undefined : placeOf(at);
	const beneath = pointed === undefined ? undefined : placeOf(pointed);
	return (
		<div
			role="slider"
			tabIndex={0}
			className={classes.pick}
			aria-label="Time on the chart"
			aria-valuemin={start}
			aria-valuemax={end}
			aria-valuenow={within(Number.isNaN(at) ? end : at)}
			aria-valuetext={Number.isNaN(at) ? "none" : `${timeOrDate(at, daemonClock.now())} UTC`}
			onClick={(event) => onPick(timeAt(event))}
			onPointerMove={(event) => setPointed(timeAt(event))}
			onPointerLeave={() => setPointed(undefined)}
			onKeyDown={onKeyDown}
		>
			{pointed !== undefined && beneath !== undefined && <Line place={beneath} word={clockTime(pointed)} className={classes.pointed} />}
			{place !== undefined && (
				<Line place={place} word={pointed === undefined ? `target ${clockTime(at)}` : ""} className={classes.target} />
			)}
		</div>
	);
}

function Line({ place, word, className }: { place: number; word: string; className: string | undefined }) {
	return (
		<i className={className} style={{ left: `${place * 100}%` }} data-side={place > 0.5 ? "left" : "right"}>
			<span className="tn">{word}</span>
		</i>
	);
}

/** How late the group was at the time. */
function lateAt({ start, step_ms, late }: GroupLagHistory, at: number): string {
	if (Number.isNaN(at)) return "Not a valid time.";
	const step = Math.floor((at - start) / step_ms);
	if (step < 0) return "Before the range of the chart. The first record from then on is read next.";
	const seconds = late[step];
	if (seconds === undefined) return "After the range of the chart.";
	const how = seconds === null ? "the lag of the group was not recorded" : `the group was ${duration(seconds)} behind`;
	return `At ${clockTime(at)} ${how}. Click the chart or use the arrow keys to pick a time.`;
}
