import { describe, expect, it } from "vitest";
import { daemonClock } from "../../live/daemon-clock.ts";
import { alertDetails } from "../../testing/fraud-desk-fixture.ts";
import { event, order } from "../../testing/order-fixture.ts";
import { createAlertBook } from "./alert-book.ts";
import { alertRules, isInTab, nextToDecide, whyNotDecide, worstFirst } from "./alert-rules.ts";
import { effectOf, factWords, resolvedWords, windowWords } from "./alert-words.ts";
import { pathOf } from "./dispatch-path.tsx";
import { timeLeft, urgentOf } from "./time-left.ts";

const NOW = Date.parse("2026-01-05T12:00:00.000Z");
const at = (seconds: number) => new Date(NOW + seconds * 1_000).toISOString();
const claimBy = (by: string, seconds = 3_600) => ({ state: "CLAIMED" as const, claim: { by, at: at(0), expires_at: at(seconds) } });
const resolution = {
	verdict: "CONFIRMED_FRAUD" as const,
	by: "otto",
	at: at(0),
	note: null,
	order: "cancelled" as const,
	order_code: null,
};
const resolved = { state: "RESOLVED" as const, claim: null, resolution };
const ann = { name: "ann", now: NOW };

describe("the queue", () => {
	it("starts with what can be stopped, then goes by score, amount and age", () => {
		const rows = [
			alertDetails("late", { stoppable: false, score: 99 }),
			alertDetails("new", { raised_at: at(5) }),
			alertDetails("old", { raised_at: at(0) }),
			alertDetails("dear", { amount: 500 }),
			alertDetails("high", { score: 90 }),
		];
		expect(rows.toSorted(worstFirst).map(({ alert_id }) => alert_id)).toEqual(["high", "dear", "old", "new", "late"]);
	});

	it("takes the higher version for the later state, then the state, then that it can no longer be stopped", () => {
		const { supersedes } = alertRules("stoppable", "ann");
		const open = alertDetails("a", { version: 3 });
		expect(supersedes({ ...open, ...claimBy("otto"), version: 4 }, open)).toBe(true);
		expect(supersedes({ ...open, ...resolved, version: 2 }, open)).toBe(false);
		expect(supersedes({ ...open, ...resolved }, open)).toBe(true);
		expect(supersedes(open, { ...open, ...resolved })).toBe(false);
		expect(supersedes({ ...open, stoppable: false }, open)).toBe(true);
		expect(supersedes(open, { ...open, stoppable: false })).toBe(false);
	});

	it("takes none for later than a claim that has expired, at the same version", () => {
		const { supersedes } = alertRules("stoppable", "ann");
		const open = alertDetails("a");
		const until = (ms: number) => ({ by: "otto", at: at(0), expires_at: new Date(daemonClock.now() + ms).toISOString() });
		expect(supersedes(open, { ...open, state: "CLAIMED", claim: until(-1_000) })).toBe(true);
		expect(supersedes(open, { ...open, state: "CLAIMED", claim: until(60_000) })).toBe(false);
	});

	it("puts an alert in the lists that it belongs to", () => {
		const tabsOf = (change: Parameters<typeof alertDetails>[1]) =>
			(["stoppable", "unclaimed", "mine", "resolved", "open"] as const).filter((tab) => isInTab(alertDetails("a", change), tab, "ann"));
		expect(tabsOf({})).toEqual(["stoppable", "unclaimed", "open"]);
		expect(tabsOf({ stoppable: false })).toEqual(["unclaimed", "open"]);
		expect(tabsOf(claimBy("ann"))).toEqual(["stoppable", "mine", "open"]);
		expect(tabsOf(claimBy("otto"))).toEqual(["stoppable", "open"]);
		expect(tabsOf(resolved)).toEqual(["resolved"]);
	});

	it("goes on to what this operator can decide, past resolved alerts and those of others, and from the end to the start", () => {
		const rows = [alertDetails("a"), alertDetails("b", resolved), alertDetails("c", claimBy("otto")), alertDetails("d", claimBy("ann"))];
		expect(nextToDecide(rows, "a", ann)?.alert_id).toBe("d");
		expect(nextToDecide(rows, "d", ann)?.alert_id).toBe("a");
		expect(nextToDecide(rows, undefined, ann)?.alert_id).toBe("a");
		expect(nextToDecide(rows.slice(0, 3), "a", ann)).toBeUndefined();
	});

	it("states why an alert cannot be decided; a claim that has expired is in nobody's way", () => {
		expect(whyNotDecide(alertDetails("a", claimBy("otto")), ann)).toBe("Claimed by otto until 13:00. Take it over first.");
		expect(whyNotDecide(alertDetails("a", claimBy("otto", -1)), ann)).toBeUndefined();
		expect(whyNotDecide(alertDetails("a", resolved), ann)).toBe("Resolved by otto. Reopen it to change the verdict.");
	});
});

