/** The rules that evaluate the orders of a moment, made once for the many orders between two changes. */
import { instantOf } from "@orderdeck/contracts/instant";
import type { RuleVersion } from "@orderdeck/contracts/rules/entities";
import type { RuleTerms } from "./fraud-rules.ts";
import { inForce, longestWindow, type RuleBook, type StoredRule } from "./rule-book.ts";

export interface ActiveVersion {
	readonly version: number;
	readonly terms: RuleTerms;
}

/** A rule with a version in force, or more than one. */
export interface ActiveRule {
	readonly rule: StoredRule;
	readonly live: ActiveVersion | undefined;
	readonly shadow: ActiveVersion | undefined;
}

export interface RulesAt {
	/** Of velocity, and all others, each in the order of the rule book. */
	readonly velocity: readonly ActiveRule[];
	readonly amounts: readonly ActiveRule[];
	/** Of velocity rules that are enabled, though they may be snoozed, ms; 0 without any: then no windows are kept. */
	readonly longestWindow: number;
}

interface Span extends RulesAt {
	/** For orders accepted in [from, until). */
	readonly from: number;
	readonly until: number;
}

/** The rules in force for an order that the log accepted at a time (ms). The last result is remembered: neighbors share it. */
export function createRulesAt(book: RuleBook): (at: number) => RulesAt {
	let last: Span | undefined;
	return (at) => {
		if (last === undefined || at < last.from || at >= last.until) last = { ...spanAt(book, at), ...activeAt(book, at) };
		return last;
	};
}

function spanAt({ rules }: RuleBook, at: number): Pick<Span, "from" | "until"> {
	const span = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
	for (const { versions } of rules)
		for (const { since, snoozed_until } of versions)
			for (const time of snoozed_until === null ? [instantOf(since)] : [instantOf(since), instantOf(snoozed_until)]) {
				if (time <= at) span.from = Math.max(span.from, time);
				else span.until = Math.min(span.until, time);
			}
	return span;
}

function activeAt(book: RuleBook, at: number): RulesAt {
	const active = book.rules.flatMap((rule): ActiveRule[] => {
		const { live, shadow } = inForce(rule, at);
		return live === undefined && shadow === undefined ? [] : [{ rule, live: activeOf(rule, live), shadow: activeOf(rule, shadow) }];
	});
	return {
		velocity: active.filter(({ rule }) => rule.kind === "velocity"),
		amounts: active.filter(({ rule }) => rule.kind !== "velocity"),
		longestWindow: longestWindow(book, at),
	};
}

function activeOf({ kind }: StoredRule, version: RuleVersion | undefined): ActiveVersion | undefined {
	if (version === undefined) return undefined;
	const { limit, currency, safe_countries, window_ms } = version;
	return { version: version.version, terms: { kind, limit, currency, safe_countries, window_ms } };
}
