// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createBrowserHost } from "../../host/host-browser.ts";
import { order } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const desk = createTestConsole();
const saveFile = vi.fn(async () => "saved" as const);
const host = { ...createBrowserHost(window), saveFile };
const list = { "orders.list": () => ({ orders: [order(2), order(1)], nextCursor: null }) };
beforeEach(() => saveFile.mockClear());

async function exportCsv(): Promise<void> {
	fireEvent.click(await screen.findByRole("button", { name: "Export" }));
	fireEvent.click(await screen.findByRole("menuitem", { name: /^CSV/, hidden: true }));
}

describe("an export of orders", () => {
	it("is in the audit log with its filters and its rows before it is saved", async () => {
		let savedBefore = -1;
		const recordExport = () => {
			savedBefore = saveFile.mock.calls.length;
			return { recorded_at: "2026-01-01T00:00:00.000Z" };
		};
		desk.open("#/orders?country=DE&flagged=true", { ...list, "access.recordExport": recordExport }, { host });
		await exportCsv();
		await waitFor(() => expect(saveFile).toHaveBeenCalledTimes(1));
		expect(savedBefore).toBe(0);
		expect(desk.inputOf("access.recordExport")).toEqual({
			what: "orders",
			format: "csv",
			filter: { country: ["DE"], flagged: true },
			rows: 2,
		});
		await screen.findByText("2 orders exported");
	});

	it("does not happen where it cannot be recorded, and states why", async () => {
		const recordExport = () => {
			throw new Error("The audit log does not accept this now.");
		};
		desk.open("#/orders", { ...list, "access.recordExport": recordExport }, { host });
		await exportCsv();
		await screen.findByText("The audit log does not accept this now.");
		expect(saveFile).not.toHaveBeenCalled();
	});
});