describe("what the stream publishes of an alert", () => {
	it("keeps where its order stands and when it is due, which only the list states", () => {
		const book = createAlertBook();
		const known = alertDetails("a", { order_status: "PAID", dispatch_due_at: at(60) });
		book.remember([known]);
		const [changed] = book.changedBy({ alerts: [{ ...known, ...claimBy("otto"), version: 1 }], orders: [] });
		expect(changed).toMatchObject({ state: "CLAIMED", order_status: "PAID", dispatch_due_at: at(60) });
	});

	it("ends its time when its order leaves, and not when another does", () => {
		const book = createAlertBook();
		book.remember([alertDetails("a", { order_id: 7 }), alertDetails("b", { order_id: 8 })]);
		const changed = book.changedBy({ alerts: [], orders: [order(7, { status: "SHIPPED" }), order(8, { status: "PREPARED" })] });
		expect(changed).toMatchObject([{ alert_id: "a", stoppable: false, order_status: "SHIPPED", dispatch_due_at: null }]);
		// A frame that was on its way does not bring it back.
		expect(book.changedBy({ alerts: [alertDetails("a", { order_id: 7, version: 1 })], orders: [] })[0]?.stoppable).toBe(false);
	});
});

describe("the time left to stop an order", () => {
	const row = alertDetails("a", { raised_at: at(-600), dispatch_due_at: at(600) });

	it.each([
		[600, undefined],
		[299, "warn"],
		[59, "bad"],
		[-5, "bad"],
	])("with %i s left is marked %s", (seconds, tone) => {
		const left = timeLeft({ ...row, dispatch_due_at: at(seconds) }, undefined, NOW);
		expect(left).toMatchObject({ kind: "left", tone, ms: Math.max(0, seconds) * 1_000 });
	});

	it("is a share of the time between the alert and the dispatch", () => {
		expect(timeLeft(row, undefined, NOW)).toMatchObject({ share: 0.5 });
	});

	it("follows the order's shipment, is over once the order has left, and unknown until it is scheduled", () => {
		const shipment = event("SHIPMENT_CREATED", 0, { dispatch_due_at: at(120) });
		expect(timeLeft(row, order(1, { status: "PREPARED", lifecycle: [shipment] }), NOW)).toMatchObject({ ms: 120_000 });
		expect(timeLeft(row, order(1, { status: "SHIPPED" }), NOW).kind).toBe("over");
		expect(timeLeft({ ...row, stoppable: false }, undefined, NOW).kind).toBe("over");
		expect(timeLeft({ ...row, dispatch_due_at: null }, undefined, NOW).kind).toBe("unscheduled");
	});

	it("counts those under five minutes, those under one among them", () => {
		const left = [600, 200, 30, 10].map((seconds) => timeLeft({ ...row, dispatch_due_at: at(seconds) }, undefined, NOW));
		expect(urgentOf(left)).toEqual({ soon: 3, now: 2 });
	});
});

