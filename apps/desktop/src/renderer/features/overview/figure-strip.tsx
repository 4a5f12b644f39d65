import type { overviewSchema } from "@orderdeck/contracts/analytics/requests";
import { type MoneySums, moneyOf, moneySums } from "@orderdeck/contracts/money";
import type { z } from "zod";
import { compactMoney, eachMoney, money, otherMoney } from "../../format/money.ts";
import { compactNumber, exactNumber, NARROW, rate } from "../../format/number.ts";
import { counted, ordersWaiting } from "../../format/words.ts";
import { useLive } from "../../live/live-context.tsx";
import { alertSums } from "../../shell/use-open-alerts.ts";
import { LagIcon } from "../../ui/lag-mark.tsx";
import { byWorst, groupWord, QUIET_SECONDS, toneOf } from "../../ui/lag-status.ts";
import { groupLateWords } from "../../ui/lag-words.ts";
import { Change, Figure } from "./figure.tsx";
import classes from "./overview.module.css";
import { chargeable, paidShare, type WindowFigures } from "./window-figures.ts";

export type Overview = z.infer<typeof overviewSchema>;

export interface StripProps {
	readonly overview: Overview;
	/** When the overview was read, ms since the epoch. */
	readonly readAt: number;
	readonly now: WindowFigures;
	readonly before: WindowFigures;
	/** Orders that waited at the last readings, oldest first. */
	readonly waited: readonly number[];
}

export function FigureStrip(props: StripProps) {
	return (
		<div className={classes.strip}>
			<Rate {...props} />
			<Sales {...props} />
			<PaidShare {...props} />
			<OpenAlerts {...props} />
			<WorstLag />
			<Waiting {...props} />
		</div>
	);
}

function Rate({ now, before }: StripProps) {
	const figures = useLive((state) => state.figures);
	const rates = useLive((state) => state.rates);
	return (
		<Figure
			name="Orders per second"
			at={figures?.at}
			value={figures === undefined ? "–" : rate(figures.perSecond)}
			series={rates}
			link={{ to: "/orders" }}
		>
			<Change now={now.orders} before={before.orders} /> <span className="tn">{counted(now.orders, "order")}</span>
		</Figure>
	);
}

function Sales({ now, before, readAt }: StripProps) {
	const { amount, currency } = now.sales;
	const average = now.ordersInCurrency === 0 ? 0 : amount / now.ordersInCurrency;
	const others = otherMoney(now.sales);
	return (
		<Figure
			name="Sales"
			at={readAt}
			value={compactMoney(amount, currency)}
			exact={eachMoney(now.sales)}
			series={now.minutes.map((minute) => minute.sales)}
			link={{ to: "/orders" }}
		>
			<Change now={amount} before={before.sales.amount} />{" "}
			<span className="tn">{others === "" ? `${money(average, currency)} an order` : others}</span>
		</Figure>
	);
}

function PaidShare({ now, before, readAt }: StripProps) {
	const share = paidShare(now);
	const earlier = paidShare(before);
	const unpaid = Math.max(0, chargeable(now) - (now.events.PAYMENT_PROCESSED ?? 0));
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
			series={now.minutes.map((minute) =>
				minute.orders === 0 ? null : Math.min(1, (minute.events.PAYMENT_PROCESSED ?? 0) / minute.orders),
			)}
			tone="text-2"
			link={{ to: "/orders", search: { status: "CREATED,CONFIRMED" } }}
		>
			{points !== undefined && `${points < 0 ? "↓" : "↑"} ${Math.abs(points).toFixed(1)} points ·`}{" "}
			<span className="tn">{exactNumber(unpaid)} unpaid</span>
		</Figure>
	);
}

function OpenAlerts({ overview, now, readAt }: StripProps) {
	const raised = now.events.FRAUD_ALERT_RAISED ?? 0;
	return (
		<Figure
			name="Open alerts"
			at={readAt}
			value={compactNumber(overview.open_alerts)}
			exact={exactNumber(overview.open_alerts)}
			series={now.minutes.map((minute) => minute.events.FRAUD_ALERT_RAISED ?? 0)}
			tone="text-2"
			link={{ to: "/alerts" }}
		>
			<span className="tn">
				{exactNumber(raised)} raised · {eachMoney(alertSums(overview), compactMoney)}
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
			<LagIcon word={word} size={12} /> {word} · <span className="tn">{ordersWaiting(worst.waiting.orders)}</span>
		</Figure>
	);
}

function Waiting({ overview, readAt, waited }: StripProps) {
	const { orders, ...sums } = waitingBefore(overview);
	return (
		<Figure
			name="Orders waiting"
			at={readAt}
			value={compactNumber(orders)}
			exact={exactNumber(orders)}
			series={waited}
			tone="text-2"
			link={{ to: "/orders", search: { status: "CREATED,CONFIRMED,PAID,PREPARED" } }}
		>
			<span className="tn" title={eachMoney(sums)}>
				{eachMoney(sums, compactMoney)} waits to be shipped
			</span>
		</Figure>
	);
}

/** Orders and money that wait for anything before delivery. */
export function waitingBefore({ waiting, totals }: Overview): MoneySums & { readonly orders: number } {
	const before = [waiting.payment, waiting.inventory, waiting.shipping];
	const sums = moneySums(
		before.flatMap(({ by_currency }) => moneyOf(by_currency)),
		totals.currency,
	);
	return { orders: before.reduce((sum, { orders }) => sum + orders, 0), ...sums };
}
