import type { RuleVersion } from "@orderdeck/contracts/rules/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOf } from "./instant.ts";
import { inForce, longestWindow, type RuleBook, ruleOf, type StoredRule } from "./rule-book.ts";
import { withVersion } from "./rule-changes.ts";
import { createRulesAt } from "./rules-at.ts";

const fields = fc.record({
	state: fc.constantFrom("LIVE" as const, "SHADOW" as const),
	enabled: fc.boolean(),
	snoozed_until: fc.option(fc.integer({ min: 0, max: 60 }).map(isoOf)),
	limit: fc.integer({ min: 1, max: 9 }),
	currency: fc.constant(null),
	safe_countries: fc.constant(null),
	window_ms: fc.integer({ min: 1, max: 9 }),
});
const changes = fc.array(fc.record({ fields, from: fc.integer({ min: 0, max: 60 }) }), { minLength: 1, maxLength: 6 });
const ruleArbitrary = fc.record({ kind: fc.constantFrom("velocity" as const, "amount-limit" as const), changes }).map(
	({ kind, changes: all }): StoredRule =>
		all.reduce<StoredRule>((rule, change) => withVersion(rule, change.fields, { by: "a", at: 0, why: null, from: change.from }), {
			id: "r",
			kind,
			name: "r",
			reason: "R",
			versions: [],
		}),
);
const bookArbitrary: fc.Arbitrary<RuleBook> = fc.array(ruleArbitrary, { maxLength: 3 }).map((rules) => ({ rules }));

const since = ({ since: from }: RuleVersion) => Date.parse(from);
/** By the words of its definition alone. */
function naive({ versions }: StoredRule, at: number) {
	const begun = versions.filter((version) => since(version) <= at);
	const live = begun.filter(({ state }) => state === "LIVE").at(-1);
	const shadow = begun.filter(({ state, version }) => state === "SHADOW" && version > (live?.version ?? 0)).at(-1);
	const active = (version: RuleVersion | undefined) =>
		version?.enabled === true && (version.snoozed_until === null || Date.parse(version.snoozed_until) <= at) ? version : undefined;
	return { live: active(live), shadow: active(shadow) };
}

describe("the versions in force", () => {
	it("are the newest that have begun: of LIVE, and of SHADOW where no newer live one has; none while disabled or snoozed", () => {
		fc.assert(
			fc.property(ruleArbitrary, fc.integer({ min: 0, max: 80 }), (rule, at) => {
				expect(inForce(rule, at)).toEqual(naive(rule, at));
			}),
		);
	});

	it("at every moment of a batch are those of the moment, in whatever order it is read", () => {
		fc.assert(
			fc.property(bookArbitrary, fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 20 }), (book, times) => {
				const rulesAt = createRulesAt(book);
				for (const at of times) {
					const { velocity, amounts, longestWindow: longest } = rulesAt(at);
					const found = (kind: boolean) =>
						book.rules
							.filter((rule) => (rule.kind === "velocity") === kind)
							.map((rule) => naive(rule, at))
							.filter(({ live, shadow }) => live !== undefined || shadow !== undefined)
							.map(({ live, shadow }) => [live?.version, live?.limit, shadow?.version]);
					const shown = (active: typeof velocity) => active.map(({ live, shadow }) => [live?.version, live?.terms.limit, shadow?.version]);
					expect(shown(velocity)).toEqual(found(true));
					expect(shown(amounts)).toEqual(found(false));
					expect(longest).toBe(longestWindow(book, at));
				}
			}),
		);
	});

	it("follow one another: each version begins later than the one before", () => {
		fc.assert(
			fc.property(ruleArbitrary, ({ versions }) => {
				for (const [index, version] of versions.entries()) {
					const before = versions[index - 1];
					if (before !== undefined) expect(since(version)).toBeGreaterThan(since(before));
					expect(version.version).toBe(index + 1);
				}
			}),
		);
	});
});

describe("a rule as callers see it", () => {
	it("has its newest live version, though it is not in force yet, and the version in shadow beside it", () => {
		fc.assert(
			fc.property(ruleArbitrary, (rule) => {
				const shown = ruleOf(rule);
				const newest = rule.versions.at(-1);
				const live = rule.versions.findLast(({ state }) => state === "LIVE");
				expect(shown.version).toBe((live ?? newest)?.version);
				expect(shown.shadow).toEqual(newest?.state === "SHADOW" ? newest : null);
			}),
		);
	});
});
