/** Which alerts are worth a notification while the operator looks elsewhere, and how many become one sentence. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { moneySums } from "@orderdeck/contracts/money";
import { eachMoney, money } from "../../format/money.ts";
import { counted, countryName, reasonWords } from "../../format/words.ts";
import type { Notice } from "./notice.ts";

/** An alert with this score or more is notified immediately. */
export const HIGH_SCORE = 90;

/** One that nobody has worked on: it is published again with each change, and news once. */
export function isHigh(alert: FraudAlert): boolean {
	return alert.state === "OPEN" && alert.changed_at === null && alert.score >= HIGH_SCORE;
}

/** One notice for all of them, the worst one named. Undefined for none. Money is summed by currency. */
export function alertNotice(alerts: readonly FraudAlert[]): Notice | undefined {
	const worst = alerts.toSorted((a, b) => b.score - a.score || b.amount - a.amount)[0];
	if (worst === undefined) return undefined;
	const tag = "alerts";
	if (alerts.length === 1) {
		return {
			title: `Alert ${worst.score}: order ${worst.order_id}`,
			body: `${reasonWords(worst.reason)}, ${money(worst.amount, worst.currency)}, ${countryName(worst.country)}`,
			tag,
			route: `/alerts?${new URLSearchParams({ tab: "open", alert: worst.alert_id })}`,
			tone: "bad",
		};
	}
	return {
		title: `${counted(alerts.length, "alert")} scoring ${HIGH_SCORE}+`,
		body: `${eachMoney(moneySums(alerts, worst.currency))} in total; highest score ${worst.score}, order ${worst.order_id}`,
		tag,
		route: "/alerts?tab=open",
		tone: "bad",
	};
}
