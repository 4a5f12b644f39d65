// @vitest-environment jsdom
/** A count that was cut short is a lower bound wherever it is shown: on screens, in tooltips, in the palette, in notifications. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { incidentNotice } from "../shell/notices/lag-incidents.ts";
import { group, newPartition } from "../testing/order-fixture.ts";
import { createTestConsole } from "../testing/test-console.ts";

const desk = createTestConsole();
const none = { orders: 0, amount: 0, currency: "USD", by_currency: {} };
/** Figures that no other text on the page contains. */
const BOUNDS = ["4,321", "7,654", "5,432", "98.8\u202fk", "98,765.00"];

const behind = group("payments-group", {
	status: "STALLED",
	lag: 7_654,
	lag_seconds: 90,
	waiting: {
		orders: 4_321,
		amount: 98_765,
		currency: "USD",
		by_currency: { USD: 98_765, JPY: 98_765 },
		oldest_order_id: 1,
		oldest_at: "2024-01-15T12:00:00Z",
		at_least: true,
	},
	partitions: [newPartition({ lag: 1 }), newPartition({ partition: 1, lag: "unknown" })],
});
const responses = {
	"lag.list": () => ({ groups: [behind] }),
	"analytics.overview": () => ({
		at: new Date().toISOString(),
		window_minutes: 30,
		window_from: "2026-01-01T00:00:00.000Z",
		window_to: "2026-01-01T00:29:59.999Z",
		totals: { total_sales: 0, currency: "USD", order_count: 0, by_currency: {}, by_country: {}, events: {}, cancelled: {} },
		minutes: [],
		open_alerts: 0,
		claimed_alerts: 0,
		open_alerts_amount: 0,
		open_alerts_currency: "USD",
		open_alerts_by_currency: {},
		waiting: { payment: none, inventory: none, shipping: none, delivery: none },
		created: { by_status: { PAID: 100, CANCELLED: 5_432 }, by_cause: { PAYMENT_DECLINED: 5_432 }, at_least: true },
	}),
	"alerts.list": () => ({ alerts: [], nextCursor: null, open: 0, open_amount: 0, open_currency: "USD", open_by_currency: {} }),
};

/** The lower bounds in a text, and those of them that look exact. */
function boundsIn(text: string): { readonly shown: readonly string[]; readonly exact: readonly string[] } {
	const found = BOUNDS.flatMap((bound) =>
		text
			.split(bound)
			.slice(1)
			.map((after) => ({ bound, isBound: after.startsWith("+") })),
	);
	const exact = found.filter(({ isBound }) => !isBound);
	return { shown: [...new Set(found.map(({ bound }) => bound))].toSorted(), exact: exact.map(({ bound }) => bound) };
}

/** With attributes: titles and what is read aloud count too. */
const page = () => document.body.innerHTML;

describe("a lower bound", () => {
	it.each([
		["#/", ["4,321", "5,432", "7,654", "98,765.00", "98.8\u202fk"]],
		["#/lag?group=payments-group", ["4,321", "7,654", "98,765.00", "98.8\u202fk"]],
	])("is shown as one on %s, orders, messages and money alike", async (hash, bounds) => {
		desk.open(hash, responses);
		await waitFor(() => expect(boundsIn(page()).shown).toEqual(bounds.toSorted()));
		expect(boundsIn(page()).exact).toEqual([]);
	});

	it("is shown as one in the palette", async () => {
		desk.open("#/services", responses);
		await screen.findByRole("navigation", { name: "Screens" });
		fireEvent.keyDown(window, { key: "k", ctrlKey: true });
		fireEvent.change(await screen.findByRole("combobox", { name: "Find" }), { target: { value: "payments" } });
		await waitFor(() => expect(boundsIn(page())).toEqual({ shown: ["4,321"], exact: [] }));
	});

	it("is stated as one in a notification", () => {
		const { body } = incidentNotice(behind);
		expect(body).toBe("4,321+ orders waiting, $98,765.00+ · ¥98,765+.");
	});
});
