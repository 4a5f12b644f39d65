import type { OrderEvent } from "@orderdeck/contracts/events";
import { describe, expect, it } from "vitest";
import { completeAlert, listedAlert, raisedAlert } from "./alert.ts";

const raised = (data: object): OrderEvent =>
	({
		type: "FRAUD_ALERT_RAISED",
		id: "7:FRAUD_ALERT_RAISED:r",
		source: "t",
		time: "2026-01-01T00:00:00.000Z",
		topic: "fraud-alerts",
		key: "7",
		data: { order_id: 7, reason: "HIGH", amount: 400, country: "DE", ...data },
	}) as OrderEvent;

const UNTOUCHED = {
	state: "OPEN",
	claim: null,
	resolution: null,
	notes: 0,
	version: 0,
	changed_at: null,
	note_list: [],
};

describe("the alert of an event", () => {
	it("has the fields of the event, and is open", () => {
		const facts = [{ fact: "amount", value: 400, threshold: 300, currency: "USD" }];
		const alert = raisedAlert(raised({ rule: "r", rule_version: 2, facts, score: 88, raised_at: "2026-01-01T00:00:01.000Z" }), "USD");
		expect(alert).toEqual({
			alert_id: "7:FRAUD_ALERT_RAISED:r",
			order_id: 7,
			rule: "r",
			rule_version: 2,
			reason: "HIGH",
			score: 88,
			amount: 400,
			currency: "USD",
			country: "DE",
			raised_at: "2026-01-01T00:00:01.000Z",
			facts,
			stoppable: true,
			...UNTOUCHED,
			history: [{ at: "2026-01-01T00:00:01.000Z", by: "t", change: "raised", why: null }],
		});
	});

	it("takes the reason for the rule, the event's time, and a middle score where another program left them out", () => {
		const alert = { rule: "HIGH", rule_version: null, facts: [], score: 50, raised_at: "2026-01-01T00:00:00.000Z" };
		expect(raisedAlert(raised({}), "USD")).toMatchObject(alert);
	});

	it("has its own currency, or the order's where it states none; codes in their one form", () => {
		expect(raisedAlert(raised({ currency: "jpy", country: "br" }), "USD")).toMatchObject({ currency: "JPY", country: "BR" });
		expect(raisedAlert(raised({}), "KWD")).toMatchObject({ currency: "KWD" });
	});

	it("does not exist for other events", () => {
		expect(raisedAlert({ ...raised({}), type: "ORDER_CANCELLED" } as OrderEvent, "USD")).toBeUndefined();
	});
});

describe("an alert of an earlier version", () => {
	const stored = {
		alert_id: "a",
		order_id: 7,
		rule: "r",
		reason: "R",
		score: 62,
		amount: 4,
		country: "DE",
		raised_at: "2026-01-01T00:00:00.000Z",
		state: "OPEN" as const,
	};

	it("is completed: open, with nothing done about it, and an order that can no longer be stopped", () => {
		const rest = { currency: "EUR", rule_version: null, facts: [], stoppable: false, ...UNTOUCHED, history: [] };
		expect(completeAlert(stored, "EUR")).toEqual({ ...stored, ...rest });
	});

	it("keeps what it states", () => {
		const alert = completeAlert({ ...stored, currency: "JPY", stoppable: true, version: 3 }, "EUR");
		expect(alert).toMatchObject({ currency: "JPY", stoppable: true, version: 3 });
		expect(completeAlert(alert, "USD")).toEqual(alert);
	});

	it("is listed without its notes and history", () => {
		expect(listedAlert(completeAlert(stored, "EUR"))).not.toHaveProperty("note_list");
		expect(listedAlert(completeAlert(stored, "EUR"))).not.toHaveProperty("history");
	});
});
