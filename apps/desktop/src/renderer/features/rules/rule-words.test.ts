import { describe, expect, it } from "vitest";
import { after, NOON } from "../../testing/order-fixture.ts";
import { limitRule, rule, velocityRule } from "../../testing/rule-fixture.ts";
import { countWords, ruleLook, ruleSentence, sinceWords, untilWords, windowWords } from "./rule-words.ts";

const plain = (text: string) => text.replaceAll("\u202f", " ");
const sentenceOf = (of: ReturnType<typeof rule>) =>
	plain(
		ruleSentence(of.kind, of)
			.map(({ text, isValue }) => (isValue ? `*${text}*` : text))
			.join(""),
	);

describe("a rule as a sentence", () => {
	it.each([
		[rule(), "Amount over *$300.00* and country not *US, CA*"],
		[rule({ safe_countries: [] }), "Amount over *$300.00*, any country"],
		[rule({ currency: "JPY", limit: 45_000 }), "Amount over *¥45,000* and country not *US, CA*"],
		[limitRule(), "Amount over *$450.00*, any country"],
		[velocityRule(), "*4* or more orders of one customer in *10 min*"],
		[velocityRule({ limit: 1, window_ms: 7_200_000 }), "*2* or more orders of one customer in *2 h*"],
	])("emphasizes its values, and names what is flagged, not what is allowed (%#)", (of, words) => expect(sentenceOf(of)).toBe(words));

	it("has its window in the largest unit of which it is whole", () => {
		expect([1_500, 90_000, 600_000, 3_600_000, 5_400_000].map(windowWords).map(plain)).toEqual([
			"1.5 s",
			"90 s",
			"10 min",
			"1 h",
			"90 min",
		]);
	});
});

describe("the state of a rule", () => {
	it("is on, snoozed while the snooze lasts, off, or in shadow", () => {
		const snoozed = rule({ snoozed_until: after(3_600) });
		const looks = [rule(), snoozed, rule({ enabled: false }), rule({ state: "SHADOW" })].map((each) => ruleLook(each, NOON).word);
		expect(looks).toEqual(["On", "Snoozed until 13:00", "Off", "In shadow"]);
		expect(ruleLook(snoozed, NOON + 3_600_000).word).toBe("On");
	});

	it("is counted in the head, without those that there are none of", () => {
		expect(countWords([rule(), velocityRule(), rule({ snoozed_until: after(9) }), limitRule({ enabled: false })], NOON)).toBe(
			"2 on · 1 snoozed · 1 off",
		);
		expect(countWords([], NOON)).toBe("0 on");
	});

	it("names the day of a snooze that ends on another one, and nothing for what has always been in force", () => {
		expect([untilWords(after(60), NOON), untilWords("2024-01-16T18:00:00.000Z", NOON)]).toEqual(["12:01", "Jan 16 18:00"]);
		expect([sinceWords("1970-01-01T00:00:00.000Z", NOON), sinceWords(after(0), NOON)]).toEqual(["always", "12:00:00"]);
	});
});
