/** The rules of a backtest, as they are when it starts. */
import type { TestedRule } from "@orderdeck/contracts/backtests/entities";
import type { startBacktestSchema } from "@orderdeck/contracts/backtests/requests";
import { type Issue, invalidInputs } from "@orderdeck/contracts/errors";
import type { RuleParameters } from "@orderdeck/contracts/rules/entities";
import { parameterIssues } from "@orderdeck/contracts/rules/requests";
import type { z } from "zod";
import type { BacktestSpec } from "../domain/backtest/spec.ts";
import { inForce, type RuleBook, ruleOf, type StoredRule } from "../domain/rule-book.ts";

type Given = z.output<typeof startBacktestSchema>["rules"][number];
type Draft = Exclude<Given, string>;

export interface RulesNow {
	readonly book: RuleBook;
	/** Ms since the epoch. */
	readonly at: number;
	readonly baseCurrency: string;
}

/**
 * `draft`: the given rules, each as if it were enabled, without those that are given as disabled. `today`: the versions in force now under the
 * same ids, where they are enabled and not snoozed. Throws INVALID_INPUT that states all that is wrong.
 */
export function testedRules(given: readonly Given[], now: RulesNow): Pick<BacktestSpec, "today" | "draft"> {
	const resolved = given.map((rule, index) => resolve(rule, { index, ids: given.slice(0, index).map(idOf) }, now));
	const issues = resolved.flatMap((each, index) => each.issues.map(({ path, message }) => ({ path: ["rules", index, ...path], message })));
	if (issues.length > 0) throw invalidInputs(issues);
	const named = given.flatMap((rule) => storedRule(now.book, idOf(rule)) ?? []);
	return {
		today: named.flatMap((rule) => {
			const { live } = inForce(rule, now.at);
			return live === undefined ? [] : [{ id: rule.id, kind: rule.kind, name: rule.name, version: live.version, ...parametersOf(live) }];
		}),
		draft: resolved.flatMap(({ rule }) => rule ?? []),
	};
}

interface Place {
	readonly index: number;
	/** Of the rules before it. */
	readonly ids: readonly (string | undefined)[];
}

interface Resolved {
	/** Undefined where it is disabled, or something is wrong with it. */
	readonly rule?: TestedRule | undefined;
	readonly issues: readonly Issue[];
}

function resolve(given: Given, { index, ids }: Place, { book, baseCurrency }: RulesNow): Resolved {
	const id = idOf(given);
	const path = typeof given === "string" ? [] : ["id"];
	const draft: Draft = typeof given === "string" ? {} : given;
	if (id === undefined) return draftOf(draft, index, baseCurrency);
	const stored = storedRule(book, id);
	if (stored === undefined) {
		return {
			issues: [{ path, message: `is not a rule: ${JSON.stringify(id)}; there are ${book.rules.map((rule) => rule.id).join(", ")}` }],
		};
	}
	if (ids.includes(id)) return { issues: [{ path, message: `names the rule ${id} again; test another draft of it by itself` }] };
	return changedOf(stored, typeof given === "string" ? undefined : draft);
}

/** A stored rule as it is, or with what a draft changes. */
function changedOf(stored: StoredRule, draft: Draft | undefined): Resolved {
	const { id, kind, name, version, ...rule } = ruleOf(stored);
	if (draft === undefined) return { rule: { id, kind, name, version, ...parametersOf(rule) }, issues: [] };
	if (draft.kind !== undefined && draft.kind !== kind)
		return { issues: [{ path: ["kind"], message: `must be ${kind}: the kind of ${id}` }] };
	const issues = parameterIssues(kind, draft, false);
	if (issues.length > 0 || draft.enabled === false) return { issues };
	const { limit = rule.limit, currency = rule.currency, safe_countries = rule.safe_countries, window_ms = rule.window_ms } = draft;
	return { rule: { id, kind, name, version: null, limit, currency, safe_countries, window_ms }, issues };
}

/** A rule on amounts that states no currency is in the base currency. */
function draftOf(draft: Draft, index: number, baseCurrency: string): Resolved {
	const { kind, limit, currency = baseCurrency, safe_countries = null, window_ms = null } = draft;
	if (kind === undefined) return { issues: [{ path: ["kind"], message: "must be given where no stored rule is named" }] };
	const issues = parameterIssues(kind, draft, true);
	if (limit === undefined || issues.length > 0 || draft.enabled === false) return { issues };
	const parameters = { limit, currency: kind === "velocity" ? null : currency, safe_countries, window_ms };
	// With a space: no stored rule has such an id.
	return { rule: { id: null, kind, name: `draft ${index + 1}`, version: null, ...parameters }, issues };
}

function idOf(given: Given): string | undefined {
	return typeof given === "string" ? given : given.id;
}

function storedRule({ rules }: RuleBook, id: string | undefined): StoredRule | undefined {
	return rules.find((rule) => rule.id === id);
}

function parametersOf({ limit, currency, safe_countries, window_ms }: RuleParameters): RuleParameters {
	return { limit, currency, safe_countries, window_ms };
}
