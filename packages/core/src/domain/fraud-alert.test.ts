import type { OrderEvent } from "@orderdeck/contracts/events";
import { describe, expect, it } from "vitest";
import { fraudAlertOf } from "./fraud-alert.ts";

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

describe("the alert of an event", () => {
	it("has the fields of the event", () => {
		const alert = fraudAlertOf(raised({ rule: "r", score: 88, raised_at: "2026-01-01T00:00:01.000Z" }), "USD");
		expect(alert).toEqual({
			alert_id: "7:FRAUD_ALERT_RAISED:r",
			order_id: 7,
			rule: "r",
			reason: "HIGH",
			score: 88,
			amount: 400,
			currency: "USD",
			country: "DE",
			raised_at: "2026-01-01T00:00:01.000Z",
			state: "OPEN",
		});
	});

	it("takes the reason for the rule, the event's time, and a middle score where another program left them out", () => {
		expect(fraudAlertOf(raised({}), "USD")).toMatchObject({ rule: "HIGH", score: 50, raised_at: "2026-01-01T00:00:00.000Z" });
	});

	it("has its own currency, or the order's where it states none; codes in their one form", () => {
		expect(fraudAlertOf(raised({ currency: "jpy", country: "br" }), "USD")).toMatchObject({ currency: "JPY", country: "BR" });
		expect(fraudAlertOf(raised({}), "KWD")).toMatchObject({ currency: "KWD" });
	});

	it("does not exist for other events", () => {
		expect(fraudAlertOf({ ...raised({}), type: "ORDER_CANCELLED" } as OrderEvent, "USD")).toBeUndefined();
	});
});
