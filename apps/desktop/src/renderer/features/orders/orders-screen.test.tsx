// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { order } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const desk = createTestConsole();
let files: { name: string; text: Promise<string> }[] = [];

beforeEach(() => {
	files = [];
	const blobs = new Map<string, Blob>();
	const createObjectURL = (blob: Blob) => {
		blobs.set("blob:1", blob);
		return "blob:1";
	};
	Object.assign(URL, { createObjectURL, revokeObjectURL: () => undefined });
	vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
		const blob = blobs.get(this.href);
		if (blob !== undefined) files.push({ name: this.download, text: blob.text() });
	});
});

describe("the order list", () => {
	it("exports every page of what the filters hold", async () => {
		desk.open("#/orders?country=DE&flagged=true", {
			"orders.list": (input) =>
				(input as { cursor?: string }).cursor === undefined
					? { orders: [order(3), order(2)], nextCursor: "more" }
					: { orders: [order(1)], nextCursor: null },
		});
		fireEvent.click(await screen.findByRole("button", { name: "Export" }));
		fireEvent.click(await screen.findByRole("menuitem", { name: /CSV/ }));
		await screen.findByText("3 orders exported");
		expect(desk.inputOf("orders.list")).toEqual({ country: ["DE"], flagged: true, limit: 500, cursor: "more" });
		expect(files[0]?.name).toMatch(/^orders-.*\.csv$/);
		const lines = (await files[0]?.text)?.trim().split("\r\n");
		expect(lines?.map((line) => line.split(",")[0])).toEqual(["order_id", "3", "2", "1"]);
	});

	it("goes on reading while pages are empty, and reports that none fits only at the end", async () => {
		const pages = [0, 1, 2];
		desk.open("#/orders?q=rare", {
			"orders.list": (input) => {
				const at = Number((input as { cursor?: string }).cursor ?? 0);
				return { orders: at === 2 ? [order(9)] : [], nextCursor: at < pages.length - 1 ? String(at + 1) : null };
			},
		});
		const grid = await screen.findByRole("grid", { name: "Orders" });
		expect(await within(grid).findByText("9")).toBeTruthy();
	});

	it("keeps a view by its name, shows it as a tab, and removes it", async () => {
		desk.open("#/orders?country=DE&minAmount=400");
		fireEvent.click(await screen.findByRole("button", { name: "Save view" }));
		fireEvent.change(await screen.findByLabelText("Name"), { target: { value: "German, large" } });
		fireEvent.click(await screen.findByRole("button", { name: "Save", hidden: true }));
		const views = screen.getByRole("navigation", { name: "Views of orders" });
		const tab = await within(views).findByRole("link", { name: "German, large" });
		expect(tab.getAttribute("href")).toMatch(/#\/orders\?country=DE&minAmount=400$/);
		expect(screen.queryByRole("button", { name: "Save view" })).toBeNull();
		fireEvent.click(within(views).getByRole("button", { name: "Remove the view German, large" }));
		await waitFor(() => expect(within(views).queryByRole("link", { name: "German, large" })).toBeNull());
	});

	it("requests what was created in a span, counted back from when the list was opened", async () => {
		desk.open("#/orders?since=today");
		await waitFor(() => expect(desk.inputOf("orders.list")).toBeDefined());
		const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;
		expect(desk.inputOf("orders.list")).toEqual({ from: midnight, to: midnight.replace("00:00:00.000", "23:59:59.999"), limit: 100 });
		expect(await screen.findByText("today")).toBeTruthy();
	});

	it.each([
		["12.50", 12.5],
		["249,99", 249.99],
		["1,234.56", 1234.56],
		["1.234,56", 1234.56],
	])("filters by an amount that is typed as %s, and keeps the text", async (typed, amount) => {
		desk.open("#/orders");
		fireEvent.click(await screen.findByRole("button", { name: "Amount" }));
		const field = await screen.findByLabelText<HTMLInputElement>("From");
		for (let length = 1; length <= typed.length; length += 1) fireEvent.change(field, { target: { value: typed.slice(0, length) } });
		await waitFor(() => expect(desk.inputOf("orders.list")).toMatchObject({ minAmount: amount }));
		expect(field.value).toBe(typed);
	});

	it("filters by what was typed, though the form is closed at once", async () => {
		desk.open("#/orders");
		fireEvent.click(await screen.findByRole("button", { name: "Amount" }));
		fireEvent.change(await screen.findByLabelText("From"), { target: { value: "400.01" } });
		fireEvent.keyDown(screen.getByLabelText("From"), { key: "Escape" });
		await waitFor(() => expect(desk.inputOf("orders.list")).toMatchObject({ minAmount: 400.01 }));
	});

	it("reports an amount that is none, and does not filter by it", async () => {
		desk.open("#/orders");
		fireEvent.click(await screen.findByRole("button", { name: "Amount" }));
		fireEvent.change(await screen.findByLabelText("To"), { target: { value: "12..5" } });
		expect(await screen.findByText("must be a number from 0 to 1,000,000,000")).toBeTruthy();
		expect(desk.inputOf("orders.list")).toEqual({ limit: 100 });
	});

	it("keeps the spaces of a text that is being typed", async () => {
		desk.open("#/orders");
		const field = await screen.findByLabelText<HTMLInputElement>("Search orders");
		fireEvent.change(field, { target: { value: "laptop " } });
		await waitFor(() => expect(desk.inputOf("orders.list")).toMatchObject({ q: "laptop " }));
		expect(field.value).toBe("laptop ");
	});

	it("opens the form for a new order from its address", async () => {
		desk.open("#/orders?new=true");
		expect(await screen.findByRole("dialog", { name: "New order" })).toBeTruthy();
	});

	it("is sorted the other way by the head of its first column, and keeps that in the address", async () => {
		desk.open("#/orders", { "orders.list": () => ({ orders: [order(2), order(1)], nextCursor: null }) });
		const head = await screen.findByRole("columnheader", { name: /^Created/ });
		expect(head.getAttribute("aria-sort")).toBe("descending");
		fireEvent.click(within(head).getByRole("button"));
		await waitFor(() => expect(desk.inputOf("orders.list")).toEqual({ order: "oldest", limit: 100 }));
		expect(window.location.hash).toBe("#/orders?sort=oldest");
		expect(screen.getByRole("columnheader", { name: /^Created/ }).getAttribute("aria-sort")).toBe("ascending");
	});

	it("has a view of stuck orders with their count, the longest wait first, and why each of them is stuck", async () => {
		desk.open("#/orders", {
			"orders.stuck": () => ({ orders: 2_000, amount: 5, currency: "USD", by_currency: { USD: 5 }, at_least: true }),
			"orders.list": (input) => ({ orders: (input as { stuck?: true }).stuck ? [order(1), order(2)] : [], nextCursor: null }),
		});
		const tab = await screen.findByRole("link", { name: /^Stuck/ });
		await waitFor(() => expect(tab.textContent).toBe("Stuck 2,000+"));
		fireEvent.click(tab);
		await waitFor(() => expect(desk.inputOf("orders.list")).toEqual({ stuck: true, order: "oldest", limit: 100 }));
		const grid = await screen.findByRole("grid", { name: "Orders" });
		expect((await within(grid).findAllByText("payments stalled")).length).toBe(2);
	});
});
