import { Skeleton } from "@mantine/core";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { Link } from "@tanstack/react-router";
import { eachMoney, tightMoney } from "../../format/money.ts";
import { useLive } from "../../live/live-context.tsx";
import { Count } from "../../ui/count.tsx";
import { GroupMessages, LagMark } from "../../ui/lag-mark.tsx";
import { byWorst, groupWord, QUIET_SECONDS, toneOf } from "../../ui/lag-status.ts";
import { drainedInWords, groupLateWords } from "../../ui/lag-words.ts";
import { More, moreClass, Panel } from "../../ui/panel.tsx";
import { Spark } from "../../ui/spark.tsx";
import classes from "./overview.module.css";

const SHOWN = 5;

export function WorstGroups() {
	const lag = useLive((state) => state.lag);
	const link = (
		<Link to="/lag" className={moreClass}>
			<More>Consumer lag</More>
		</Link>
	);
	return (
		<Panel title="Worst groups" more={link}>
			<table className={`${classes.table} ${classes.loose}`}>
				<thead>
					<tr>
						<th className={classes.group}>Group</th>
						<th>Status</th>
						<th className={classes.right}>Time lag</th>
						<th className={`${classes.messages} ${classes.right}`}>Messages</th>
						<th>5 min</th>
						<th>Drained in</th>
						<th className={classes.right}>Orders</th>
						<th className={classes.right}>Money</th>
					</tr>
				</thead>
				<tbody>
					{lag === undefined ? (
						<Loading />
					) : (
						lag
							.toSorted(byWorst)
							.slice(0, SHOWN)
							.map((group) => <Row key={group.group} group={group} />)
					)}
				</tbody>
			</table>
		</Panel>
	);
}

function Row({ group }: { group: GroupLag }) {
	const points = useLive((state) => state.history.get(group.group));
	const word = groupWord(group);
	const tone = word === "OK" ? "text-2" : toneOf(word);
	return (
		<tr>
			<td className={`med ${classes.group}`}>
				<Link to="/lag" search={{ group: group.group }}>
					{group.group}
				</Link>
			</td>
			<td>
				<LagMark word={word} lost={group.lost} />
			</td>
			<td className={classes.right}>{groupLateWords(group)}</td>
			<td className={`${classes.messages} ${classes.right}`}>
				<GroupMessages group={group} />
			</td>
			<td>
				<Spark values={(points ?? []).map((point) => point.lag_seconds)} tone={tone} atLeast={QUIET_SECONDS} height={20} width={72} />
			</td>
			<td className="t2">{drainedInWords(group)}</td>
			<td className={classes.right}>
				<Count value={group.waiting.orders} atLeast={group.waiting.at_least} />
			</td>
			<td className={classes.right} title={eachMoney(group.waiting)}>
				{tightMoney(group.waiting)}
			</td>
		</tr>
	);
}

function Loading() {
	return Array.from({ length: SHOWN }, (_, place) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: rows that stand for nothing have no other name
		<tr key={place}>
			<td colSpan={8}>
				<Skeleton height={8} width="60%" />
			</td>
		</tr>
	));
}
