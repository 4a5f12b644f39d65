import { describe, expect, it } from "vitest";
import { after, NOON } from "../../testing/order-fixture.ts";
import { limitRule, rule, ruleVersion, velocityRule } from "../../testing/rule-fixture.ts";
import { draftIssues, draftOf, draftParameters, draftValues, newDraft, withCountries } from "./rule-draft.ts";
import { hasSameParameters, valueChanges } from "./value-changes.ts";

describe("the draft of a rule", () => {
	it.each([rule(), velocityRule(), limitRule(), rule({ currency: "KWD", limit: 1.235 })])(
		"means what the rule means until it is changed (%#)",
		(of) => {
			const draft = draftOf(of, NOON);
			expect(draftIssues(draft)).toEqual({});
			expect(valueChanges(of.kind, { before: of, after: draftValues(draft) }, NOON)).toEqual([]);
			expect(hasSameParameters(of, draftValues(draft))).toBe(true);
		},
	);

	it("has the newest version there is, and no snooze that is over", () => {
		const shadow = ruleVersion({ version: 4, state: "SHADOW" });
		expect(draftOf(rule({ shadow, snoozed_until: after(-1) }), NOON)).toMatchObject({ version: 4, snoozedUntil: null });
	});

	it("keeps what is typed, and reads it as the number that it means", () => {
		const draft = { ...draftOf(rule(), NOON), limit: "1 280,50", countries: ["US"] };
		expect(draftParameters(draft)).toEqual({ limit: 1280.5, currency: "USD", safe_countries: ["US"] });
		expect(draftParameters({ ...draftOf(velocityRule(), NOON), window: "1.5" })).toEqual({ limit: 3, window_ms: 90_000 });
	});

	it("states what is wrong with a field", () => {
		expect(draftIssues({ ...draftOf(rule(), NOON), limit: "2x", currency: "US" })).toEqual({
			limit: "An amount above 0",
			currency: "Such as USD",
		});
		expect(draftIssues({ ...draftOf(velocityRule(), NOON), limit: "2.5", window: "1441" })).toEqual({
			limit: "A whole number from 1 to 500",
			window: "Minutes, at most 1440",
		});
		expect(draftIssues({ ...newDraft("USD"), limit: "5", alertReason: "=cmd|' /C calc'!A0" })).toEqual({
			alertReason: "Such as CARD_TESTING",
		});
	});

	it("adds countries in any form, once each, and none that is no code", () => {
		expect(withCountries(["US"], "gb, de us")).toEqual(["US", "GB", "DE"]);
		expect(withCountries(["US"], "Germany")).toBeUndefined();
	});
});

describe("the difference of two versions", () => {
	it("is one change for each value, whatever the order of the countries", () => {
		const before = rule();
		const after_ = { ...before, limit: 280, safe_countries: ["GB", "CA", "US"], enabled: false };
		expect(valueChanges(before.kind, { before, after: after_ }, NOON).map((each) => [each.what, each.before, each.after])).toEqual([
			["over", "$300.00", "$280.00"],
			["not", "US, CA", "GB, CA, US"],
			["state", "on", "off"],
		]);
		expect(valueChanges(before.kind, { before, after: { ...before, safe_countries: ["CA", "US"] } }, NOON)).toEqual([]);
	});

	it("of velocity names what is flagged", () => {
		const before = velocityRule();
		const [change] = valueChanges("velocity", { before, after: { ...before, limit: 5 } }, NOON);
		expect(change).toMatchObject({ what: "orders", before: "4 or more", after: "6 or more" });
	});
});
