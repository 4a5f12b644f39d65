/** What a reset would do: partition by partition, then in words, with two totals that are never netted. */
import { Button } from "@mantine/core";
import type { ResetPreview } from "@orderdeck/contracts/lag/offsets";
import { IconArrowNarrowRight } from "@tabler/icons-react";
import { eachMoney, money } from "../../format/money.ts";
import { countText } from "../../format/number.ts";
import { Consequence } from "../../ui/action-sheet.tsx";
import classes from "./lag.module.css";
import { placeOf } from "./reset-draft.ts";

const MOVE_WORDS = { again: "again", skips: "skips", stays: "stays" } as const;

interface ResetPreviewTableProps {
	readonly preview: ResetPreview;
	/** Leave those that would skip records where they are. */
	readonly onLeave: (partitions: ResetPreview["partitions"]) => void;
}

export function ResetPreviewTable({ preview, onLeave }: ResetPreviewTableProps) {
	const { partitions, replays, never_read, warnings, in_words, currency } = preview;
	const skipping = partitions.filter(({ move }) => move === "skips");
	const words = (wanted: string) => in_words.find((sentence) => sentence.includes(wanted));
	return (
		<>
			<table className={`${classes.table} ${classes.partitions}`}>
				<thead>
					<tr>
						<th>Partition</th>
						<th className={classes.right}>Committed</th>
						<th>New</th>
						<th className={classes.right}>Records</th>
						<th className={classes.right}>Orders</th>
						<th className={classes.right}>Money</th>
					</tr>
				</thead>
				<tbody>
					{partitions.map((each) => (
						<tr key={placeOf(each)} data-bad={each.move === "skips" || undefined}>
							<td className="mono">{placeOf(each)}</td>
							<td className={`mono t2 ${classes.right}`}>{each.from ?? "none"}</td>
							<td className="mono">
								<IconArrowNarrowRight size={12} aria-hidden className="t3" /> {each.to}
							</td>
							<td className={classes.right}>
								<span className={each.move === "skips" ? "bad" : "t2"}>{MOVE_WORDS[each.move]}</span> {countText(each.records)}
							</td>
							<td className={classes.right}>{countText(each.orders)}</td>
							<td className={classes.right}>{money(each.amount, currency)}</td>
						</tr>
					))}
				</tbody>
			</table>
			{never_read.records > 0 && (
				<Consequence
					tone="bad"
					title={`${countText(never_read.orders, never_read.at_least)} orders (${eachMoney(never_read)}) are never read`}
				>
					<p className="t2">{words("would never") ?? `${countText(never_read.records)} records are passed over.`}</p>
					{skipping.length < partitions.length && (
						<Button h={24} mt={4} onClick={() => onLeave(partitions)}>
							Leave {skipping.map(placeOf).join(", ")} where {skipping.length === 1 ? "it is" : "they are"}
						</Button>
					)}
				</Consequence>
			)}
			{replays.records > 0 && (
				<Consequence tone="ok" title={`${countText(replays.orders, replays.at_least)} orders (${eachMoney(replays)}) are read again`}>
					<p className="t2">{words("read again") ?? `${countText(replays.records)} records are read again.`}</p>
				</Consequence>
			)}
			{warnings.map((warning) => (
				<Consequence key={warning} tone="warn" title={warning} />
			))}
		</>
	);
}
