// @vitest-environment jsdom
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeFetch, type Responses, renderConsole, type Seen } from "./testing/fake-api.tsx";
import { alert, event, group, order } from "./testing/order-fixture.ts";

const totals = { total_sales: 0, currency: "USD", order_count: 0, by_currency: {}, by_country: {}, events: {}, cancelled: {} };
const none = { orders: 0, amount: 0, currency: "USD", by_currency: {} };

function responsesWith(change: Responses = {}): Responses {
	return {
		session: () => ({ actor: { name: "local", role: "admin" }, auth_required: false, version: "1.2.3" }),
		"analytics.overview": () => ({
			at: new Date().toISOString(),
			window_minutes: 30,
			window_from: "2026-01-01T00:00:00.000Z",
			window_to: "2026-01-01T00:29:59.999Z",
			totals,
			minutes: [],
			open_alerts: 7,
			claimed_alerts: 0,
			open_alerts_amount: 2_800,
			open_alerts_currency: "USD",
			open_alerts_by_currency: { USD: 2_800 },
			waiting: { payment: none, inventory: none, shipping: none, delivery: none },
			created: { by_status: {}, by_cause: {}, at_least: false },
		}),
		"lag.list": () => ({ groups: [group("payments-group", { status: "STALLED", lag: 40, lag_seconds: 90 }), group("fraud-group")] }),
		"lag.history": () => ({}),
		"orders.list": () => ({ orders: [order(3), order(2), order(1)], nextCursor: null }),
		"orders.get": (input) => order((input as { id: number }).id),
		"orders.whereIs": () => ({
			stage: "payment",
			group: "payments-group",
			topic: "orders",
			partition: 1,
			offset: 7,
			ahead: { orders: 0, at_least: false },
			since: null,
		}),
		"alerts.list": () => ({
			alerts: [{ ...alert("a1", { order_id: 9 }), order_status: "PAID", dispatch_due_at: null }],
			nextCursor: null,
			open: 7,
			open_amount: 2_800,
		}),
		...change,
	};
}

let seen: Seen[] = [];
function respondWith(change: Responses = {}): void {
	vi.stubGlobal("fetch", fakeFetch(responsesWith(change), seen));
}

beforeEach(() => {
	seen = [];
	window.sessionStorage.clear();
});
afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

describe("the shell", () => {
	it("names the screens with what is open and what is worst, the time zone and the role", async () => {
		respondWith();
		renderConsole("#/orders");
		const rail = await screen.findByRole("navigation", { name: "Screens" });
		await waitFor(() => expect(within(rail).getByRole("link", { name: /Fraud alerts/ }).textContent).toContain("7"));
		await waitFor(() => expect(within(rail).getByRole("link", { name: /Consumer lag/ }).textContent).toContain("Stalled"));
		expect(rail.textContent).toContain("All times UTC");
		expect(screen.getByRole("banner").textContent).toContain("Admin");
	});

	it("requires a token where the daemon does, and sends it as a header only", async () => {
		const actor = (headers: Headers) => (headers.get("authorization") === "Bearer secret" ? { name: "ann", role: "viewer" } : null);
		respondWith({ session: (_input, headers) => ({ actor: actor(headers), auth_required: true, version: "1.2.3" }) });
		renderConsole("#/orders");
		fireEvent.change(await screen.findByLabelText("Token"), { target: { value: "wrong" } });
		fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
		await screen.findByText("This token was not accepted.");
		fireEvent.change(screen.getByLabelText("Token"), { target: { value: "secret" } });
		fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
		await screen.findByRole("grid", { name: "Orders" });
		await waitFor(() => expect(seen.find((call) => call.path === "orders.list")?.authorization).toBe("Bearer secret"));
		expect(JSON.stringify(window.localStorage)).not.toContain("secret");
	});
});

