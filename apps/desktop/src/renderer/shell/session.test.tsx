// @vitest-environment jsdom
import type { SessionOutput } from "@orderdeck/contracts/session";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createBrowserHost } from "../host/host-browser.ts";
import { createTestConsole } from "../testing/test-console.ts";
import { CONSOLE_VERSION } from "./console-version.ts";

const ISSUER = { issuer: "https://login.example.com/realms/main", client_id: "console", audience: "orderdeck" };
const SIGNED_OUT: SessionOutput = {
	actor: null,
	auth: null,
	granted_by: null,
	expires_at: null,
	refused: null,
	sign_in: { tokens: true, oidc: ISSUER },
	unlock: null,
	actions: {},
	auth_required: true,
	version: CONSOLE_VERSION,
};
const signedIn = (change: Partial<SessionOutput> = {}): SessionOutput => ({
	...SIGNED_OUT,
	actor: { name: "Ann Example", role: "operator", subject: "u-1" },
	auth: "oidc",
	granted_by: "shop-ops",
	...change,
});
const EXPIRED: SessionOutput = {
	...SIGNED_OUT,
	refused: { reason: "EXPIRED", message: "The token expired 61 s ago (claim exp); sign in again." },
};

const desk = createTestConsole();
let session: SessionOutput = SIGNED_OUT;
const respond = { session: () => session };

beforeEach(() => window.sessionStorage.clear());
afterEach(() => vi.useRealTimers());

describe("the sign-in screen", () => {
	it("offers the issuer by its host, and a token beside it", async () => {
		session = SIGNED_OUT;
		desk.open("#/orders", respond);
		await screen.findByRole("button", { name: "Sign in with login.example.com" });
		screen.getByLabelText("Token");
	});

	it("offers the issuer alone where no tokens are accepted, and states why a sign-in failed", async () => {
		session = {
			...SIGNED_OUT,
			sign_in: { tokens: false, oidc: ISSUER },
			refused: { reason: "NO_ROLE", message: "The token grants no role." },
		};
		desk.open("#/orders", respond);
		await screen.findByRole("button", { name: "Sign in with login.example.com" });
		expect(screen.queryByLabelText("Token")).toBeNull();
		expect(screen.getByRole("alert").textContent).toBe("The token grants no role.");
	});
});

describe("a page that nobody has signed in on", () => {
	const onlyIssuer = { ...SIGNED_OUT, sign_in: { tokens: false, oidc: ISSUER } };
	const hostThatRefuses = () => ({
		...createBrowserHost(window),
		signIn: vi.fn(async () => ({ done: false as const, reason: "The issuer cannot be reached." })),
	});

	it("leaves for the only issuer by itself, once; then it states the reason", async () => {
		session = onlyIssuer;
		const host = hostThatRefuses();
		desk.open("#/orders", respond, { host, arrival: { mayRedirect: true } });
		expect((await screen.findByRole("alert")).textContent).toBe("The issuer cannot be reached.");
		expect(host.signIn.mock.calls).toEqual([[ISSUER]]);
	});

	it.each([
		["was loaded by an issuer's redirect", onlyIssuer, false],
		["may take a token", SIGNED_OUT, true],
		["has a token that was refused", { ...onlyIssuer, refused: { reason: "NO_ROLE", message: "The token grants no role." } }, true],
	])("does not leave by itself when it %s", async (_what, response, mayRedirect) => {
		if (response.refused !== null) window.sessionStorage.setItem("orderdeck.token", "refused");
		session = response;
		const host = hostThatRefuses();
		desk.open("#/orders", respond, { host, arrival: { mayRedirect } });
		await screen.findByRole("button", { name: "Sign in with login.example.com" });
		expect(host.signIn).not.toHaveBeenCalled();
	});

	it("does not leave after a sign-out", async () => {
		session = signedIn({ sign_in: onlyIssuer.sign_in });
		const host = hostThatRefuses();
		desk.open("#/services", respond, { host, arrival: { mayRedirect: true } });
		fireEvent.click(await screen.findByRole("button", { name: /^Account/ }));
		session = onlyIssuer;
		fireEvent.click(await screen.findByRole("button", { name: "Sign out", hidden: true }));
		await screen.findByRole("button", { name: "Sign in with login.example.com" });
		expect(host.signIn).not.toHaveBeenCalled();
	});
});

