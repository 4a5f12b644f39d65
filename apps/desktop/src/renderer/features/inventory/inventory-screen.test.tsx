// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { auditRow, product } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const hub = product("PROD-003", { on_hand: 30, reserved: 18, available: 12, state: "low" });
const desk = createTestConsole();

async function openAdjust(): Promise<HTMLElement> {
	fireEvent.click(await screen.findByRole("button", { name: "Adjust USB-C Hub" }));
	return screen.findByRole("dialog", { name: "Adjust USB-C Hub" });
}

describe("the inventory screen", () => {
	it("shows what is on hand, reserved and available, and what runs low", async () => {
		desk.open("#/inventory", { "inventory.list": () => ({ products: [hub] }) });
		const row = (await screen.findByText("PROD-003")).closest("tr") as HTMLElement;
		for (const figure of ["12", "18", "30", "Low", "$34.99"]) expect(within(row).getByText(figure)).toBeTruthy();
		expect(screen.getByText("1 low")).toBeTruthy();
	});

	it("shows the products worst first, each with its state", async () => {
		const products = [product("PROD-001"), hub, product("PROD-004", { available: 0, state: "out" })];
		desk.open("#/inventory", { "inventory.list": () => ({ products, stock: null }) });
		await screen.findByText("PROD-004");
		const rows = screen.getAllByRole("row").slice(1);
		expect(rows.map((row) => within(row).getAllByRole("cell")[0]?.textContent)).toEqual(["Out of stock", "Low", "OK"]);
		expect(screen.getByText("1 out of stock")).toBeTruthy();
	});

	it("adds units to stock; it proposes what refills it", async () => {
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
		expect(await screen.findByText("50 units of USB-C Hub added to stock")).toBeTruthy();
		await waitFor(() => expect(window.location.hash).toBe("#/inventory"));
	});

	it("adjusts the stock by a signed number with a reason, and shows what becomes of it", async () => {
		desk.open("#/inventory", {
			"inventory.list": () => ({ products: [hub] }),
			"inventory.adjust": () => ({ ...hub, on_hand: 25, available: 7, adjusted: -5 }),
		});
		const form = await openAdjust();
		expect(within(form).getByRole("button", { name: "Adjust", hidden: true })).toHaveProperty("disabled", true);
		fireEvent.change(within(form).getByLabelText("Change"), { target: { value: "-5" } });
		fireEvent.change(within(form).getByLabelText("Reason"), { target: { value: " five broken " } });
		expect(form.textContent).toContain("On hand 30 → 25 · reserved 18 · available 12 → 7");
		fireEvent.click(within(form).getByRole("button", { name: "Adjust", hidden: true }));
		await waitFor(() => expect(desk.inputOf("inventory.adjust")).toEqual({ id: "PROD-003", quantity: -5, reason: "five broken" }));
		expect(await screen.findByText("Stock of USB-C Hub adjusted")).toBeTruthy();
	});

	it("shows why the API refuses an adjustment", async () => {
		desk.open("#/inventory", {
			"inventory.list": () => ({ products: [hub] }),
			"inventory.adjust": () => {
				throw new Error("USB-C Hub: 30 on hand, 18 reserved, 12 available; it cannot be reduced by 13.");
			},
		});
		const form = await openAdjust();
		fireEvent.change(within(form).getByLabelText("Change"), { target: { value: "-13" } });
		fireEvent.change(within(form).getByLabelText("Reason"), { target: { value: "lost" } });
		fireEvent.click(within(form).getByRole("button", { name: "Adjust", hidden: true }));
		expect((await within(form).findByRole("alert", { hidden: true })).textContent).toContain("18 reserved");
	});

	it("has the restocks and adjustments beneath it, with their records", async () => {
		const record = auditRow({ action: "inventory.adjust", target: "product:PROD-003", reason: "five broken" });
		desk.open("#/inventory", {
			"inventory.list": () => ({ products: [hub] }),
			"audit.list": () => ({ records: [record], nextCursor: null }),
		});
		const actions = await screen.findByRole("region", { name: "Restocks and adjustments" });
		expect(within(actions).getByText("five broken")).toBeTruthy();
		expect(within(actions).getByText("Adjust stock").getAttribute("href")).toContain(`record=${record.audit_id}`);
	});

	it("shows a viewer why they can neither restock nor adjust, and opens no form from a link", async () => {
		desk.open("#/inventory?restock=PROD-003", { session: desk.viewer, "inventory.list": () => ({ products: [hub] }) });
		await screen.findByText("PROD-003");
		for (const button of screen.getAllByRole("button", { name: /Restock|Adjust/ })) {
			expect(button.title).toBe("This requires the role operator; yours is viewer.");
		}
		expect(screen.queryByRole("dialog")).toBeNull();
	});
});