describe("orders", () => {
	it("are a list that arrow keys move in, Enter opens and Escape closes", async () => {
		respondWith();
		renderConsole("#/orders");
		const grid = await screen.findByRole("grid", { name: "Orders" });
		await within(grid).findByText("3");
		fireEvent.keyDown(grid, { key: "ArrowDown" });
		fireEvent.keyDown(grid, { key: "ArrowDown" });
		fireEvent.keyDown(grid, { key: "Enter" });
		await screen.findByRole("heading", { name: "Order 2" });
		expect(window.location.hash).toBe("#/orders?order=2");
		expect(within(grid).getAllByRole("row", { selected: true }).length).toBe(1);
		fireEvent.keyDown(grid, { key: "Escape" });
		await waitFor(() => expect(screen.queryByRole("heading", { name: "Order 2" })).toBeNull());
	});

	it("are asked for with the filters of the address", async () => {
		respondWith();
		renderConsole("#/orders?status=PAID,SHIPPED&country=DE&minAmount=200&flagged=true");
		await waitFor(() =>
			expect(seen.find((call) => call.path === "orders.list")?.input).toEqual({
				status: ["PAID", "SHIPPED"],
				country: ["DE"],
				minAmount: 200,
				flagged: true,
				limit: 100,
			}),
		);
		expect(await screen.findByText("Paid, Shipped")).toBeTruthy();
	});

	it("say that none fits, and offer to clear the filters", async () => {
		respondWith({ "orders.list": () => ({ orders: [], nextCursor: null }) });
		renderConsole("#/orders?country=BR");
		fireEvent.click(await screen.findByRole("button", { name: "Clear filters" }));
		await waitFor(() => expect(window.location.hash).toBe("#/orders"));
		expect(await screen.findByText("No orders yet")).toBeTruthy();
	});

	it("say what went wrong, with its code", async () => {
		respondWith({
			"orders.list": () => {
				throw new Error("orders.list needs the role operator; ann is viewer.");
			},
		});
		renderConsole("#/orders");
		expect(await screen.findByText("Your role cannot see this")).toBeTruthy();
	});

	it("show a viewer why they can neither create nor cancel one", async () => {
		respondWith({ session: () => ({ actor: { name: "ann", role: "viewer" }, auth_required: false, version: "1" }) });
		renderConsole("#/orders?order=1");
		await screen.findByRole("heading", { name: "Order 1" });
		await screen.findByTestId("timeline");
		for (const name of [/New order/, /Cancel order/]) {
			const button = screen.getByRole("button", { name });
			expect([button.title, button.getAttribute("aria-disabled")]).toEqual(["This requires the role operator; yours is viewer.", "true"]);
			fireEvent.click(button);
		}
		expect(screen.queryByRole("dialog")).toBeNull();
	});

	it("show why one that has shipped cannot be cancelled", async () => {
		respondWith({ "orders.get": () => order(1, { status: "SHIPPED" }) });
		renderConsole("#/orders?order=1");
		const button = await screen.findByRole("button", { name: /Cancel order/ });
		await waitFor(() => expect(button.title).toBe("This order has shipped and can no longer be cancelled."));
		fireEvent.click(button);
		expect(screen.queryByRole("dialog")).toBeNull();
	});

	it("are cancelled with a reason, after a confirmation that states the consequences", async () => {
		const lifecycle = [event("ORDER_CREATED", 0), event("PAYMENT_PROCESSED", 1)];
		const paid: OrderView = order(1, { status: "PAID", lifecycle });
		const cancelled: OrderView = { ...paid, status: "CANCELLED", lifecycle: [...lifecycle, event("ORDER_CANCELLED", 2)] };
		respondWith({ "orders.get": () => paid, "orders.cancel": () => cancelled });
		renderConsole("#/orders?order=1");
		fireEvent.click(await screen.findByRole("button", { name: /Cancel order/ }));
		const dialog = await screen.findByRole("dialog");
		expect(dialog.textContent).toContain("$249.99 will be refunded");
		fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: " Customer asked " } });
		fireEvent.click(within(dialog).getByRole("button", { name: "Cancel order" }));
		await waitFor(() => expect(seen.find((call) => call.path === "orders.cancel")?.input).toEqual({ id: "1", reason: "Customer asked" }));
		await waitFor(() => expect(screen.getByTestId("timeline").textContent).toContain("Order cancelled"));
	});
});

describe("consumer lag", () => {
	it("shows the worst group first and opens it to its partitions", async () => {
		respondWith();
		renderConsole("#/lag");
		await screen.findByRole("button", { name: "payments-group, Stalled" });
		const names = screen.getAllByRole("button", { name: /-group, / }).map((each) => each.getAttribute("aria-label"));
		expect(names).toEqual(["payments-group, Stalled", "fraud-group, OK"]);
		fireEvent.click(screen.getByRole("button", { name: "payments-group, Stalled" }));
		expect(await screen.findByRole("region", { name: "Partitions of payments-group" })).toBeTruthy();
		expect(window.location.hash).toBe("#/lag?group=payments-group");
	});
});

describe("fraud alerts", () => {
	it("open beside their list", async () => {
		respondWith();
		renderConsole("#/alerts");
		const grid = await screen.findByRole("grid", { name: "Fraud alerts" });
		fireEvent.click(await within(grid).findByText("High amount, risky country"));
		expect(await screen.findByRole("heading", { name: "Alert on order 9" })).toBeTruthy();
	});
});
