// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { group, order, paused, product } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const desk = createTestConsole();

async function openPalette() {
	await screen.findByRole("navigation", { name: "Screens" });
	fireEvent.keyDown(window, { key: "k", ctrlKey: true });
	return screen.findByRole("combobox", { name: "Find" });
}
const chosen = () => screen.getByRole("option", { selected: true }).textContent;

describe("the palette", () => {
	it("opens an order by its id", async () => {
		desk.open("#/services", { "orders.get": () => order(77), "orders.whereIs": () => ({ stage: "done" }) });
		const field = await openPalette();
		fireEvent.change(field, { target: { value: "77" } });
		expect(chosen()).toContain("Order 77");
		fireEvent.keyDown(field, { key: "Enter" });
		await waitFor(() => expect(window.location.hash).toBe("#/orders?order=77"));
		expect(await screen.findByRole("heading", { name: "Order 77" })).toBeTruthy();
		expect(screen.queryByRole("combobox", { name: "Find" })).toBeNull();
	});

	it("leads to screens and groups; arrows move and go round", async () => {
		desk.open("#/services");
		const field = await openPalette();
		fireEvent.change(field, { target: { value: "lag" } });
		expect(chosen()).toContain("Consumer lag");
		fireEvent.change(field, { target: { value: "payments" } });
		await waitFor(() => expect(chosen()).toContain("payments-group"));
		fireEvent.change(field, { target: { value: "" } });
		fireEvent.keyDown(field, { key: "ArrowUp" });
		expect(chosen()).not.toContain("Overview");
		fireEvent.keyDown(field, { key: "ArrowDown" });
		expect(chosen()).toContain("Overview");
	});

	it("keeps the first one first while orders are found", async () => {
		desk.open("#/services", {
			"inventory.list": () => ({ products: [product("PROD-003")] }),
			"orders.list": () => ({ orders: [order(5)], nextCursor: null }),
		});
		const field = await openPalette();
		fireEvent.change(field, { target: { value: "hub" } });
		await waitFor(() => expect(screen.getAllByRole("option").at(-1)?.textContent).toContain("Order 5"));
		expect(chosen()).toContain("Restock USB-C Hub");
	});

	it("does what it names: restock opens the form of that product", async () => {
		desk.open("#/services", { "inventory.list": () => ({ products: [product("PROD-003")] }) });
		const field = await openPalette();
		fireEvent.change(field, { target: { value: "restock prod-003" } });
		await waitFor(() => expect(chosen()).toContain("Restock USB-C Hub"));
		fireEvent.keyDown(field, { key: "Enter" });
		expect(await screen.findByRole("dialog", { name: "Restock USB-C Hub" })).toBeTruthy();
	});

	it("has the focus with the key that opens it, so that the next key is typed into it", async () => {
		desk.open("#/services");
		await screen.findByRole("navigation", { name: "Screens" });
		fireEvent.keyDown(window, { key: "k", ctrlKey: true });
		expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Find" }));
	});

	it("keeps the focus from an element that requests it late, which gets it when the palette closes", async () => {
		desk.open("#/services");
		const late = await screen.findByRole("button", { name: "Pause live" });
		const field = await openPalette();
		late.focus();
		expect(document.activeElement).toBe(field);
		fireEvent.keyDown(field, { key: "Escape" });
		expect(screen.queryByRole("combobox", { name: "Find" })).toBeNull();
		expect(document.activeElement).toBe(late);
	});

	it("pauses and resumes groups by the table of the group page: what the state does not allow shows why", async () => {
		const groups = [group("payments-group", { paused: paused({ by: "otto" }), status: "PAUSED" }), group("fraud-group")];
		desk.open("#/services", { "lag.list": () => ({ groups }) });
		const field = await openPalette();
		fireEvent.change(field, { target: { value: "resume payments" } });
		await waitFor(() => expect(chosen()).toContain("Resume payments-group…"));
		expect(chosen()).toContain("Paused by otto: they or an admin can resume it");
		fireEvent.change(field, { target: { value: "pause fraud" } });
		await waitFor(() => expect(chosen()).toContain("Pause fraud-group…"));
		fireEvent.keyDown(field, { key: "Enter" });
		expect(await screen.findByRole("dialog", { name: "Pause fraud-group" })).toBeTruthy();
		await waitFor(() => expect(window.location.hash).toBe("#/lag?group=fraud-group"));
	});

	it("shows a viewer why they may not do what operators do, and does nothing", async () => {
		desk.open("#/services", { session: desk.viewer, "inventory.list": () => ({ products: [product("PROD-003")] }) });
		await openPalette();
		const option = await screen.findByRole("option", { name: /New order/ });
		expect(option.textContent).toContain("This requires the role operator; yours is viewer.");
		fireEvent.click(option);
		expect(window.location.hash).toBe("#/services");
	});
});

describe("keys", () => {
	it("lead to screens, and stay letters in a field", async () => {
		desk.open("#/services");
		await screen.findByRole("navigation", { name: "Screens" });
		fireEvent.keyDown(window, { key: "g" });
		fireEvent.keyDown(window, { key: "o" });
		await waitFor(() => expect(window.location.hash).toBe("#/orders"));
		fireEvent.keyDown(window, { key: "/" });
		const search = await screen.findByRole("textbox", { name: "Search orders" });
		search.focus();
		fireEvent.keyDown(search, { key: "g" });
		fireEvent.keyDown(search, { key: "l" });
		expect(window.location.hash).toBe("#/orders");
	});

	it("are all on one sheet, where single keys can be turned off", async () => {
		desk.open("#/services");
		await screen.findByRole("navigation", { name: "Screens" });
		const before = screen.getByRole("button", { name: "Pause live" });
		before.focus();
		fireEvent.keyDown(window, { key: "?" });
		const sheet = await screen.findByRole("dialog", { name: "Shortcuts" });
		for (const words of ["Orders", "Pause or resume live views", "Move by a page"]) expect(within(sheet).getByText(words)).toBeTruthy();
		fireEvent.click(within(sheet).getByRole("switch", { hidden: true }));
		fireEvent.keyDown(sheet, { key: "Escape" });
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(document.activeElement).toBe(before);
		fireEvent.keyDown(window, { key: "g" });
		fireEvent.keyDown(window, { key: "o" });
		expect(window.location.hash).toBe("#/services");
	});
});
