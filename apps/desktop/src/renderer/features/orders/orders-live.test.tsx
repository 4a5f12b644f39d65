// @vitest-environment jsdom
/** The list of orders while orders arrive: held, paused, with an order open, by keyboard. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { event, order } from "../../testing/order-fixture.ts";
import { playedLine } from "../../testing/played-line.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const desk = createTestConsole();

const paid = (id: number): OrderView =>
	order(id, { status: "PAID", lifecycle: [event("ORDER_CREATED", id), event("PAYMENT_PROCESSED", id + 1)] });

/** Orders 1 to 3 and the one that is created; `known` is what the daemon has of them. */
async function openOrders(hash = "#/orders", known = new Map([3, 2, 1].map((id) => [String(id), order(id)]))) {
	const line = playedLine();
	desk.open(
		hash,
		{
			"orders.list": () => ({ orders: [...known.values()], nextCursor: null }),
			"orders.counts": (input) => ({
				counts: (input as { views: unknown[] }).views.map(() => ({ orders: known.size, at_least: false, money: null })),
			}),
			"orders.get": (input) => known.get((input as { id: string }).id) ?? order(9),
			"orders.whereIs": () => ({ stage: null, group: null, topic: null, partition: null, offset: null, ahead: null }),
		},
		{ openLine: line.openLine },
	);
	await line.publish({});
	const grid = await screen.findByRole("grid", { name: "Orders" });
	await waitFor(() => expect(ids()).toHaveLength(known.size));
	return { ...line, grid, known };
}

const ids = () => [...document.querySelectorAll("[role=grid] [data-id]")].map((row) => row.getAttribute("data-id"));
const row = (id: string) => document.querySelector<HTMLElement>(`[role=row][data-id="${id}"]`) as HTMLElement;
const bar = () => screen.getByTestId("list-bar");
const panel = () => screen.findByRole("complementary", { name: "Details" });
const press = (target: Element, key: string) => fireEvent.keyDown(target, { key });

describe("while live views are paused", () => {
	it("the bar counts what is waiting, and the open order does not change, even after a reconnection", async () => {
		const { publish, reconnect, known } = await openOrders("#/orders?order=2");
		const details = await panel();
		await within(details).findByText("Order created");
		fireEvent.click(screen.getByRole("button", { name: /^Pause/ }));
		const before = details.textContent;
		for (const id of [2, 3]) known.set(String(id), paid(id));
		await publish({ orders: [paid(2), paid(3), order(4), order(5)] });
		await reconnect();
		await publish({ orders: [order(6)] });
		expect(bar().textContent).toMatch(/^Paused at \d\d:\d\d:\d\d, rows stay still3 new orders waitingResumeFollow$/);
		expect(details.textContent).toBe(before);
		expect(row("3").textContent).toContain("Created");
		fireEvent.click(within(bar()).getByRole("button", { name: "Resume" }));
		await waitFor(() => expect(details.textContent).toContain("Paid"));
	});

	it("Follow resumes, closes what is open and shows the newest first", async () => {
		const { publish, known } = await openOrders("#/orders?order=2");
		fireEvent.click(screen.getByRole("button", { name: /^Pause/ }));
		await publish({ orders: [order(4)] });
		const later = [...known.values()];
		known.clear();
		for (const each of [order(4), ...later]) known.set(String(each.order_id), each);
		fireEvent.click(within(bar()).getByRole("button", { name: "Follow" }));
		await waitFor(() => expect(ids()).toEqual(["4", "3", "2", "1"]));
		expect(bar().textContent).toContain("Live");
		expect(window.location.hash).toBe("#/orders");
	});

	it("the figures of the screen stand still, and the top bar counts what is waiting", async () => {
		const { publish } = await openOrders();
		await publish({ order_count: 3 });
		const views = screen.getByRole("navigation", { name: "Order views" });
		await within(views).findByRole("link", { name: "All orders 3" });
		fireEvent.click(screen.getByRole("button", { name: /^Pause/ }));
		await publish({ order_count: 99, orders: [order(4)] });
		expect(within(views).getByRole("link", { name: "All orders 3" })).toBeTruthy();
		await waitFor(() => expect(screen.getByTestId("connection").textContent).toContain("paused · 96 waiting"));
		fireEvent.click(screen.getByRole("button", { name: /^Resume live/ }));
		await waitFor(() => expect(screen.getByTestId("connection").textContent).toContain("live ·"));
	});
});

describe("a list that is held", () => {
	it("marks a row that no longer matches its filter, in words too, and drops it once it follows", async () => {
		const { publish, grid, known } = await openOrders("#/orders?status=CREATED");
		fireEvent.pointerEnter(grid);
		await publish({ orders: [paid(2)] });
		expect(within(row("2")).getByText("no longer matches")).toBeTruthy();
		expect(within(row("2")).getByTitle("No longer matches the filter")).toBeTruthy();
		expect(row("2").dataset.unmatched).toBe("true");
		expect(within(row("1")).queryByText("no longer matches")).toBeNull();
		expect(ids()).toEqual(["3", "2", "1"]);
		known.delete("2");
		fireEvent.pointerLeave(grid);
		await waitFor(() => expect(ids()).toEqual(["3", "1"]));
		expect(screen.queryByText("no longer matches")).toBeNull();
	});
});

