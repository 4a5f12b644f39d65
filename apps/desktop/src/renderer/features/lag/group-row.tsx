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

export const LAG_COLUMNS: readonly { head: string; right?: boolean; wide?: boolean; width?: number }[] = [
	{ head: "Status", width: 132 },
	{ head: "Group" },
	{ head: "Time lag", right: true, width: 96 },
	{ head: "Messages", right: true, width: 84 },
	{ head: "5 min", width: 100 },
	{ head: "Consumed per s", right: true, width: 104 },
	{ head: "Produced per s", right: true, width: 100 },
	{ head: "Drained in", width: 104 },
	{ head: "Orders waiting", right: true, width: 100 },
	{ head: "Money waiting", right: true, width: 100 },
	{ head: "Members", right: true, wide: true, width: 84 },
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
				<td>
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
				<td className={classes.name}>
					<span className="row">
						<span className="med">{group.group}</span>
						<LagTags tags={group.tags} />
						{group.reason !== null && <Reason reason={group.reason} />}
					</span>
				</td>
				<td className={`${classes.right} ${isOk ? "" : `${classes.late} ${toneClass(word)}`}`}>
					{!isOk && <Trend trend={group.trend} />} {groupLateWords(group)}
				</td>
				<td className={classes.right}>
					<GroupMessages group={group} />
				</td>
				<td>
					<Spark
						values={(points ?? []).map((point) => point.lag_seconds)}
						tone={isOk ? "text-2" : toneOf(word)}
						atLeast={QUIET_SECONDS}
						height={20}
						width={84}
					/>
				</td>
				<td className={classes.right}>{group.consume_rate === null ? "–" : rate(group.consume_rate)}</td>
				<td className={`t2 ${classes.right}`}>{group.produce_rate === null ? "–" : rate(group.produce_rate)}</td>
				<td className={group.eta.kind === "not-draining" && !isOk ? toneClass(word) : "t2"}>{drainedIn}</td>
				<td className={classes.right}>
					<Count value={group.waiting.orders} atLeast={group.waiting.at_least} />
				</td>
				<td className={classes.right} title={eachMoney(group.waiting)}>
					{tightMoney(group.waiting)}
				</td>
				<td className={`wide ${classes.right}`} title={group.members.join(", ")}>
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