describe("a sign-in", () => {
	const recorded = "access.recordSignIn";

	it("is recorded once, not with each load of the page; another one is again", async () => {
		session = SIGNED_OUT;
		desk.open("#/services", respond);
		await screen.findByLabelText("Token");
		expect(desk.inputsOf(recorded).length).toBe(0);
		session = signedIn({ auth: "token" });
		fireEvent.change(screen.getByLabelText("Token"), { target: { value: "secret-1" } });
		fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
		await waitFor(() => expect(desk.inputsOf(recorded).length).toBe(1));
		expect(desk.inputOf(recorded)).toEqual({});
		await waitFor(() => expect(window.sessionStorage.getItem("orderdeck.recorded-sign-in")).not.toBeNull());

		cleanup();
		desk.open("#/services", respond);
		const account = await screen.findByRole("button", { name: /^Account/ });
		expect(desk.inputsOf(recorded).length).toBe(0);

		fireEvent.click(account);
		session = SIGNED_OUT;
		fireEvent.click(await screen.findByRole("button", { name: "Sign out", hidden: true }));
		await screen.findByLabelText("Token");
		session = signedIn({ auth: "token" });
		fireEvent.change(screen.getByLabelText("Token"), { target: { value: "secret-1" } });
		fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
		await waitFor(() => expect(desk.inputsOf(recorded).length).toBe(1));
	});

	it("by the issuer is recorded when the page is loaded with it", async () => {
		session = signedIn({ expires_at: new Date(Date.now() + 3_600_000).toISOString() });
		desk.open("#/services", respond);
		await waitFor(() => expect(desk.inputsOf(recorded).length).toBe(1));
	});

	it("is recorded once in the desktop app, which keeps the credential over a restart", async () => {
		session = signedIn();
		const host = { ...createBrowserHost(window), kind: "electron" as const };
		desk.open("#/services", respond, { host });
		await waitFor(() => expect(desk.inputsOf(recorded).length).toBe(1));
		await waitFor(() => expect(window.localStorage.getItem("orderdeck.recorded-sign-in")).not.toBeNull());
		cleanup();
		window.sessionStorage.clear();
		desk.open("#/services", respond, { host });
		await screen.findByRole("button", { name: /^Account/ });
		expect(desk.inputsOf(recorded).length).toBe(0);
	});

	it("is none where the daemon requires no credential, or does not accept it", async () => {
		session = signedIn({ auth: "none" });
		desk.open("#/services", respond);
		await screen.findByRole("button", { name: /^Account/ });
		expect(desk.inputsOf(recorded).length).toBe(0);
		cleanup();
		session = EXPIRED;
		desk.open("#/services", respond);
		await screen.findByText(EXPIRED.refused?.message ?? "");
		expect(desk.inputsOf(recorded).length).toBe(0);
	});
});

describe("the menu at the name", () => {
	it("states name, role and what granted it, what the role may do, how one signed in and until when", async () => {
		session = signedIn({ expires_at: new Date(Date.now() + 3_600_000).toISOString() });
		desk.open("#/services", respond);
		fireEvent.click(await screen.findByRole("button", { name: /^Account: Ann Example/ }));
		const menu = await screen.findByRole("dialog", { name: /^Account/, hidden: true });
		const words = menu.textContent?.replaceAll("\u202f", " ");
		for (const part of ["Ann Example", "Operator by shop-ops", "Read everything", "Signed in with login.example.com."])
			expect(words).toContain(part);
		// With the day, when it expires tomorrow.
		expect(words).toMatch(/The session expires at (?:\w+ \d+ )?[\d:]+, in (?:59 m|1 h)\./);
		expect(menu.textContent).toContain("Change objectives and rules (not allowed)");
		session = SIGNED_OUT;
		fireEvent.click(screen.getByRole("button", { name: "Sign out", hidden: true }));
		await screen.findByRole("button", { name: "Sign in with login.example.com" });
	});
});

describe("a session that expires", () => {
	it("leaves the screen and the draft as they are, blocks what acts, and goes on after another sign-in", async () => {
		vi.useFakeTimers({ shouldAdvanceTime: true });
		session = signedIn({ expires_at: new Date(Date.now() + 30_000).toISOString() });
		desk.open("#/orders?new=true", respond);
		fireEvent.change(await screen.findByLabelText(/Customer id/), { target: { value: "1234" } });
		session = EXPIRED;
		await act(() => vi.advanceTimersByTimeAsync(92_000));

		const bar = await screen.findByTestId("session-bar");
		expect(bar.textContent).toContain("Your session has ended");
		expect(bar.textContent).toContain("expired 61 s ago");
		expect(screen.getByLabelText<HTMLInputElement>(/Customer id/).value).toBe("1234");
		const create = screen.getByRole("button", { name: "Create order" });
		expect([create.getAttribute("aria-disabled"), create.title]).toEqual(["true", "Your session has ended. Sign in again to act."]);

		fireEvent.click(create);
		const dialog = await screen.findByRole("dialog", { name: "Sign in again" });
		expect(dialog.textContent).toContain("Sign in with login.example.com");
		session = signedIn({ auth: "token", expires_at: null });
		fireEvent.change(screen.getByLabelText("Token"), { target: { value: "another" } });
		fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
		await waitFor(() => expect(screen.queryByTestId("session-bar")).toBeNull());
		expect(screen.getByLabelText<HTMLInputElement>(/Customer id/).value).toBe("1234");
		expect(screen.getByRole("button", { name: "Create order" }).title).toBe("");
	});

	it("does not show another operator what the first one typed", async () => {
		vi.useFakeTimers({ shouldAdvanceTime: true });
		session = signedIn({ expires_at: new Date(Date.now() + 1_000).toISOString() });
		desk.open("#/orders?new=true", respond);
		fireEvent.change(await screen.findByLabelText(/Customer id/), { target: { value: "1234" } });
		session = EXPIRED;
		await act(() => vi.advanceTimersByTimeAsync(63_000));
		fireEvent.click(await screen.findByRole("button", { name: "Create order" }));
		session = signedIn({ actor: { name: "Bob", role: "operator", subject: "u-2" } });
		fireEvent.change(await screen.findByLabelText("Token"), { target: { value: "another" } });
		fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
		await screen.findByRole("button", { name: /^Account: Bob/ });
		expect((await screen.findByLabelText<HTMLInputElement>(/Customer id/)).value).toBe("");
	});
});
