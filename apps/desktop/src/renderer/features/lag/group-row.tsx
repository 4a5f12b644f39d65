/** One group on one line: is it healthy, how late, how much, which way, until when, what waits, who consumes. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { eachMoney, tightMoney } from "../../format/money.ts";
import { rate } from "../../format/number.ts";
import { useLive } from "../../live/live-context.tsx";
import { Count } from "../../ui/count.tsx";
import { GroupMessages, LagTag, LagTags, Trend } from "../../ui/lag-mark.tsx";
import { groupWord, QUIET_SECONDS, toneClass, toneOf } from "../../ui/lag-status.ts";
import { drainedInWords, groupLateWords } from "../../ui/lag-words.ts";
import { Spark } from "../../ui/spark.tsx";
import { GroupDetails } from "./group-details.tsx";
import classes from "./lag.module.css";

/** Widths, and which of them a narrow screen leaves out, are in the style sheet, by id. */
export const LAG_COLUMNS: readonly { id: string; head: string; right?: boolean }[] = [
	{ id: "status", head: "Status" },
	{ id: "group", head: "Group" },
	{ id: "late", head: "Time lag", right: true },
	{ id: "messages", head: "Messages", right: true },
	{ id: "spark", head: "5 min" },
	{ id: "consumed", head: "Consumed per s", right: true },
	{ id: "produced", head: "Produced per s", right: true },
	{ id: "drained", head: "Drained in" },
	{ id: "orders", head: "Orders waiting", right: true },
	{ id: "money", head: "Money waiting", right: true },
	{ id: "members", head: "Members", right: true },
];

export function GroupRow({ group, open, onToggle }: { group: GroupLag; open: boolean; onToggle: () => void }) {
	const points = useLive((state) => state.history.get(group.group));
	const word = groupWord(group);
	const isOk = word === "OK";
	const drainedIn = drainedInWords(group);
	const Chevron = open ? IconChevronDown : IconChevronRight;
	return (
		<>
			<tr className={classes.group} data-open={open || undefined} data-group={group.group} onClick={onToggle}>
				<td data-col="status">
					<button
						type="button"
						className={classes.toggle}
						aria-expanded={open}
						aria-label={`${group.group}, ${word}`}
						onClick={(event) => {
							event.stopPropagation();
							onToggle();
						}}
					>
						<Chevron size={14} aria-hidden className="t3" />
						<LagTag word={word} lost={group.lost} />
					</button>
				</td>
				<td data-col="group">
					<span className="row">
						<span className="med ell" title={group.group}>
							{group.group}
						</span>
						<LagTags tags={group.tags} />
						{group.reason !== null && <Reason reason={group.reason} />}
					</span>
				</td>
				<td data-col="late" className={`${classes.right} ${isOk ? "" : `${classes.late} ${toneClass(word)}`}`}>
					{!isOk && <Trend trend={group.trend} />} {groupLateWords(group)}
				</td>
				<td data-col="messages" className={classes.right}>
					<GroupMessages group={group} />
				</td>
				<td data-col="spark">
					<Spark
						values={(points ?? []).map((point) => point.lag_seconds)}
						tone={isOk ? "text-2" : toneOf(word)}
						atLeast={QUIET_SECONDS}
						height={20}
					/>
				</td>
				<td data-col="consumed" className={classes.right}>
					{group.consume_rate === null ? "–" : rate(group.consume_rate)}
				</td>
				<td data-col="produced" className={`t2 ${classes.right}`}>
					{group.produce_rate === null ? "–" : rate(group.produce_rate)}
				</td>
				<td data-col="drained" className={group.eta.kind === "not-draining" && !isOk ? toneClass(word) : "t2"}>
					{drainedIn}
				</td>
				<td data-col="orders" className={classes.right}>
					<Count value={group.waiting.orders} atLeast={group.waiting.at_least} />
				</td>
				<td data-col="money" className={classes.right} title={eachMoney(group.waiting)}>
					{tightMoney(group.waiting)}
				</td>
				<td data-col="members" className={classes.right} title={group.members.join(", ")}>
					{group.members.length}
				</td>
			</tr>
			{open && (
				<tr>
					<td colSpan={LAG_COLUMNS.length} className={classes.opened}>
						<GroupDetails group={group} />
					</td>
				</tr>
			)}
		</>
	);
}

/** Why a consumer stalls. */
function Reason({ reason }: { reason: string }) {
	const words = reason === "unknown" ? "reason unknown" : reason;
	return (
		<span className="xs t2 ell" title={words}>
			{words}
		</span>
	);
}
