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
	it("exports every page of the filtered orders", async () => {
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
		const views = screen.getByRole("navigation", { name: "Order views" });
		const tab = await within(views).findByRole("link", { name: /^German, large/ });
		expect(tab.getAttribute("href")).toMatch(/#\/orders\?country=DE&minAmount=400$/);
		expect(screen.queryByRole("button", { name: "Save view" })).toBeNull();
		fireEvent.click(within(views).getByRole("button", { name: "Remove the view German, large" }));
		await waitFor(() => expect(within(views).queryByRole("link", { name: /^German, large/ })).toBeNull());
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

	it("is sorted by any column that has a head for it, one way and the other, and keeps that in the address", async () => {
		desk.open("#/orders?country=DE", { "orders.list": () => ({ orders: [order(2), order(1)], nextCursor: null }) });
		const head = await screen.findByRole("columnheader", { name: /^Amount/ });
		expect(head.getAttribute("aria-sort")).toBeNull();
		fireEvent.click(within(head).getByRole("button", { name: "Amount: sort largest first" }));
		await waitFor(() => expect(desk.inputOf("orders.list")).toEqual({ country: ["DE"], sort: "amount", direction: "desc", limit: 100 }));
		expect(window.location.hash).toBe("#/orders?country=DE&sort=amount&direction=desc");
		const sorted = () => screen.getByRole("columnheader", { name: /^Amount/ });
		expect(sorted().getAttribute("aria-sort")).toBe("descending");
		expect(await screen.findByText("amount, largest first")).toBeTruthy();
		fireEvent.click(within(sorted()).getByRole("button", { name: "Amount: sort smallest first" }));
		await waitFor(() => expect(desk.inputOf("orders.list")).toMatchObject({ sort: "amount", direction: "asc" }));
		expect(window.location.hash).toBe("#/orders?country=DE&sort=amount");
		fireEvent.click(screen.getByRole("button", { name: "Created: sort newest first" }));
		await waitFor(() => expect(desk.inputOf("orders.list")).toEqual({ country: ["DE"], limit: 100 }));
	});

	it("keeps the selection when it is sorted otherwise, and its orders in the order of the column", async () => {
		const rows = [order(3, { amount: 5 }), order(2, { amount: 20 }), order(1, { amount: 10 })];
		desk.open("#/orders", {
			"orders.list": (input) => ({
				orders: (input as { sort?: string }).sort === "amount" ? rows.toSorted((a, b) => b.amount - a.amount) : rows,
				nextCursor: null,
			}),
		});
		fireEvent.click(await screen.findByRole("checkbox", { name: "Select 1" }));
		fireEvent.click(screen.getByRole("button", { name: "Amount: sort largest first" }));
		await waitFor(() =>
			expect(screen.getAllByRole("checkbox", { name: /^Select \d/ }).map((box) => box.getAttribute("aria-label"))).toEqual([
				"Select 2",
				"Select 1",
				"Select 3",
			]),
		);
		expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "Select 1" }).checked).toBe(true);
		expect(screen.getByText("1 selected")).toBeTruthy();
	});

	it("of a job is sorted by time alone", async () => {
		desk.open("#/orders?job=j1&sort=amount", { "orders.list": () => ({ orders: [order(1)], nextCursor: null }) });
		await waitFor(() => expect(desk.inputOf("orders.list")).toEqual({ job_id: "j1", limit: 100 }));
		expect(screen.queryByRole("button", { name: /^Amount: sort/ })).toBeNull();
	});

	it("exports the selected orders as they are now", async () => {
		desk.open("#/orders", {
			"orders.list": () => ({ orders: [order(3), order(2), order(1)], nextCursor: null }),
			"orders.named": (input) => ({
				orders: (input as { ids: string[] }).ids.map((id) => order(Number(id), { status: "SHIPPED" })),
			}),
		});
		fireEvent.click(await screen.findByRole("checkbox", { name: "Select 3" }));
		fireEvent.click(screen.getByRole("checkbox", { name: "Select 1" }));
		fireEvent.click(screen.getByRole("button", { name: "Export selected" }));
		fireEvent.click(await screen.findByRole("menuitem", { name: /CSV/ }));
		await screen.findByText("2 orders exported");
		expect(desk.inputOf("orders.named")).toEqual({ ids: ["3", "1"] });
		const lines = (await files[0]?.text)?.trim().split("\r\n");
		expect(
			lines?.slice(1).map((line) =>
				line
					.split(",")
					.slice(0, 3)
					.filter((_, place) => place !== 1),
			),
		).toEqual([
			["3", "SHIPPED"],
			["1", "SHIPPED"],
		]);
	});

	it("shows on every view how many orders it holds, and under the list how many it holds itself, in one request", async () => {
		window.localStorage.setItem("orderdeck.order-views", JSON.stringify([{ name: "Mine", search: { customer: "7" } }]));
		let requests = 0;
		desk.open("#/orders?country=BR", {
			"orders.list": () => ({ orders: [order(1)], nextCursor: null }),
			"orders.counts": (input) => {
				requests += 1;
				const { views } = input as { views: { customer?: string; country?: string[]; flagged?: boolean }[] };
				return {
					counts: views.map(({ customer, country, flagged }) => ({
						orders: customer === "7" ? 7 : country?.join() === "BR" ? 1 : flagged ? 20_000 : 12_345,
						at_least: flagged === true,
						money: country?.join() === "BR" ? { amount: 249.99, currency: "USD", by_currency: { USD: 249.99 } } : null,
					})),
				};
			},
		});
		const views = await screen.findByRole("navigation", { name: "Order views" });
		await waitFor(() => expect(within(views).getByRole("link", { name: /^Mine/ }).textContent).toBe("Mine 7"));
		const texts = within(views)
			.getAllByRole("link")
			.map((link) => link.textContent?.replace("\u202f", " "));
		expect(texts.slice(0, 2)).toEqual(["All orders 12.3 k", "Large, risky countries 12.3 k"]);
		expect(texts).toContain("Flagged 20.0 k+");
		expect(texts.every((text) => /\d/.test(text ?? ""))).toBe(true);
		expect(screen.getByText("1 of 12,345 orders · $249.99")).toBeTruthy();
		expect(requests).toBe(1);
		fireEvent.click(screen.getByRole("button", { name: "Export" }));
		expect(await screen.findByText("Export 1 order · $249.99")).toBeTruthy();
		expect(screen.getByText("Filtered orders (max 50,000)")).toBeTruthy();
	});

	it.each([
		["", { orders: 3_779, at_least: false, money: { amount: 5, currency: "USD", by_currency: { USD: 5 } } }, "3,779 orders · $5.00"],
		["?country=DE", { orders: 0, at_least: false, money: { amount: 0, currency: "USD", by_currency: {} } }, "0 of 9,999 orders · $0.00"],
		["?country=DE", { orders: 5_000, at_least: true, money: null }, "5,000+ of 9,999 orders"],
	])("counts what the filters match at its foot, 0 and a lower bound among them: %s", async (address, count, words) => {
		desk.open(`#/orders${address}`, {
			"orders.list": () => ({ orders: [], nextCursor: null }),
			"orders.counts": (input) => {
				const isListed = ({ country }: { country?: string[] }) => (address === "" ? country === undefined : country?.join() === "DE");
				const views = (input as { views: { country?: string[] }[] }).views;
				return { counts: views.map((view) => (isListed(view) ? count : { orders: 9_999, at_least: false, money: null })) };
			},
		});
		expect(await screen.findByText(words)).toBeTruthy();
	});

	it.each([
		["Order", "highest id first", { sort: "order", direction: "desc" }],
		["Waiting for", "longest wait first", { sort: "waiting", direction: "desc" }],
		["Items", "most units first", { sort: "items", direction: "desc" }],
	])("is sorted by %s, %s", async (name, words, query) => {
		desk.open("#/orders", { "orders.list": () => ({ orders: [order(2), order(1)], nextCursor: null }) });
		fireEvent.click(await screen.findByRole("button", { name: `${name}: sort ${words}` }));
		await waitFor(() => expect(desk.inputOf("orders.list")).toMatchObject(query));
		expect(window.location.hash).toBe(`#/orders?sort=${query.sort}&direction=desc`);
	});

	it("has a view of stuck orders with their count, the oldest first, and why each of them is stuck", async () => {
		desk.open("#/orders", {
			"orders.counts": (input) => ({
				counts: (input as { views: { stuck?: true }[] }).views.map(({ stuck }) => ({
					orders: stuck ? 2_000 : 1,
					at_least: stuck === true,
					money: stuck ? { amount: 5, currency: "USD", by_currency: { USD: 5 } } : null,
				})),
			}),
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
