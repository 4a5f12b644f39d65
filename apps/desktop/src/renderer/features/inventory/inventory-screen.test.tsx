// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { product } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const hub = product("PROD-003", { on_hand: 30, reserved: 18, available: 12 });
const desk = createTestConsole();

describe("the inventory screen", () => {
	it("shows what is on hand, reserved and available, and what runs low", async () => {
		desk.open("#/inventory", { "inventory.list": () => ({ products: [hub] }) });
		const row = (await screen.findByText("PROD-003")).closest("tr") as HTMLElement;
		for (const figure of ["12", "18", "30", "Low", "$34.99"]) expect(within(row).getByText(figure)).toBeTruthy();
		expect(screen.getByText("1 low")).toBeTruthy();
	});

	it("puts units on the shelf; it proposes what fills it", async () => {
		desk.open("#/inventory?restock=PROD-003", {
			"inventory.list": () => ({ products: [hub] }),
			"inventory.restock": () => ({ ...hub, on_hand: 80, available: 62 }),
		});
		const form = await screen.findByRole("dialog", { name: "Restock USB-C Hub" });
		const units = within(form).getByLabelText("Units") as HTMLInputElement;
		expect(units.value).toBe("88");
		fireEvent.change(units, { target: { value: "50" } });
		fireEvent.click(within(form).getByRole("button", { name: "Restock", hidden: true }));
		await waitFor(() => expect(desk.inputOf("inventory.restock")).toEqual({ id: "PROD-003", quantity: 50 }));
		expect(await screen.findByText("50 units of USB-C Hub put on the shelf")).toBeTruthy();
		await waitFor(() => expect(window.location.hash).toBe("#/inventory"));
	});

	it("offers a viewer no restock", async () => {
		desk.open("#/inventory?restock=PROD-003", { session: desk.viewer, "inventory.list": () => ({ products: [hub] }) });
		await screen.findByText("PROD-003");
		expect(screen.queryByRole("button", { name: /Restock/ })).toBeNull();
		expect(screen.queryByRole("dialog")).toBeNull();
	});
});
