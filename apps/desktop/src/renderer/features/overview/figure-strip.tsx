import { IconAlertTriangle } from "@tabler/icons-react";
import { duration, shortDuration } from "../../format/duration.ts";
import { compactMoney, eachMoney, money, otherMoney } from "../../format/money.ts";
import { compactNumber, countText, NARROW, rate } from "../../format/number.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLive } from "../../live/live-context.tsx";
import { alertSums } from "../../shell/use-open-alerts.ts";
import { Count } from "../../ui/count.tsx";
import { LagIcon } from "../../ui/lag-mark.tsx";
import { byWorst, groupWord, QUIET_SECONDS, toneOf } from "../../ui/lag-status.ts";
import { groupLateWords } from "../../ui/lag-words.ts";
import type { View } from "./course.ts";
import { Change, Figure } from "./figure.tsx";
import { cancelledIn, cancelledSearch, createdSearch, type Overview, reachedIn, STUCK_SEARCH } from "./figure-links.ts";
import classes from "./overview.module.css";
import { type Stuck, stuckChange } from "./use-stuck.ts";
import { paidShare } from "./window-figures.ts";

export interface StripProps {
	readonly overview: Overview;
	/** When the overview was read, ms since the epoch. */
	readonly readAt: number;
	readonly view: View;
	readonly stuck: Stuck;
}

export function FigureStrip(props: StripProps) {
	return (
		<div className={classes.strip}>
			<Rate {...props} />
			<Sales {...props} />
			<PaidShare {...props} />
			<OpenAlerts {...props} />
			<WorstLag />
			<StuckOrders {...props} />
		</div>
	);
}

function Rate({ overview, view: { now, like } }: StripProps) {
	const figures = useLive((state) => state.figures);
	const rates = useLive((state) => state.rates);
	const created = reachedIn(overview);
	// Where not all were counted, the minutes or hours have the sum.
	const orders = created.atLeast ? now : { orders: created.value, atLeast: false };
	return (
		<Figure
			name="Orders per second"
			at={figures?.at}
			value={figures === undefined ? "–" : rate(figures.perSecond)}
			series={rates}
			link={{ to: "/orders", search: createdSearch(overview) }}
		>
			<Change now={like.now.orders} before={like.before.orders} />{" "}
			<span>
				<Count value={orders.orders} atLeast={orders.atLeast} /> {orders.orders === 1 ? "order" : "orders"}
			</span>
		</Figure>
	);
}

function Sales({ overview, view: { now, like, course }, readAt }: StripProps) {
	const { amount, currency } = now.sales;
	const average = now.ordersInCurrency === 0 ? 0 : amount / now.ordersInCurrency;
	const others = otherMoney(now.sales);
	return (
		<Figure
			name="Sales"
			at={readAt}
			value={compactMoney(amount, currency)}
			exact={eachMoney(now.sales)}
			series={course.now.map(({ slot }) => slot?.sales ?? null)}
			link={{ to: "/orders", search: createdSearch(overview) }}
		>
			<Change now={like.now.sales.amount} before={like.before.sales.amount} />{" "}
			<span className="tn">{others === "" ? `${money(average, currency)} per order` : others}</span>
		</Figure>
	);
}

function PaidShare({ overview, view: { now, before, course }, readAt }: StripProps) {
	const share = paidShare(now);
	const earlier = paidShare(before);
	const points = share === undefined || earlier === undefined ? undefined : (share - earlier) * 100;
	return (
		<Figure
			name="Paid share"
			at={readAt}
			value={
				share === undefined ? (
					"–"
				) : (
					<>
						{(share * 100).toFixed(1)}
						<small>{NARROW}%</small>
					</>
				)
			}
			series={course.now.map(({ slot }) => (slot === undefined ? null : (paidShare(slot) ?? null)))}
			tone="text-2"
			link={{ to: "/orders", search: cancelledSearch(overview, "PAYMENT_DECLINED") }}
		>
			{points !== undefined && `${points < 0 ? "↓" : "↑"} ${Math.abs(points).toFixed(1)} points ·`}{" "}
			<span>
				<Count {...cancelledIn(overview, ["PAYMENT_DECLINED"])} /> declined
			</span>
		</Figure>
	);
}

function OpenAlerts({ overview, view: { now, course }, readAt }: StripProps) {
	return (
		<Figure
			name="Open alerts"
			at={readAt}
			value={<Count value={overview.open_alerts} compact />}
			series={course.now.map(({ slot }) => (slot === undefined ? null : (slot.events.FRAUD_ALERT_RAISED ?? 0)))}
			tone="text-2"
			link={{ to: "/alerts", search: { tab: "open" } }}
		>
			<span className="tn" title={eachMoney(alertSums(overview))}>
				{compactNumber(now.events.FRAUD_ALERT_RAISED ?? 0)} raised · {compactNumber(overview.claimed_alerts)} claimed
			</span>
		</Figure>
	);
}

function WorstLag() {
	const lag = useLive((state) => state.lag);
	const at = useLive((state) => state.lagAt);
	const history = useLive((state) => state.history);
	const worst = lag?.toSorted(byWorst)[0];
	if (worst === undefined) {
		return (
			<Figure name="Worst lag" at={undefined} value="–" series={[]} link={{ to: "/lag" }}>
				not sampled yet
			</Figure>
		);
	}
	const word = groupWord(worst);
	const series = (history.get(worst.group) ?? []).map((point) => point.lag_seconds);
	return (
		<Figure
			name={`Worst lag · ${worst.group.replace("-group", "")}`}
			at={at}
			value={groupLateWords(worst)}
			series={series}
			atLeast={QUIET_SECONDS}
			tone={word === "OK" ? "text-2" : toneOf(word)}
			link={{ to: "/lag", search: { group: worst.group } }}
		>
			<LagIcon word={word} size={12} /> {word} ·{" "}
			<span>
				<Count value={worst.waiting.orders} atLeast={worst.waiting.at_least} /> waiting
			</span>
		</Figure>
	);
}

function StuckOrders({ stuck: { count, readings } }: StripProps) {
	const isStuck = count !== undefined && count.orders > 0;
	const sums = count?.money;
	const change = stuckChange(readings);
	const readAt = readings.at(-1)?.at;
	return (
		<Figure
			name="Stuck orders"
			at={readAt === undefined ? undefined : daemonClock.at(readAt)}
			value={count === undefined ? "–" : <Count value={count.orders} atLeast={count.at_least} compact />}
			series={readings.map(({ orders }) => orders)}
			tone={isStuck ? "warn" : "text-2"}
			link={{ to: "/orders", search: STUCK_SEARCH }}
		>
			{isStuck && sums ? (
				<>
					<IconAlertTriangle size={12} stroke={2} aria-hidden className="warn" style={{ flex: "none" }} />
					<span className="tn" title={eachMoney({ ...sums, at_least: count.at_least })}>
						{eachMoney({ ...sums, at_least: count.at_least }, compactMoney)} waiting
					</span>
				</>
			) : (
				count !== undefined && "every step within its time"
			)}
			{change !== undefined && (
				<span
					className="tn"
					title={`${countText(Math.abs(change.more))} ${change.more < 0 ? "fewer" : "more"} in ${duration(change.seconds)}`}
				>
					· {change.more < 0 ? "↓" : "↑"} {compactNumber(Math.abs(change.more))} in {shortDuration(change.seconds)}
				</span>
			)}
		</Figure>
	);
}
