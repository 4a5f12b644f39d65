/** Fraud rules in words. Pure. */
import type { Rule, RuleKind, RuleParameters } from "@orderdeck/contracts/rules/entities";
import { IconCircleCheck, IconCircleDashed, IconClock, IconFlask } from "@tabler/icons-react";
import { money, plainAmount } from "../../format/money.ts";
import { exactNumber, NARROW } from "../../format/number.ts";
import { epochOf, minuteTime, timeOrDate } from "../../format/time.ts";
import type { StateLook } from "../../ui/state-mark.tsx";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const KIND_WORDS: Readonly<Record<RuleKind, string>> = {
	"amount-by-country": "Amount by country",
	velocity: "Velocity",
	"amount-limit": "Amount limit",
};

/** Text of a sentence; what the rule compares with is a value. */
export interface SentencePart {
	readonly text: string;
	readonly isValue: boolean;
}

const word = (text: string): SentencePart => ({ text, isValue: false });
const value = (text: string): SentencePart => ({ text, isValue: true });

/** `Amount over $300.00 and country not US, CA`; `4 or more orders of one customer in 10 min`, where three are still allowed. */
export function ruleSentence(kind: RuleKind, parameters: RuleParameters): readonly SentencePart[] {
	if (kind === "velocity") {
		return [
			value(exactNumber(parameters.limit + 1)),
			word(" or more orders of one customer in "),
			value(windowWords(parameters.window_ms ?? 0)),
		];
	}
	const amount = [word("Amount over "), value(limitWords(kind, parameters))];
	const safe = parameters.safe_countries ?? [];
	if (kind === "amount-limit" || safe.length === 0) return [...amount, word(", any country")];
	return [...amount, word(" and country not "), value(safe.join(", "))];
}

/** `$300.00`; of velocity what is flagged: `4 or more`. */
export function limitWords(kind: RuleKind, { limit, currency }: Pick<RuleParameters, "limit" | "currency">): string {
	if (kind === "velocity") return `${exactNumber(limit + 1)} or more`;
	return currency === null ? plainAmount(limit) : money(limit, currency);
}

/** `US, CA`; `none`. */
export function countriesWords(countries: readonly string[] | null): string {
	return countries === null || countries.length === 0 ? "none" : countries.join(", ");
}

/** `10 min`, `2 h`, `90 s`: in the largest unit of which it is a whole number. */
export function windowWords(ms: number): string {
	if (ms >= HOUR_MS && ms % HOUR_MS === 0) return `${ms / HOUR_MS}${NARROW}h`;
	if (ms >= MINUTE_MS && ms % MINUTE_MS === 0) return `${ms / MINUTE_MS}${NARROW}min`;
	return `${exactNumber(ms / 1_000)}${NARROW}s`;
}

/** The end of a snooze: `18:00` today, with its day otherwise. */
export function untilWords(until: string, now: number): string {
	const at = epochOf(until);
	const words = timeOrDate(at, now);
	return words.length === "18:00:00".length ? minuteTime(at) : words;
}

/** Whether the rule is snoozed at `now`; a snooze that has ended is none. */
export function isSnoozed({ snoozed_until }: Pick<Rule, "snoozed_until">, now: number): boolean {
	return snoozed_until !== null && epochOf(snoozed_until) > now;
}

export type RuleStateName = "on" | "snoozed" | "off" | "shadow";

/** `shadow`: it has no live version yet. */
export function ruleStateName(rule: Pick<Rule, "state" | "enabled" | "snoozed_until">, now: number): RuleStateName {
	if (rule.state === "SHADOW") return "shadow";
	if (!rule.enabled) return "off";
	return isSnoozed(rule, now) ? "snoozed" : "on";
}

export function ruleLook(rule: Pick<Rule, "state" | "enabled" | "snoozed_until">, now: number): StateLook {
	switch (ruleStateName(rule, now)) {
		case "on":
			return { word: "On", icon: IconCircleCheck, tone: "ok" };
		case "off":
			return { word: "Off", icon: IconCircleDashed, tone: "t3" };
		case "shadow":
			return { word: "In shadow", icon: IconFlask, tone: "info" };
		case "snoozed":
			return { word: `Snoozed until ${untilWords(rule.snoozed_until ?? "", now)}`, icon: IconClock, tone: "paused" };
	}
}

const NAMES: readonly RuleStateName[] = ["on", "snoozed", "off", "shadow"];
const NAME_WORDS: Readonly<Record<RuleStateName, string>> = { on: "on", snoozed: "snoozed", off: "off", shadow: "in shadow" };

/** `2 on · 1 snoozed · 1 off`; those of which there is none are left out, but for `on`. */
export function countWords(rules: readonly Pick<Rule, "state" | "enabled" | "snoozed_until">[], now: number): string {
	const states = rules.map((rule) => ruleStateName(rule, now));
	return NAMES.map((name) => [name, states.filter((each) => each === name).length] as const)
		.filter(([name, count]) => count > 0 || name === "on")
		.map(([name, count]) => `${count} ${NAME_WORDS[name]}`)
		.join(" · ");
}

/** When a version came into force: `always` for what a daemon starts with. */
export function sinceWords(since: string, now: number): string {
	const at = epochOf(since);
	return at <= 0 ? "always" : timeOrDate(at, now);
}

/** The newest version there is, live or in shadow: the one that a change must name. */
export function newestVersion({ version, shadow }: Pick<Rule, "version" | "shadow">): number {
	return Math.max(version, shadow?.version ?? 0);
}
