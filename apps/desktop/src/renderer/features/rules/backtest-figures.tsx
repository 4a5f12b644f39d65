/** The figures of a backtest: now → then. */
import type { BacktestResult } from "@orderdeck/contracts/backtests/entities";
import { IconAlertOctagon, IconArrowNarrowRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { compactMoney, eachMoney, tightMoney } from "../../format/money.ts";
import { exactNumber, NARROW } from "../../format/number.ts";
import { difference } from "./backtest-facts.ts";
import classes from "./rules.module.css";

export function BacktestFigures({ result }: { result: BacktestResult }) {
	const { today, draft, confirmed_lost: missed, confirmed_kept } = result;
	return (
		<dl className={classes.figures}>
			<Figure name="Alerts" before={exactNumber(today.alerts)} after={exactNumber(draft.alerts)}>
				{differenceWords(today.alerts, draft.alerts, (by) => exactNumber(by))}
			</Figure>
			<Figure name="Money flagged" before={tightMoney(today)} after={tightMoney(draft)}>
				{moneyDifference(result)}
			</Figure>
			<Figure name="Precision on resolved" before={shareWords(today)} after={shareWords(draft)}>
				{exactNumber(draft.confirmed)} of {exactNumber(draft.resolved)}, was {exactNumber(today.confirmed)} of {exactNumber(today.resolved)}
			</Figure>
			<div className={classes.figure} data-missed={missed > 0 || undefined}>
				<dt>
					{missed > 0 && <IconAlertOctagon size={14} aria-hidden />}
					Known frauds missed
				</dt>
				<dd>
					<b className="tn">{exactNumber(missed)}</b>
					<span className={`tn t2 ${classes.of}`}>of {exactNumber(missed + confirmed_kept)}</span>
				</dd>
				<dd className={classes.note}>{missed === 0 ? "none would pass" : `${eachMoney(result.confirmed_lost_money)} would pass`}</dd>
			</div>
		</dl>
	);
}

function Figure({ name, before, after, children }: { name: string; before: string; after: string; children: ReactNode }) {
	return (
		<div className={classes.figure}>
			<dt>{name}</dt>
			<dd>
				<span className={`tn t2 ${classes.was}`}>{before}</span>
				<IconArrowNarrowRight size={14} aria-label="becomes" className="t3" />
				<b className="tn">{after}</b>
			</dd>
			<dd className={classes.note}>{children}</dd>
		</div>
	);
}

/** `44 %`; a dash where none is resolved. */
function shareWords({ confirmed, resolved }: BacktestResult["today"]): string {
	return resolved === 0 ? "–" : `${Math.round((confirmed / resolved) * 100)}${NARROW}%`;
}

/** `−41 · −10.0 %`. */
function differenceWords(before: number, after: number, format: (by: number) => string): string {
	const { by, share } = difference(before, after);
	if (by === 0) return "no difference";
	const sign = by < 0 ? "−" : "+";
	const words = `${sign}${format(Math.abs(by))}`;
	return share === undefined ? words : `${words} · ${sign}${Math.abs(share * 100).toFixed(1)}${NARROW}%`;
}

/** Amounts of several currencies are not compared. */
function moneyDifference({ today, draft }: BacktestResult): string {
	const currencies = new Set([...Object.keys(today.by_currency), ...Object.keys(draft.by_currency)]);
	const [currency] = currencies;
	if (currency === undefined) return "no money";
	if (currencies.size > 1) return `then ${eachMoney(draft, compactMoney)}`;
	const [before, after] = [today.by_currency[currency] ?? 0, draft.by_currency[currency] ?? 0];
	return differenceWords(before, after, (by) => compactMoney(by, currency));
}
