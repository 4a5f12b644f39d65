// @vitest-environment jsdom
/** While live views are paused nothing on a screen moves, whatever the stream brings. */
import type { LiveFrame } from "@orderdeck/contracts/live";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { alertDetails, createFakeDesk } from "../testing/fraud-desk-fixture.ts";
import { alert, event, group, order, service, stock } from "../testing/order-fixture.ts";
import { playedLine } from "../testing/played-line.ts";
import { createTestConsole } from "../testing/test-console.ts";

const desk = createTestConsole();

const paid = order(1, { status: "PAID", lifecycle: [event("ORDER_CREATED", 1), event("PAYMENT_PROCESSED", 2)] });
const BEFORE: Partial<LiveFrame> = {
	orders: [order(1)],
	lag: [group("payments-group", { lag: 7 }), group("fraud-group")],
	services: [service("api"), service("fraud")],
	stock: stock(),
	order_count: 1,
};
const AFTER: Partial<LiveFrame> = {
	orders: [paid, order(2)],
	alerts: [alert("a1", { order_id: 101, score: 91, version: 1 }), alert("a9", { order_id: 109 })],
	lag: [group("fraud-group", { status: "STALLED", lag: 90, lag_seconds: 80 }), group("payments-group", { lag: 5_000 })],
	services: [service("api"), service("fraud", { state: "stopped" })],
	stock: stock({ low: 2, out: 1 }),
	orders_per_second: 40,
	order_count: 400,
	total_sales: 9_000,
};

it.each([
	["the Overview", "#/", () => screen.getByRole("main"), "payments-group"],
	["consumer lag", "#/lag", () => screen.getByRole("main"), "payments-group"],
	["fraud alerts", "#/alerts", () => screen.getByRole("grid"), "101"],
	["events", "#/events", () => screen.getByRole("grid"), "Order created"],
	["services", "#/services", () => screen.getByRole("main"), "fraud"],
])("%s", async (_, hash, part, shown) => {
	const line = playedLine();
	const { responses } = createFakeDesk([alertDetails("a1", { order_id: 101 })]);
	desk.open(hash, { ...responses, "orders.list": () => ({ orders: [order(1)], nextCursor: null }) }, { openLine: line.openLine });
	await screen.findByRole("heading", { level: 1 });
	await line.publish(BEFORE);
	await waitFor(() => expect(part().textContent).toContain(shown));
	await waitFor(() => expect(document.querySelector("main [aria-busy=true]")).toBeNull());
	fireEvent.click(screen.getByRole("button", { name: /^Pause/ }));
	const before = part().textContent;
	await line.publish(AFTER);
	// The stream's own count is shown with the same render as the rest would be.
	await waitFor(() => expect(screen.getByTestId("connection").textContent).toContain("paused · 399 waiting"));
	expect(part().textContent).toBe(before);
	fireEvent.click(screen.getByRole("button", { name: /^Resume live/ }));
	await line.publish(AFTER);
	await waitFor(() => expect(part().textContent).not.toBe(before));
});
