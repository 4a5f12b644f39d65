/** What is worth a notification while the operator looks elsewhere, and how many changes become one sentence. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { duration } from "../../format/duration.ts";
import { money } from "../../format/money.ts";
import { counted, countryName, reasonWords } from "../../format/words.ts";
import { groupWord, type LagWord } from "../../ui/lag-status.ts";

export interface Notice {
	readonly title: string;
	readonly body: string;
	/** A later notice with the same tag takes its place. */
	readonly tag: string;
	/** What it opens, such as `/lag?group=payments-group`. */
	readonly route: string;
	readonly tone: "ok" | "warn" | "bad";
}

/** An alert with this score or more is notified immediately. */
export const HIGH_SCORE = 90;

export function isHigh(alert: FraudAlert): boolean {
	return alert.state === "OPEN" && alert.score >= HIGH_SCORE;
}

/** One notice for all of them, the worst one named. Undefined for none. Money is summed in cents. */
export function alertNotice(alerts: readonly FraudAlert[]): Notice | undefined {
	const worst = alerts.toSorted((a, b) => b.score - a.score || b.amount - a.amount)[0];
	if (worst === undefined) return undefined;
	const tag = "alerts";
	if (alerts.length === 1) {
		return {
			title: `Alert ${worst.score}: order ${worst.order_id}`,
			body: `${reasonWords(worst.reason)}, ${money(worst.amount)}, ${countryName(worst.country)}`,
			tag,
			route: `/alerts?${new URLSearchParams({ order: String(worst.order_id), alert: worst.alert_id })}`,
			tone: "bad",
		};
	}
	const sum = alerts.reduce((cents, alert) => cents + Math.round(alert.amount * 100), 0) / 100;
	return {
		title: `${counted(alerts.length, "alert")} of ${HIGH_SCORE} and more`,
		body: `${money(sum)} in all; the worst is ${worst.score}, order ${worst.order_id}`,
		tag,
		route: "/alerts",
		tone: "bad",
	};
}

const GRAVITY: Record<LagWord, 0 | 1 | 2> = {
	OK: 0,
	Draining: 0,
	Paused: 0,
	"No commit": 0,
	Unknown: 1,
	Warning: 1,
	Rewound: 2,
	Stalled: 2,
	Stopped: 2,
};
const TONE = ["ok", "warn", "bad"] as const;

/** The words of groups as last published, by group. */
export type LagWords = ReadonlyMap<string, LagWord>;

export function lagWordsOf(groups: readonly GroupLag[]): LagWords {
	return new Map(groups.map((group) => [group.group, groupWord(group)]));
}

/** Groups that became better or worse. A group seen for the first time is news only when it is not healthy. */
export function lagChanges(before: LagWords, groups: readonly GroupLag[]): readonly GroupLag[] {
	return groups.filter((group) => {
		const known = before.get(group.group);
		const gravity = GRAVITY[groupWord(group)];
		return known === undefined ? gravity > 0 : GRAVITY[known] !== gravity;
	});
}

/** One notice for all that changed, the gravest named first. Undefined for none. */
export function lagNotice(changed: readonly GroupLag[]): Notice | undefined {
	const [worst, ...others] = changed.toSorted((a, b) => GRAVITY[groupWord(b)] - GRAVITY[groupWord(a)]);
	if (worst === undefined) return undefined;
	const word = groupWord(worst);
	const { orders, amount } = worst.waiting;
	const facts = [
		worst.lag_seconds === null ? undefined : `late by ${duration(worst.lag_seconds)}`,
		orders === 0 ? undefined : `${counted(orders, "order")} wait, ${money(amount)}`,
		others.length === 0 ? undefined : others.map((group) => `${group.group} is ${groupWord(group).toLowerCase()}`).join(", "),
	].filter((fact) => fact !== undefined);
	return {
		title: GRAVITY[word] === 0 ? `${worst.group} has recovered` : `${worst.group}: ${word.toLowerCase()}`,
		body: facts.length === 0 ? "Nothing waits." : `${facts.join("; ")}.`,
		tag: others.length === 0 ? `lag-${worst.group}` : "lag",
		route: others.length === 0 ? `/lag?${new URLSearchParams({ group: worst.group })}` : "/lag",
		tone: TONE[GRAVITY[word]],
	};
}
