/** How two versions of a rule differ, value by value. Pure. */
import type { RuleKind, RuleParameters, RuleVersion } from "@orderdeck/contracts/rules/entities";
import { countriesWords, limitWords, untilWords, windowWords } from "./rule-words.ts";

/** What a version of a rule is about. */
export type RuleValues = RuleParameters & Pick<RuleVersion, "enabled" | "snoozed_until">;

export type ValueName = "limit" | "countries" | "window" | "enabled" | "snoozed";

export interface ValueChange {
	readonly name: ValueName;
	/** `over`, `not`: as before the value in the rule's sentence. */
	readonly what: string;
	readonly before: string;
	readonly after: string;
}

/** The values that differ, in the order of the sentence. `now` (ms) is for the words of times. */
export function valueChanges(kind: RuleKind, { before, after }: { before: RuleValues; after: RuleValues }, now: number): ValueChange[] {
	const [was, is] = [valueWords(kind, before, now), valueWords(kind, after, now)];
	return WHAT.flatMap(([name, what]) => {
		const isSame = name === "countries" ? setOf(before.safe_countries) === setOf(after.safe_countries) : was[name] === is[name];
		return isSame ? [] : [{ name, what: name === "limit" && kind === "velocity" ? "orders" : what, before: was[name], after: is[name] }];
	});
}

const WHAT: readonly (readonly [ValueName, string])[] = [
	["limit", "over"],
	["countries", "not"],
	["window", "within"],
	["enabled", "state"],
	["snoozed", "snoozed until"],
];

function valueWords(kind: RuleKind, of: RuleValues, now: number): Readonly<Record<ValueName, string>> {
	return {
		limit: limitWords(kind, of),
		countries: countriesWords(of.safe_countries),
		window: of.window_ms === null ? "none" : windowWords(of.window_ms),
		enabled: of.enabled ? "on" : "off",
		snoozed: of.snoozed_until === null ? "not snoozed" : untilWords(of.snoozed_until, now),
	};
}

/** Whether both flag the same orders while they are in force. */
export function hasSameParameters(a: RuleParameters, b: RuleParameters): boolean {
	return textOf(a) === textOf(b);
}

function textOf({ limit, currency, safe_countries, window_ms }: RuleParameters): string {
	return JSON.stringify([limit, currency, setOf(safe_countries), window_ms]);
}

/** The same text for the same countries. */
function setOf(countries: readonly string[] | null): string {
	return countries === null ? "" : [...new Set(countries)].toSorted().join();
}
