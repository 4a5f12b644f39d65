/** Alerts, verdicts and their effect in words. */

import type { AlertResolution, FraudAlert, Verdict } from "@orderdeck/contracts/fraud/entities";
import type { AlertFact } from "@orderdeck/contracts/fraud/facts";
import type { AlertDetails } from "@orderdeck/contracts/fraud/requests";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { IconCircleCheck, IconCircleX, IconFlag } from "@tabler/icons-react";
import { duration } from "../../format/duration.ts";
import { money } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { counted, countryName } from "../../format/words.ts";
import type { StateLook } from "../../ui/state-mark.tsx";
import { isOver } from "./alert-rules.ts";

export const VERDICT_LOOK: Readonly<Record<Verdict, StateLook>> = {
	CONFIRMED_FRAUD: { word: "Confirmed fraud", icon: IconFlag, tone: "bad" },
	VALUABLE: { word: "Valuable", icon: IconCircleCheck, tone: "info" },
	FALSE_POSITIVE: { word: "False positive", icon: IconCircleX, tone: "t3" },
};

/** For tight places. */
export const VERDICT_SHORT: Readonly<Record<Verdict, string>> = {
	CONFIRMED_FRAUD: "fraud",
	VALUABLE: "valuable",
	FALSE_POSITIVE: "false positive",
};

/** As a button: `Confirm fraud`. */
export const VERDICT_ACTION: Readonly<Record<Verdict, string>> = {
	CONFIRMED_FRAUD: "Confirm fraud",
	VALUABLE: "Valuable",
	FALSE_POSITIVE: "False positive",
};

/** What became of the order with the verdict; undefined where the verdict leaves it as it is. */
export function outcomeWords({ order }: Pick<AlertResolution, "order">): string | undefined {
	if (order === null) return undefined;
	if (order === "cancelled") return "order cancelled";
	if (order === "not found") return "order not found, only marked";
	return `already ${order.slice("already ".length).toLowerCase()}, only marked`;
}

/** A part of a sentence; what is strong stands out. */
export interface Words {
	readonly text: string;
	readonly strong?: true;
}

/** What confirming the fraud would do, in words; `isHarmless` where it changes nothing but the alert. */
export interface Effect {
	readonly isHarmless: boolean;
	readonly words: readonly Words[];
}

const strong = (text: string): Words => ({ text, strong: true });
const plain = (text: string): Words => ({ text });

const ENDED: Readonly<Record<string, string>> = {
	ORDER_ALREADY_SHIPPED: "Already dispatched",
	ORDER_ALREADY_DELIVERED: "Already delivered",
	ORDER_ALREADY_CANCELLED: "Already cancelled",
	NOT_FOUND: "The order is not known",
};
const STATUS_CODE: Partial<Record<OrderStatus, string>> = {
	SHIPPED: "ORDER_ALREADY_SHIPPED",
	DELIVERED: "ORDER_ALREADY_DELIVERED",
	CANCELLED: "ORDER_ALREADY_CANCELLED",
};

/** `status`: the order's newest, which may have changed since the effect was read. */
export function effectOf(
	{ effect, amount, currency }: Pick<AlertDetails, "effect" | "amount" | "currency">,
	status: OrderStatus | null,
): Effect {
	const code = status !== null && isOver(status) ? STATUS_CODE[status] : effect.code;
	if (effect.would === "nothing" || (status !== null && isOver(status)))
		return { isHarmless: true, words: [strong(ENDED[code ?? ""] ?? effect.message ?? "Too late"), plain(": marks only")] };
	const units = effect.units === 0 ? [] : [plain(", releases "), strong(counted(effect.units, "unit"))];
	const words = [strong("Confirming"), plain(" cancels it"), ...chargeWords(effect.money, money(amount, currency)), ...units];
	return { isHarmless: false, words: effect.money === "not-charged" ? [...words, plain(". Not charged yet")] : words };
}

function chargeWords(charge: AlertDetails["effect"]["money"], sum: string): readonly Words[] {
	if (charge === "not-charged") return [];
	return charge === "charged" ? [plain(", refunds "), strong(sum)] : [plain(", refunds the pending "), strong(sum)];
}

/** A fact of an alert: what was looked at, the order's value, and what the rule allows. */
export function factWords(fact: AlertFact): { readonly what: string; readonly value: string; readonly limit: string } {
	switch (fact.fact) {
		case "amount":
			return { what: "Amount", value: money(fact.value, fact.currency), limit: `over ${money(fact.threshold, fact.currency)}` };
		case "country":
			return { what: "Country", value: countryName(fact.value), limit: `not ${fact.threshold.join(", ")}` };
		case "orders":
			return {
				what: `Orders in ${windowWords(fact.window_ms)}`,
				value: exactNumber(fact.value),
				limit: `limit ${exactNumber(fact.threshold)}`,
			};
	}
}

/** `10 min`, `1 h`, `90 s`: whole units only. */
export function windowWords(ms: number): string {
	const units = [
		[86_400_000, "d"],
		[3_600_000, "h"],
		[60_000, "min"],
		[1_000, "s"],
	] as const;
	const unit = units.find(([size]) => ms >= size && ms % size === 0);
	return unit === undefined ? duration(ms / 1000) : `${ms / unit[0]}\u202f${unit[1]}`;
}

/** `Order 184246: confirmed fraud, order cancelled`: what a verdict did. */
export function resolvedWords(alert: Pick<FraudAlert, "order_id" | "resolution">, alsoResolved: number): string {
	const { resolution } = alert;
	if (resolution === null) return `Order ${alert.order_id}`;
	const parts = [
		VERDICT_LOOK[resolution.verdict].word.toLowerCase(),
		outcomeWords(resolution),
		alsoResolved === 0 ? undefined : `${counted(alsoResolved, "other alert")} of it resolved too`,
	];
	return `Order ${alert.order_id}: ${parts.filter((part) => part !== undefined).join(", ")}`;
}
