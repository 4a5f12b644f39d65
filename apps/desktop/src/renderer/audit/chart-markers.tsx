/** Markers of what operators did, over the plot of a chart: a thin line each, an icon that leads to the audit record, and who did what and when. */
import { Link } from "@tanstack/react-router";
import { clockTime, epochOf, timeOrDate } from "../format/time.ts";
import { counted } from "../format/words.ts";
import { daemonClock } from "../live/daemon-clock.ts";
import { type ChartMarker, markLook } from "./action-markers.ts";
import { type AuditRow, actionWords, targetWords } from "./audit-words.ts";
import classes from "./chart-markers.module.css";

/** In one tip; the audit log has all. */
const MOST_LINES = 5;
/** From here on what stands beside an icon stands to its left: to its right the plot ends. */
const EDGE = 0.97;

/** `linesOnly`: beneath a chart that has the icons of the same markers. */
export function ChartMarkers({ markers, linesOnly = false }: { markers: readonly ChartMarker[]; linesOnly?: boolean }) {
	if (markers.length === 0) return null;
	if (linesOnly) {
		return markers.map(({ place, records }) => (
			<i key={idOf(records)} className={`${classes.line} ${toneOf(records)}`} style={{ left: percent(place) }} aria-hidden />
		));
	}
	return (
		<ul className={classes.markers} aria-label="Actions on the chart">
			{markers.map((marker) => (
				<Marker key={idOf(marker.records)} marker={marker} />
			))}
		</ul>
	);
}

function Marker({ marker: { place, records, isLabelled } }: { marker: ChartMarker }) {
	const [first, ...others] = records;
	const last = records.at(-1);
	if (first === undefined || last === undefined) return null;
	const { icon: Icon, word } = markLook(first);
	const isOne = others.length === 0;
	const targets = new Set(records.map(({ target }) => target));
	const search = {
		from: first.at,
		to: last.at,
		action: [...new Set(records.map(({ action }) => action))].join(","),
		...(targets.size === 1 ? { target: first.target } : {}),
	};
	return (
		<li
			className={`${classes.marker} ${toneOf(records)}`}
			style={{ left: percent(place) }}
			data-side={place > 0.5 ? "left" : "right"}
			data-edge={place > EDGE || undefined}
		>
			<i className={classes.line} aria-hidden />
			<Link
				to="/audit"
				search={isOne ? { ...search, record: first.audit_id } : search}
				className={classes.mark}
				aria-label={
					isOne
						? wordsOf(first)
						: `${counted(records.length, "action")} from ${clockTime(epochOf(first.at))} to ${clockTime(epochOf(last.at))}`
				}
			>
				<Icon size={12} stroke={2} aria-hidden />
				{isLabelled && <span>{isOne ? word : counted(records.length, "action")}</span>}
				{!isLabelled && !isOne && <span>{records.length}</span>}
			</Link>
			<div className={classes.tip} aria-hidden>
				{records.slice(0, MOST_LINES).map((record) => (
					<Record key={record.audit_id} record={record} />
				))}
				{records.length > MOST_LINES && <p className="t2">and {records.length - MOST_LINES} more</p>}
				<p className="t3">Click for the audit {isOne ? "record" : "log"}</p>
			</div>
		</li>
	);
}

function Record({ record }: { record: AuditRow }) {
	return (
		<p>
			<span className="t3 tn">{timeOrDate(epochOf(record.at), daemonClock.now())}</span> <b>{record.actor_name}</b>{" "}
			{actionWords(record.action).toLowerCase()} <span className="t2">{targetWords(record.target)}</span>
			{record.reason !== null && <span className="t2"> · {record.reason}</span>}
		</p>
	);
}

function wordsOf(record: AuditRow): string {
	return `${actionWords(record.action)}, ${record.actor_name} at ${clockTime(epochOf(record.at))}`;
}

function idOf([first]: ChartMarker["records"]): string | undefined {
	return first?.audit_id;
}

function toneOf([first]: ChartMarker["records"]): string {
	return first === undefined ? "" : markLook(first).tone;
}

function percent(place: number): string {
	return `${(place * 100).toFixed(2)}%`;
}
