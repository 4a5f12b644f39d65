// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { LineState } from "../live/connection.ts";
import type { LineListener, OpenLine } from "../live/live-line.ts";
import { group, order, service } from "../testing/order-fixture.ts";
import { createTestConsole } from "../testing/test-console.ts";
import { CONSOLE_VERSION } from "./console-version.ts";

const desk = createTestConsole();
const newer = () => ({ actor: { name: "ann", role: "operator" }, auth_required: false, version: "9.0.0" });

describe("a daemon of another version", () => {
	it("is named, with the way to the page of its version", async () => {
		desk.open("#/services", { session: newer });
		expect(await screen.findByText(/^The daemon is v9\.0\.0, newer than this page/)).toBeTruthy();
		expect(screen.getByRole("button", { name: "Reload" })).toBeTruthy();
	});

	it("is noticed by a page that was too busy to render between the loss of the stream and its return", async () => {
		const { promise: opened, resolve } = Promise.withResolvers<LineListener>();
		const openLine: OpenLine = (listener) => {
			resolve(listener);
			return { tryNow: () => undefined, close: () => undefined };
		};
		let session: () => object = () => ({ ...newer(), version: CONSOLE_VERSION });
		desk.open("#/services", { session: () => session() }, { openLine });
		const listener = await opened;
		const become = (state: LineState["state"]) => listener.onState({ state, lostSince: Date.now(), tries: 0, nextTryAt: undefined });
		act(() => become("live"));
		await screen.findByRole("heading", { level: 1, name: "Services" });
		session = newer;
		act(() => {
			become("lost");
			become("live");
		});
		expect(await screen.findByText(/^The daemon is v9\.0\.0, newer than this page/)).toBeTruthy();
	});

	it("is not spoken of when it is of this version", async () => {
		desk.open("#/services");
		await screen.findByRole("heading", { level: 1, name: "Services" });
		expect(screen.queryByText(/^The daemon is v/)).toBeNull();
	});

	it("may use words that this console does not know: they are shown as they came, and never as good news", async () => {
		const services = [{ ...service("fraud"), state: "warming-up", role: "scoring" }];
		const groups = [{ ...group("fraud-group"), status: "LIMPING", eta: { kind: "oscillating" } }];
		desk.open("#/services", { session: newer, "services.status": () => ({ services }), "lag.list": () => ({ groups }) });
		expect((await screen.findAllByText(/warming-up/)).length).toBeGreaterThan(0);
		const rail = screen.getByRole("navigation", { name: "Screens" });
		await waitFor(() => expect(rail.textContent).toContain("Unknown"));
	});

	it("may leave out what a screen needs: that screen shows why, and the others go on", async () => {
		const silent = (["error", "warn"] as const).map((level) => vi.spyOn(console, level).mockImplementation(() => undefined));
		const { lifecycle: _left, ...bare } = order(7);
		desk.open("#/orders?order=7", {
			session: newer,
			"orders.get": () => bare,
			"orders.list": () => ({ orders: [bare], nextCursor: null }),
			"orders.whereIs": () => ({ stage: "done" }),
		});
		expect(await screen.findByText(/they are of different versions/)).toBeTruthy();
		fireEvent.click(screen.getByRole("link", { name: /Services/ }));
		expect(await screen.findByRole("heading", { level: 1, name: "Services" })).toBeTruthy();
		for (const spy of silent) spy.mockRestore();
	});
});
