/** The records on each side, as lines of their partition. */
import { positionIn, positionText } from "@orderdeck/contracts/feed/position";
import type { NearbyRecord, RecordView } from "@orderdeck/contracts/records/entities";
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { money } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { epochOf, exactTimeOrDate, fullTime } from "../../format/time.ts";
import { eventWord } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { Country } from "../../ui/country.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import { rightClass, Table, type TableColumn } from "../../ui/table.tsx";
import classes from "./record.module.css";

const COLUMNS: readonly TableColumn[] = [
	{ id: "offset", head: "Offset", width: 92 },
	{ id: "time", head: "Time", width: 132 },
	{ id: "event", head: "Event" },
	{ id: "order", head: "Order", width: 96 },
	{ id: "country", head: "Country", width: 76 },
	{ id: "groups", head: "Past it", wide: true },
	{ id: "size", head: "Size", right: true, width: 76 },
	{ id: "amount", head: "Amount", right: true, width: 96 },
];

export function RecordsAround({ record }: { record: RecordView }) {
	const { topic, partition, range } = record;
	// Of a topic without events of orders there is no feed.
	const position = positionIn(positionText(record));
	return (
		<section className={`${classes.panel} ${classes.around}`} aria-label="Nearby records">
			<header className={classes.head}>
				<h2>Nearby records</h2>
				<span className="mono t2">
					{topic}/{partition}
				</span>
				<span className="t3 tn ell">
					first {range.earliest}, next {range.end}
				</span>
				<span className="grow" />
				{position !== undefined && (
					<Link to="/events" search={{ at: positionText(position) }} className={classes.feed}>
						Events from here
						<IconChevronRight size={14} aria-hidden className="t3" />
					</Link>
				)}
			</header>
			<Table label="Nearby records" columns={COLUMNS} loading={false} skeletons={0}>
				{record.nearby.map((line) => (
					<Line key={line.offset} line={line} record={record} />
				))}
			</Table>
		</section>
	);
}

function Line({ line, record }: { line: NearbyRecord; record: RecordView }) {
	const { topic, partition } = record;
	const isItself = line.offset === record.offset;
	const at = epochOf(line.timestamp);
	return (
		<tr className={isItself ? classes.itself : undefined} aria-current={isItself || undefined}>
			<td>
				{isItself ? <span className="mono">{line.offset}</span> : <RecordLink at={{ topic, partition, offset: line.offset }} short />}
			</td>
			<td>
				<time className="t2" dateTime={line.timestamp} title={fullTime(at)}>
					{exactTimeOrDate(at, daemonClock.now())}
				</time>
			</td>
			<td>{line.type === null ? <span className="t2">not an event</span> : eventWord(line.type)}</td>
			<td className="mono" style={{ maxWidth: 96 }}>
				{line.order_id === null ? "–" : <MiddleEllipsis text={line.order_id} />}
			</td>
			<td>{line.country === null ? "–" : <Country country={line.country} />}</td>
			<td className="t2 wide ell">{line.past.map((group) => group.replace(/-group$/, "")).join(", ") || "no group yet"}</td>
			<td className={`t2 ${rightClass}`}>{exactNumber(line.size_bytes)} B</td>
			<td className={rightClass}>{line.amount === null ? "–" : money(line.amount, line.currency ?? "")}</td>
		</tr>
	);
}
