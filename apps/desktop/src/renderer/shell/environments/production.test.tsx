// @vitest-environment jsdom
import type { SessionOutput } from "@orderdeck/contracts/session";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Host } from "../../../shared/host.ts";
import { createBrowserHost } from "../../host/host-browser.ts";
import type { OpenLine } from "../../live/live-line.ts";
import type { Responses } from "../../testing/fake-api.tsx";
import { createTestConsole } from "../../testing/test-console.ts";
import { CONSOLE_VERSION } from "../console-version.ts";

const desk = createTestConsole();

const host: Host = {
	...createBrowserHost(window),
	environments: {
		current: async () => ({
			id: "served-here",
			name: "eu-prod",
			url: "https://orders.example.com",
			kind: "production",
			colour: "magenta",
			hasSecret: false,
		}),
		onChange: () => () => undefined,
		manager: undefined,
	},
};

/** A daemon that keeps the unlock, for as long as it is requested. */
function daemon({ role = "operator", until }: { role?: "viewer" | "operator"; until?: number } = {}) {
	const iso = (at: number) => new Date(at).toISOString();
	let unlock = until === undefined ? null : { until: iso(until), at: iso(Date.now()), reason: "r" };
	const session = (): SessionOutput => ({
		actor: { name: "ann", role },
		auth: "none",
		granted_by: null,
		expires_at: null,
		refused: null,
		sign_in: { tokens: true, oidc: null },
		unlock,
		actions: { "access.unlock": "operator", "services.setProducer": "operator" },
		auth_required: false,
		version: CONSOLE_VERSION,
	});
	const responses: Responses = {
		session,
		"access.unlock"(input) {
			const { reason, minutes } = input as { reason: string; minutes: number };
			if (reason === "none") throw new Error("The daemon refuses this.");
			unlock = { until: iso(Date.now() + minutes * 60_000), at: iso(Date.now()), reason };
			return { unlock };
		},
		"access.lock"() {
			unlock = null;
			return { unlock };
		},
	};
	return responses;
}

const badge = () => screen.findByTestId("production");
const badgeShows = (words: RegExp) =>
	waitFor(() => expect(screen.getByTestId("production").textContent?.replaceAll("\u202f", " ")).toMatch(words));
const stop = () => screen.findByRole("button", { name: "Stop the producer" });

describe("a production environment", () => {
	it("is unlocked at the daemon, by its name and a reason, and locked again by hand", async () => {
		desk.open("#/services", daemon(), { host });
		fireEvent.click(await stop());
		const dialog = await screen.findByRole("dialog", { name: "Unlock eu-prod?" });
		const submit = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Unlock for 15 minutes" });
		const type = (label: string | RegExp, value: string) => fireEvent.change(within(dialog).getByLabelText(label), { target: { value } });
		type("Type eu-prod", "eu-prod");
		expect(submit.disabled).toBe(true);
		type(/^Reason/, "none");
		type("Type eu-prod", "EU-PROD");
		expect(submit.disabled).toBe(true);
		type("Type eu-prod", "eu-prod");
		fireEvent.click(submit);
		expect((await within(dialog).findByRole("alert")).textContent).toBe("The daemon refuses this.");
		await badgeShows(/read-only/);

		type(/^Reason/, " incident 42 ");
		type("Minutes", "16");
		expect(submit.disabled).toBe(true);
		type("Minutes", "5");
		fireEvent.click(submit);
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(desk.inputOf("access.unlock")).toEqual({ reason: "incident 42", minutes: 5 });
		await badgeShows(/unlocked · (?:5 m|4 m 59 s|4 m) left/);
		expect((await stop()).title).toBe("");

		fireEvent.click(screen.getByRole("button", { name: "Lock" }));
		await badgeShows(/read-only/);
		expect((await stop()).title).toBe("eu-prod is production and read-only. Unlock to act.");
	});

	it("is unlocked where the session states so, until then", async () => {
		desk.open("#/services", daemon({ until: Date.now() + 1_500 }), { host });
		await badgeShows(/unlocked/);
		// By itself: the session is read again only after 15 s.
		await waitFor(() => expect(screen.getByTestId("production").textContent).toContain("read-only"), { timeout: 10_000 });
	});

	it("learns of an unlock in another window by reading the session again", async () => {
		const responses = daemon();
		desk.open("#/services", responses, { host });
		await badgeShows(/read-only/);
		responses["access.unlock"]?.({ reason: "r", minutes: 15 }, new Headers());
		fireEvent(window, new Event("visibilitychange"));
		await badgeShows(/unlocked/);
	});

	it("counts as locked while the daemon is unreachable", async () => {
		let lose = () => {};
		const openLine: OpenLine = (listener) => {
			lose = () => listener.onState({ state: "lost", lostSince: Date.now() - 20_000, tries: 1, nextTryAt: undefined });
			return { tryNow: () => undefined, close: () => undefined };
		};
		desk.open("#/services", daemon({ until: Date.now() + 900_000 }), { host, openLine });
		await badgeShows(/unlocked/);
		act(() => lose());
		await badgeShows(/read-only/);
		expect((await stop()).title).toBe("The daemon is unreachable: eu-prod is treated as locked.");
		fireEvent.click(await stop());
		fireEvent.click(screen.getByRole("button", { name: "Unlock…" }));
		expect(screen.queryByRole("dialog")).toBeNull();
	});

	it("is not unlocked by a viewer, who sees why", async () => {
		desk.open("#/services", daemon({ role: "viewer" }), { host });
		const unlock = within(await badge()).getByRole("button", { name: "Unlock…" });
		expect([unlock.getAttribute("aria-disabled"), unlock.title]).toEqual(["true", "This requires the role operator; yours is viewer."]);
		fireEvent.click(unlock);
		expect(screen.queryByRole("dialog")).toBeNull();
	});
});
