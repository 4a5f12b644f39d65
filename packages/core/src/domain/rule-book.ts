/**
 * The fraud rules as they are stored: one document, so that it is read and changed as a whole. A version of a rule is never changed; which
 * version evaluates an order follows from when the log accepted the order, so that every member of the group, a redelivery and a replay
 * evaluate it by the same one.
 */
import { instantOf } from "@orderdeck/contracts/instant";
import type { Rule, RuleKind, RuleParameters, RuleVersion } from "@orderdeck/contracts/rules/entities";
import { isoOf } from "./instant.ts";

export interface StoredRule {
	/** Stable: part of the alert's event id. */
	readonly id: string;
	readonly kind: RuleKind;
	readonly name: string;
	/** The alert's reason on the wire. */
	readonly reason: string;
	/** Oldest first, at least one; `version` and `since` increase. */
	readonly versions: readonly RuleVersion[];
}

export interface RuleBook {
	/** In the order in which they were added. */
	readonly rules: readonly StoredRule[];
}

/** The key of the one document of the collection `rules`. */
export const RULE_BOOK_KEY = "book";

/**
 * A new version is in force for orders that the log accepts this much later, ms: every member of the group reads the rules with each batch,
 * and so knows a version before the first order that it evaluates. It bounds by how much the clocks of the processes may differ.
 */
export const IN_FORCE_MS = 2_000;

/** The rules in force where none has been changed: those of a shop that sells in this currency. Rule 1 is fixed by the contract. */
export function defaultBook(currency: string): RuleBook {
	const amounts = { currency, window_ms: null };
	return {
		rules: [
			firstVersion(
				{
					id: "high-amount-risky-country",
					kind: "amount-by-country",
					name: "High amount, risky country",
					reason: "HIGH_AMOUNT_RISKY_COUNTRY",
				},
				{ ...amounts, limit: 300, safe_countries: ["US", "CA"] },
				true,
			),
			firstVersion(
				{ id: "velocity", kind: "velocity", name: "Velocity", reason: "VELOCITY" },
				{ limit: 3, currency: null, safe_countries: null, window_ms: 10 * 60_000 },
				false,
			),
			firstVersion(
				{ id: "amount-limit", kind: "amount-limit", name: "Amount limit", reason: "AMOUNT_LIMIT" },
				{ ...amounts, limit: 450, safe_countries: null },
				false,
			),
		],
	};
}

const BEGINNING = isoOf(0);

function firstVersion(rule: Omit<StoredRule, "versions">, parameters: RuleParameters, enabled: boolean): StoredRule {
	const changed = { since: BEGINNING, changed_at: BEGINNING, changed_by: "system", change: null };
	return { ...rule, versions: [{ version: 1, state: "LIVE", enabled, snoozed_until: null, ...parameters, ...changed }] };
}

/** The versions of a rule that evaluate an order which the log accepted at `at` (ms); undefined where it has none in force then. */
export interface InForce {
	readonly live: RuleVersion | undefined;
	readonly shadow: RuleVersion | undefined;
}

/** A version that is disabled or snoozed at that time is none. A shadow version is over once a newer live one is in force. */
export function inForce({ versions }: StoredRule, at: number): InForce {
	const { live, shadow } = begun(versions, at);
	return { live: activeAt(live, at), shadow: activeAt(shadow, at) };
}

/** The versions that have begun by then, active or not. */
function begun(versions: readonly RuleVersion[], at: number): InForce {
	let shadow: RuleVersion | undefined;
	// From the newest on: most orders are newer than all versions.
	for (let index = versions.length - 1; index >= 0; index -= 1) {
		const version = versions[index];
		if (version === undefined || instantOf(version.since) > at) continue;
		if (version.state === "LIVE") return { live: version, shadow };
		shadow ??= version;
	}
	return { live: undefined, shadow };
}

function activeAt(version: RuleVersion | undefined, at: number): RuleVersion | undefined {
	if (version === undefined || !version.enabled) return undefined;
	return version.snoozed_until === null || instantOf(version.snoozed_until) <= at ? version : undefined;
}

/** The longest window (ms) of the velocity rules that are enabled for orders accepted at `at`, live or in shadow, snoozed or not; 0 without any. */
export function longestWindow({ rules }: RuleBook, at: number): number {
	const windows = rules.flatMap(({ kind, versions }) => {
		const { live, shadow } = kind === "velocity" ? begun(versions, at) : {};
		return [live, shadow].map((version) => (version?.enabled ? (version.window_ms ?? 0) : 0));
	});
	return Math.max(0, ...windows);
}

/** The rule as callers see it: as its newest version has it, in force or about to be. */
export function ruleOf(rule: StoredRule): Rule {
	const { id, kind, name, reason } = rule;
	const { live, shadow } = newestOf(rule);
	const shown = live ?? shadow;
	if (shown === undefined) throw new RangeError(`rule ${id} has no version`);
	return { id, kind, name, reason, ...shown, shadow: shadow ?? null };
}

/** The newest live version, and the shadow version that is not over; in force or about to be. */
export function newestOf({ versions }: StoredRule): InForce {
	const newest = versions.at(-1);
	return {
		live: versions.findLast(({ state }) => state === "LIVE"),
		shadow: newest?.state === "SHADOW" ? newest : undefined,
	};
}
