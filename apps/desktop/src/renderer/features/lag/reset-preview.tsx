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
	const never = in_words.find((sentence) => sentence.includes("would never"));
	const again = in_words.find((sentence) => sentence.includes("read again"));
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
								<IconArrowNarrowRight size={12} aria-hidden className={`t3 ${classes.arrow}`} /> {each.to}
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
					title={`${countedOrders(never_read)} ${/would never be [^:]+/.exec(never ?? "")?.[0] ?? "would never be read"}`}
				>
					<p className="t2">{restOf(never, ": ") ?? `${countText(never_read.records)} records are skipped.`}</p>
					{skipping.length < partitions.length && (
						<Button h={24} mt={4} onClick={() => onLeave(partitions)}>
							Leave {skipping.map(placeOf).join(", ")} where {skipping.length === 1 ? "it is" : "they are"}
						</Button>
					)}
				</Consequence>
			)}
			{replays.records > 0 && (
				<Consequence tone="ok" title={`${countedOrders(replays)} are read again`}>
					<p className="t2">{restOf(again, ". ") ?? `${countText(replays.records)} records are read again.`}</p>
				</Consequence>
			)}
			{warnings.map((warning) => (
				<Consequence key={warning} tone="warn" title={warning} />
			))}
		</>
	);
}

/** `312 orders ($40,761.12)`. */
function countedOrders(total: ResetPreview["replays"]): string {
	return `${countText(total.orders, total.at_least)} ${total.orders === 1 && !total.at_least ? "order" : "orders"} (${eachMoney(total)})`;
}

/** A sentence without what the title above it states already. */
function restOf(sentence: string | undefined, end: string): string | undefined {
	const at = sentence?.indexOf(end) ?? -1;
	return at < 0 ? undefined : sentence?.slice(at + end.length);
}
