/** What the log reports after a reset, beside what was expected. */
import type { OffsetReset } from "@orderdeck/contracts/lag/offsets";
import { countText } from "../../format/number.ts";
import { counted } from "../../format/words.ts";
import { Consequence } from "../../ui/action-sheet.tsx";
import classes from "./lag.module.css";

export function ReadBackTable({ reset: { group, partitions, read_back } }: { reset: OffsetReset }) {
	const isDone = read_back.every(({ matches }) => matches);
	const passed = partitions.reduce((sum, { records }) => sum + records, 0);
	const moved = read_back.filter(({ matches }) => matches).length;
	return (
		<>
			<Consequence tone={isDone ? "ok" : "bad"} title={`Expected ${counted(read_back.length, "partition")}, moved ${countText(moved)}`}>
				<p className="t2 tn">
					{isDone
						? `The log reports the offsets of ${group} as requested: ${counted(passed, "record")} passed.`
						: "The log reports other offsets than requested, as marked below."}
				</p>
			</Consequence>
			<table className={`${classes.table} ${classes.partitions}`}>
				<thead>
					<tr>
						<th>Partition</th>
						<th className={classes.right}>Expected</th>
						<th className={classes.right}>Read back</th>
					</tr>
				</thead>
				<tbody>
					{read_back.map(({ topic, partition, offset, expected, matches }) => (
						<tr key={`${topic}/${partition}`} data-bad={!matches || undefined}>
							<td className="mono">
								{topic}/{partition}
							</td>
							<td className={`mono t2 ${classes.right}`}>{expected}</td>
							<td className={`mono ${classes.right}`}>{offset ?? "none"}</td>
						</tr>
					))}
				</tbody>
			</table>
		</>
	);
}
