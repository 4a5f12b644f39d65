// @vitest-environment jsdom
import type { LiveFrame } from "@orderdeck/contracts/live";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { LineListener, OpenLine } from "../live/live-line.ts";
import { frame, service, stock } from "../testing/order-fixture.ts";
import { createTestConsole } from "../testing/test-console.ts";

const desk = createTestConsole();
const HIGH = { state: "high", rate: 0.836, checked: 60_860, out_of_stock: 50_889 } as const;

/** A console whose live line is in the hands of the test. */
async function openLive(hash: string) {
	const line = Promise.withResolvers<LineListener>();
	const openLine: OpenLine = (listener) => {
		listener.onState({ state: "live", lostSince: Date.now(), tries: 0, nextTryAt: undefined });
		line.resolve(listener);
		return { tryNow: () => undefined, close: () => undefined };
	};
	desk.open(hash, {}, { openLine });
	const listener = await line.promise;
	const rail = await screen.findByRole("navigation", { name: "Screens" });
	return {
		rail,
		link: (name: RegExp) => within(rail).getByRole("link", { name }),
		receive: (change: Partial<LiveFrame>) => act(() => listener.onFrame(frame({ at: new Date().toISOString(), ...change }))),
	};
}

describe("the rail", () => {
	it.each([
		["2 low", stock({ low: 2 })],
		["1 out", stock({ out: 1, low: 2 })],
		["84\u202f% out", stock({ out: 1, low: 2 }, HIGH)],
	])("has %s beside Inventory", async (words, status) => {
		const { link, receive } = await openLive("#/orders");
		receive({ stock: status });
		await waitFor(() => expect(link(/^Inventory/).textContent).toBe(`Inventory${words}`));
	});

	it("has nothing beside Inventory where all is OK, or nothing is known", async () => {
		const { link, receive } = await openLive("#/orders");
		receive({ stock: stock(), services: [service("api")] });
		await waitFor(() => expect(link(/^Services/).textContent).toBe("Services1 up"));
		expect(link(/^Inventory/).textContent).toBe("Inventory");
	});

	it("has the worst of the services beside them", async () => {
		const { link, receive } = await openLive("#/orders");
		receive({ services: [service("api"), service("fraud", { state: "backing-off" })] });
		await waitFor(() => expect(link(/^Services/).textContent).toBe("Services1 backing off"));
	});

	it("has the icon alone while it is collapsed, and the words for a screen reader", async () => {
		const { link, receive } = await openLive("#/orders");
		receive({ stock: stock({ low: 2 }) });
		fireEvent.click(screen.getByRole("button", { name: "Collapse sidebar" }));
		await waitFor(() => expect(within(link(/^Inventory ?2 low/)).getByText("2 low").className).toBe("sr"));
	});
});

describe("many orders without stock", () => {
	it("are one toast from its start to its end, a mark on the Overview and one on the inventory", async () => {
		const { receive } = await openLive("#/");
		const toasts = () => screen.queryAllByRole("alert").filter(({ textContent }) => textContent?.includes("Out-of-stock rate"));
		for (const rate of [0.2, 0.5, 0.836]) {
			receive({ stock: stock({ out: 1 }, { ...HIGH, rate }) });
			const share = `${Math.round(rate * 100)}\u202f% of orders in the last 10 min; 1 product out of stock.`;
			await waitFor(() => expect(toasts().map(({ textContent }) => textContent)).toEqual([expect.stringContaining(share)]));
		}
		const words = /^Out-of-stock rate high: 84 % of orders in the last 10 min$/;
		expect((await screen.findByTitle(words)).textContent).toMatch(/^No stock/);
		fireEvent.click(within(toasts()[0] as HTMLElement).getByRole("button", { name: "Open" }));
		await screen.findByRole("heading", { name: "Inventory" });
		expect(screen.getByText(words)).toBeTruthy();
		receive({ stock: stock() });
		await waitFor(() => expect(toasts().map(({ textContent }) => textContent)).toEqual([expect.stringContaining("recovered")]));
	});

	it("are not shown by a console whose notices of it are muted", async () => {
		const { link, receive } = await openLive("#/orders");
		fireEvent.click(screen.getByRole("button", { name: "Notifications" }));
		fireEvent.click(await screen.findByRole("switch", { name: /Out-of-stock rate/ }));
		// The setting reaches the notices with an event of its own.
		await act(async () => undefined);
		receive({ stock: stock({}, HIGH) });
		await waitFor(() => expect(link(/^Inventory/).textContent).toContain("84\u202f% out"));
		expect(screen.queryAllByRole("alert")).toEqual([]);
	});
});
