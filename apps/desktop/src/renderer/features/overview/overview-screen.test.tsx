// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { OpenLine } from "../../live/live-line.ts";
import { frame, service } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const desk = createTestConsole();

it("the stuck orders are one figure, and lead to their list, the longest waiting first", async () => {
	const money = { amount: 10_700, currency: "USD", by_currency: { USD: 10_700 } };
	desk.open("#/", { "orders.counts": () => ({ counts: [{ orders: 2_000, at_least: true, money }] }) });
	const main = within(await screen.findByRole("main"));
	const figure = await main.findByRole("link", { name: /^Stuck orders/ });
	expect(await within(figure).findByText("2,000+")).toBeTruthy();
	expect(figure.textContent).toContain("$10.7\u202fk+ waiting");
	expect(figure.getAttribute("href")).toContain("stuck=true&sort=oldest");
	expect(main.getByRole("link", { name: "2,000+ stuck" }).getAttribute("href")).toBe(figure.getAttribute("href"));
});

it("a stopped producer is stated, and leads to the services", async () => {
	const openLine: OpenLine = (listener) => {
		const services = [service("api"), service("producer", { state: "paused" })];
		listener.onState({ state: "live", lostSince: Date.now(), tries: 0, nextTryAt: undefined });
		listener.onFrame(frame({ at: new Date().toISOString(), services }));
		return { tryNow: () => undefined, close: () => undefined };
	};
	desk.open("#/", {}, { openLine });
	expect((await within(await screen.findByRole("main")).findByRole("link", { name: "Producer stopped" })).getAttribute("href")).toContain(
		"/services",
	);
	expect(within(screen.getByRole("navigation", { name: "Screens" })).getByText("1 stopped")).toBeTruthy();
});
