import { describe, expect, it } from "vitest";
import { actionWords, changesOf, changeWords, initialsOf, resultLook, targetWords } from "./audit-words.ts";

describe("an audit record in words", () => {
	it("names its action, its object and its result", () => {
		expect(actionWords("order.cancel")).toBe("Cancel order");
		expect(["production.unlock", "production.lock", "session.start", "data.export"].map(actionWords)).toEqual([
			"Unlock production",
			"Lock production",
			"Sign in",
			"Export data",
		]);
		expect(actionWords("rule.snooze-all")).toBe("Rule snooze all");
		expect(targetWords("order:a:1")).toBe("order a:1");
		expect(resultLook({ result: "done" }).word).toBe("done");
		expect(resultLook({ result: "refused:FORBIDDEN" })).toMatchObject({ word: "FORBIDDEN", tone: "bad" });
		expect(resultLook({ result: "failed:UNAVAILABLE" })).toMatchObject({ word: "UNAVAILABLE", tone: "warn" });
		expect(initialsOf("olga@example.com")).toBe("OL");
	});

	it("states what changed, and no more", () => {
		const record = { before: { status: "PAID", a: 1 }, after: { status: "CANCELLED", a: 1, reason: "why" } };
		expect(changesOf(record)).toEqual([{ name: "status", from: "PAID", to: "CANCELLED" }]);
		expect(changeWords(record)).toEqual({ from: "PAID", to: "CANCELLED" });
		expect(changeWords({ before: { rate: 2, running: true }, after: { rate: 3, running: false } })).toEqual({ from: "2", to: "3 +1" });
		expect(changeWords({ before: null, after: { order_id: 1, amount: 2 } })).toEqual({ to: "created" });
		expect(changeWords({ before: null, after: null })).toBeUndefined();
		expect(changeWords({ before: { paused: null }, after: { paused: { by: "olga" } } })).toBeUndefined();
		expect(changeWords({ before: { objective_seconds: null }, after: { objective_seconds: 5 } })).toEqual({ from: "none", to: "5" });
	});
});
