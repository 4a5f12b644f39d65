import { describe, expect, it } from "vitest";
import { alert } from "../../testing/order-fixture.ts";
import { alertNotice, HIGH_SCORE, isHigh } from "./notice-rules.ts";

describe("alerts", () => {
	it("are shown when they are open and their score is high", () => {
		expect(isHigh(alert("a", { score: HIGH_SCORE }))).toBe(true);
		expect(isHigh(alert("a", { score: HIGH_SCORE - 1 }))).toBe(false);
		expect(isHigh(alert("a", { score: 99, state: "RESOLVED" }))).toBe(false);
		// Released: it was notified when it was raised.
		expect(isHigh(alert("a", { score: 99, version: 2, changed_at: "2026-01-05T12:00:00.000Z" }))).toBe(false);
	});

	it("say which order and lead there, one by one", () => {
		expect(alertNotice([alert("a 1", { order_id: 7, score: 96, amount: 409.96 })])).toEqual({
			title: "Alert 96: order 7",
			body: "High amount, risky country, $409.96, Germany",
			tag: "alerts",
			route: "/alerts?tab=open&alert=a+1",
			tone: "bad",
		});
		expect(alertNotice([])).toBeUndefined();
	});

	it("become one sentence when they are many, the worst of them named", () => {
		const many = [alert("a", { score: 91, amount: 0.1 }), alert("b", { order_id: 9, score: 97, amount: 0.2 })];
		expect(alertNotice(many)).toMatchObject({
			title: "2 alerts scoring 90+",
			body: "$0.30 in total; highest score 97, order 9",
			route: "/alerts?tab=open",
		});
	});

	it("are summed by currency", () => {
		const many = [alert("a", { score: 99, amount: 400 }), alert("b", { score: 98, amount: 67_500, currency: "JPY" })];
		expect(alertNotice(many)?.body).toBe("$400.00 · ¥67,500 in total; highest score 99, order 1");
	});
});
