import { Checkbox } from "@mantine/core";
import type { DeadLetter, RedriveForecast } from "@orderdeck/contracts/letters/entities";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import type { Column } from "../../ui/grid-rows.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { reasonText } from "./letter-words.ts";
import { forecastWord } from "./use-dry-run.ts";

interface Choosing {
	readonly chosen: ReadonlySet<string>;
	/** Whether all rows that are loaded are chosen. */
	readonly isAll: boolean;
	readonly onToggle: (letter: DeadLetter) => void;
	readonly onToggleAll: () => void;
	/** Of the last dry run, by letter; the column is there once there is one. */
	readonly forecasts: ReadonlyMap<string, RedriveForecast>;
}

const FACTS: readonly Column<DeadLetter>[] = [
	{
		id: "failed",
		head: "Failed",
		width: "minmax(64px, 96px)",
		cell: ({ at }) => (
			<time className="t2" dateTime={at} title={fullTime(epochOf(at))}>
				{timeOrDate(epochOf(at), daemonClock.now())}
			</time>
		),
	},
	{
		id: "place",
		head: "Topic / partition @ offset",
		width: "minmax(96px, 168px)",
		cell: ({ origin }) => (origin === null ? <span className="t3">not stated</span> : <RecordLink at={origin} inGrid className="t2" />),
	},
	{
		id: "order",
		head: "Order",
		width: "minmax(48px, 84px)",
		cell: ({ order_id: id }) =>
			id === null ? (
				<span className="t3">–</span>
			) : (
				<Link to="/orders" search={{ order: id }} className="mono ell" onClick={(event) => event.stopPropagation()}>
					<MiddleEllipsis text={id} />
				</Link>
			),
	},
	{
		id: "attempts",
		head: "Attempts",
		width: "64px",
		right: true,
		cell: ({ attempts, redrive_count: count }) => (count === 0 ? attempts : `${attempts} · redriven ${count}×`),
	},
	{
		id: "error",
		head: "Error",
		width: "minmax(72px, 1fr)",
		cell: ({ error, reason }) => (
			<span className="t2 ell" title={error}>
				{reasonText(reason)} · {error}
			</span>
		),
	},
];

export function letterColumns({ chosen, isAll, onToggle, onToggleAll, forecasts }: Choosing): readonly Column<DeadLetter>[] {
	return [
		{
			id: "choose",
			head: (
				<Checkbox
					size="xs"
					aria-label="Select all letters shown"
					checked={isAll}
					indeterminate={!isAll && chosen.size > 0}
					onChange={onToggleAll}
				/>
			),
			width: "28px",
			cell: (letter) => (
				<Checkbox
					size="xs"
					tabIndex={-1}
					aria-label={`Select letter ${letter.letter_id}`}
					checked={chosen.has(letter.letter_id)}
					onChange={() => onToggle(letter)}
					onClick={(event) => event.stopPropagation()}
				/>
			),
		},
		...FACTS,
		...(forecasts.size === 0 ? [] : [dryRunColumn(forecasts)]),
	];
}

function dryRunColumn(forecasts: ReadonlyMap<string, RedriveForecast>): Column<DeadLetter> {
	return {
		id: "dry run",
		head: "Dry run",
		width: "minmax(132px, 1fr)",
		cell({ letter_id: id }) {
			const forecast = forecasts.get(id);
			if (forecast === undefined) return null;
			const isGood = forecast.outcome === "succeeds" || forecast.outcome === "no_effect";
			const look = { word: forecastWord(forecast), icon: isGood ? IconCircleCheck : IconCircleX, tone: isGood ? "ok" : "bad" } as const;
			return <StateMark look={look} title={forecast.why ?? undefined} />;
		},
	};
}

/** Beside an open letter. */
export function narrowColumns(columns: readonly Column<DeadLetter>[]): readonly Column<DeadLetter>[] {
	const hasDryRun = columns.some(({ id }) => id === "dry run");
	return columns.filter(({ id }) => id !== "attempts" && !(hasDryRun && id === "error"));
}