describe("the path to dispatch", () => {
	const steps = [event("ORDER_CREATED", 0), event("PAYMENT_PROCESSED", 1), event("INVENTORY_RESERVED", 3)];
	const words = (...change: Parameters<typeof order>) =>
		pathOf(order(...change), { kind: "unscheduled" }).map(({ word, note }) => `${word} ${note}`);

	it("names each step with the time since the one before", () => {
		expect(words(1, { status: "PREPARED", lifecycle: steps })).toEqual([
			"Created 12:00:00",
			"Paid +1.0\u202fs",
			"Prepared +2.0\u202fs",
			"Dispatch not scheduled",
		]);
	});

	it("ends with the dispatch or the cancellation that happened", () => {
		expect(words(1, { status: "SHIPPED", lifecycle: [...steps, event("SHIPMENT_DISPATCHED", 9)] }).at(-1)).toBe("Dispatched 12:00:09");
		expect(words(1, { status: "CANCELLED", lifecycle: [event("ORDER_CREATED", 0), event("ORDER_CANCELLED", 5)] })).toEqual([
			"Created 12:00:00",
			"Cancelled 12:00:05",
		]);
	});
});

describe("in words", () => {
	const text = (effect: Partial<ReturnType<typeof alertDetails>["effect"]>, status: Parameters<typeof effectOf>[1] = "PREPARED") =>
		effectOf({ ...alertDetails("a", { amount: 409.96 }), effect: { ...alertDetails("a").effect, ...effect } }, status)
			.words.map((part) => part.text)
			.join("");

	it.each([
		[{}, "Confirming cancels it, refunds $409.96, releases 4 units"],
		[{ units: 1 }, "Confirming cancels it, refunds $409.96, releases 1 unit"],
		[{ money: "pending", units: 0 }, "Confirming cancels it, refunds the pending $409.96"],
		[{ money: "not-charged" }, "Confirming cancels it, releases 4 units. Not charged yet"],
		[{ would: "nothing", code: "ORDER_ALREADY_SHIPPED" }, "Already dispatched: marks only"],
		[{ would: "nothing", code: "ORDER_ALREADY_DELIVERED" }, "Already delivered: marks only"],
		[{ would: "nothing", code: "ORDER_ALREADY_CANCELLED" }, "Already cancelled: marks only"],
		[{ would: "nothing", code: "UNKNOWN", message: "It is stored elsewhere" }, "It is stored elsewhere: marks only"],
	] as const)("the effect %o is %s", (effect, words) => {
		expect(text(effect)).toBe(words);
	});

	it("the order that has left since decides over the effect that was read", () => {
		expect(text({}, "SHIPPED")).toBe("Already dispatched: marks only");
	});

	it("a verdict is stated with what became of the order", () => {
		const of = (change: Partial<typeof resolution>) => resolvedWords({ order_id: 7, resolution: { ...resolution, ...change } }, 0);
		expect(of({})).toBe("Order 7: confirmed fraud, order cancelled");
		expect(resolvedWords({ order_id: 7, resolution: { ...resolution, order: "already SHIPPED" } }, 1)).toBe(
			"Order 7: confirmed fraud, already shipped, only marked, 1 other alert of it resolved too",
		);
		expect(resolvedWords({ order_id: 7, resolution: { ...resolution, verdict: "VALUABLE", order: null } }, 0)).toBe("Order 7: valuable");
	});

	it("a fact is the value beside what the rule allows", () => {
		expect(factWords({ fact: "amount", value: 409.96, threshold: 300, currency: "USD" })).toEqual({
			what: "Amount",
			value: "$409.96",
			limit: "over $300.00",
		});
		expect(factWords({ fact: "country", value: "DE", threshold: ["US", "CA"] })).toMatchObject({ value: "Germany", limit: "not US, CA" });
		expect(factWords({ fact: "orders", value: 4, threshold: 3, window_ms: 600_000 })).toMatchObject({
			what: "Orders in 10\u202fmin",
			value: "4",
			limit: "limit 3",
		});
		expect(windowWords(5_400_000)).toBe("90\u202fmin");
	});
});