describe("rows that arrive", () => {
	const fifteenFrom = (first: number) => Array.from({ length: 15 }, (_, place) => order(first + place));

	it("so fast that no eye follows them are drawn in the place of others, and each is the row that it states", async () => {
		const { publish } = await openOrders();
		await publish({ orders: fifteenFrom(10) });
		await publish({ orders: fifteenFrom(30) });
		const top = row("44");
		await publish({ orders: fifteenFrom(50) });
		expect(top.dataset.id).toBe("64");
		expect(within(top).getByRole("checkbox", { name: "Select 64" })).toBeTruthy();
		expect(ids().slice(0, 3)).toEqual(["64", "63", "62"]);
		expect(document.querySelector("[data-new]")).toBeNull();
	});

	it("wait while something in a row has the focus", async () => {
		const { publish } = await openOrders();
		within(row("2")).getByRole("checkbox").focus();
		await waitFor(() => expect(bar().textContent).toContain("Held"));
		await publish({ orders: [order(4)] });
		expect(ids()).toEqual(["3", "2", "1"]);
		expect(bar().textContent).toContain("1 new order waiting");
	});
});

describe("an order that is created", () => {
	it("opens beside the list, whose rows stay where they are: it is counted as waiting", async () => {
		const { publish } = await openOrders("#/orders");
		window.location.hash = "#/orders?order=9";
		const details = await panel();
		await within(details).findByRole("heading", { name: "Order 9" });
		await waitFor(() => expect(bar().textContent).toContain("Held"));
		await publish({ orders: [order(9), order(10)] });
		expect(ids()).toEqual(["3", "2", "1"]);
		expect(bar().textContent).toContain("2 new orders waiting");
	});
});

describe("by keyboard", () => {
	it("the grid has the focus when the list opens: arrow keys and Enter work at once", async () => {
		const { grid } = await openOrders();
		expect(document.activeElement).toBe(grid);
		press(grid, "Enter");
		await within(await panel()).findByRole("heading", { name: "Order 3" });
		press(grid, "ArrowDown");
		await within(await panel()).findByRole("heading", { name: "Order 2" });
	});

	it("another view has it too, and Escape in the search field leads to it and keeps the text", async () => {
		const { grid } = await openOrders();
		const search = screen.getByRole<HTMLInputElement>("textbox", { name: "Search orders" });
		search.focus();
		fireEvent.change(search, { target: { value: "lap" } });
		press(search, "Escape");
		expect(document.activeElement).toBe(grid);
		expect(search.value).toBe("lap");
		const views = screen.getByRole("navigation", { name: "Order views" });
		const flagged = within(views).getByRole("link", { name: /^Flagged/ });
		flagged.focus();
		fireEvent.click(flagged);
		await waitFor(() => expect(window.location.hash).toContain("flagged=true"));
		await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("grid", { name: "Orders" })));
	});

	it("the list that a typed text changes does not take the focus from its field", async () => {
		const { grid } = await openOrders();
		const search = screen.getByRole("textbox", { name: "Search orders" });
		search.focus();
		fireEvent.change(search, { target: { value: "lap" } });
		await waitFor(() => expect(screen.getByRole("grid", { name: "Orders" })).not.toBe(grid));
		expect(document.activeElement).toBe(search);
	});

	it("a list behind a dialog does not take the focus from it", async () => {
		await openOrders("#/orders?new=true");
		const dialog = await screen.findByRole("dialog", { name: "New order" });
		await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
	});

	it("Escape in the panel leads back to its row, and once more lets the list follow", async () => {
		const { grid } = await openOrders("#/orders?order=2");
		const details = await panel();
		const close = within(details).getByRole("button", { name: "Close" });
		close.focus();
		press(close, "Escape");
		await waitFor(() => expect(screen.queryByRole("complementary", { name: "Details" })).toBeNull());
		expect(document.activeElement).toBe(grid);
		expect(row("2").dataset.active).toBe("true");
		press(grid, "Escape");
		expect(row("2").dataset.active).toBeUndefined();
		expect(bar().textContent).toContain("Live");
	});

	it("a row opens in three keys from another screen", async () => {
		const line = playedLine();
		desk.open("#/services", { "orders.list": () => ({ orders: [order(1)], nextCursor: null }), "orders.get": () => order(1) }, line);
		await screen.findByRole("heading", { name: "Services" });
		for (const key of ["g", "o"]) press(document.activeElement ?? document.body, key);
		const grid = await screen.findByRole("grid", { name: "Orders" });
		await waitFor(() => expect(ids()).toEqual(["1"]));
		expect(document.activeElement).toBe(grid);
		press(grid, "Enter");
		await within(await panel()).findByRole("heading", { name: "Order 1" });
	});

	it("the skip link leads to the grid, and so does the palette where nothing had the focus before", async () => {
		const { grid } = await openOrders();
		grid.blur();
		fireEvent.click(screen.getByRole("button", { name: "Skip to the screen" }));
		expect(document.activeElement).toBe(grid);
		grid.blur();
		fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
		press(await screen.findByRole("combobox", { name: "Find" }), "Escape");
		await waitFor(() => expect(document.activeElement).toBe(grid));
	});

	it("a change of the stream takes the focus from nothing", async () => {
		const { publish } = await openOrders();
		const pause = screen.getByRole("button", { name: /^Pause/ });
		pause.focus();
		await publish({ orders: [order(4)] });
		await waitFor(() => expect(ids()).toContain("4"));
		expect(document.activeElement).toBe(pause);
	});
});
