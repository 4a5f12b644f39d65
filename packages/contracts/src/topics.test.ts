import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collidingTopic, deadLetterTopic, GROUPS, TOPICS, topicNameNeeds } from "./topics.ts";

describe("the name of a topic", () => {
	it("is allowed for every topic of ours", () => {
		const ours = [...Object.values(TOPICS), ...Object.values(GROUPS).map(deadLetterTopic)];
		for (const name of ours) expect([name, topicNameNeeds(name), collidingTopic(name, ours)]).toEqual([name, undefined, undefined]);
	});

	it.each(["a", "a".repeat(249), "...", "_", "-", "a__b", ".a", "_a"])("is allowed: %s", (name) => {
		expect(topicNameNeeds(name)).toBeUndefined();
	});

	it.each(["", ".", "..", "a".repeat(250), "a b", "a\n", "ä", "a/b", "__a", "__consumer_offsets", "__transaction_state"])(
		"is refused: %j",
		(name) => {
			expect(topicNameNeeds(name)).toMatch(/^a topic name/);
		},
	);

	it("collides with the names that differ in . and _ only, and not with itself", () => {
		const name = fc.string({ unit: fc.constantFrom("a", ".", "_", "-"), minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(name, name, (one, other) => {
				const same = one.replaceAll(".", "_") === other.replaceAll(".", "_");
				expect(collidingTopic(one, [other])).toBe(same && one !== other ? other : undefined);
			}),
		);
	});
});
