// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { order } from "../testing/order-fixture.ts";
import { createTestConsole } from "../testing/test-console.ts";
import { keepRows, keptRows } from "./earlier-rows.ts";

const desk = createTestConsole();
const link = (name: RegExp) => screen.getByRole("link", { name });

describe("the rows of a list that was left", () => {
	it("are shown again, marked stale, when the list cannot be read", async () => {
		let available = true;
		desk.open("#/orders", {
			"orders.list": () => {
				if (!available) throw new Error("the store is unavailable");
				return { orders: [order(41), order(40)], nextCursor: null };
			},
		});
		await screen.findByText("41");
		fireEvent.click(link(/Services/));
		await screen.findByRole("heading", { level: 1, name: "Services" });
		available = false;
		fireEvent.click(link(/Orders/));
		await screen.findByText("41");
		expect(screen.getByText("40")).toBeTruthy();
		expect(screen.getByRole("region", { name: "Orders" }).hasAttribute("data-stale")).toBe(true);
		expect(screen.getByTestId("list-bar").dataset.kind).toBe("stale");
		expect(screen.queryByText(/could not be read/)).toBeNull();
	});

	it("are dropped for the list that was left first, beyond twelve lists of two hundred rows", () => {
		const queryClient = new QueryClient();
		const rows = Array.from({ length: 300 }, (_, place) => place);
		for (let list = 0; list < 13; list++) {
			keepRows(queryClient, `list ${list}`, rows);
		}
		expect(queryClient.getQueryCache().getAll()).toHaveLength(12);
		expect(keptRows(queryClient, "list 0")).toBeUndefined();
		expect(keptRows(queryClient, "list 12")).toEqual(rows.slice(0, 200));
		queryClient.clear();
	});
});
