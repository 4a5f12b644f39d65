import { describe, expect, it } from "vitest";
import { alert, group } from "../../testing/order-fixture.ts";
import { alertNotice, HIGH_SCORE, isHigh, lagChanges, lagNotice, lagWordsOf } from "./notice-rules.ts";

describe("alerts", () => {
	it("are shown when they are open and their score is high", () => {
		expect(isHigh(alert("a", { score: HIGH_SCORE }))).toBe(true);
		expect(isHigh(alert("a", { score: HIGH_SCORE - 1 }))).toBe(false);
		expect(isHigh(alert("a", { score: 99, state: "RESOLVED" }))).toBe(false);
	});

	it("say which order and lead there, one by one", () => {
		expect(alertNotice([alert("a 1", { order_id: 7, score: 96, amount: 409.96 })])).toEqual({
			title: "Alert 96: order 7",
			body: "High amount, risky country, $409.96, Germany",
			tag: "alerts",
			route: "/alerts?order=7&alert=a+1",
			tone: "bad",
		});
		expect(alertNotice([])).toBeUndefined();
	});

	it("become one sentence when they are many, the worst of them named", () => {
		const many = [alert("a", { score: 91, amount: 0.1 }), alert("b", { order_id: 9, score: 97, amount: 0.2 })];
		expect(alertNotice(many)).toMatchObject({
			title: "2 alerts of 90 and more",
			body: "$0.30 in all; the worst is 97, order 9",
			route: "/alerts",
		});
	});
});

const healthy = group("fraud-group");
const stalled = group("fraud-group", {
	status: "STALL",
	lag_seconds: 90,
	waiting: { orders: 3, amount: 600.5, oldest_order_id: 1, oldest_at: null, at_least: false },
});
const late = group("payments-group", { status: "WARN", lag_seconds: 12 });

describe("lag", () => {
	it("is shown when a group becomes better or worse, not while it stays as it is", () => {
		expect(lagChanges(lagWordsOf([healthy]), [stalled])).toEqual([stalled]);
		expect(lagChanges(lagWordsOf([stalled]), [healthy])).toEqual([healthy]);
		expect(lagChanges(lagWordsOf([stalled]), [{ ...stalled, status: "STOP" }])).toEqual([]);
		expect(lagChanges(lagWordsOf([healthy]), [{ ...healthy, eta: { kind: "draining", seconds: 9 }, lag_seconds: 9 }])).toEqual([]);
	});

	it("of a group seen for the first time is news only when it is not healthy", () => {
		expect(lagChanges(new Map(), [healthy, late])).toEqual([late]);
	});

	it("states how late, what waits and where to look", () => {
		expect(lagNotice([stalled])).toEqual({
			title: "fraud-group: stalled",
			body: "late by 1\u202fm 30\u202fs; 3 orders wait, $600.50.",
			tag: "lag-fraud-group",
			route: "/lag?group=fraud-group",
			tone: "bad",
		});
		expect(lagNotice([{ ...healthy, lag_seconds: 0 }])).toMatchObject({ title: "fraud-group has recovered", tone: "ok" });
	});

	it("of several groups is one sentence, the gravest first", () => {
		expect(lagNotice([late, stalled])).toMatchObject({ title: "fraud-group: stalled", tag: "lag", route: "/lag" });
		expect(lagNotice([late, stalled])?.body).toContain("payments-group is warning");
		expect(lagNotice([])).toBeUndefined();
	});
});
