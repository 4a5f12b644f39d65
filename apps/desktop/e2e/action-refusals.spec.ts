/** Actions that may not run, or whose response is lost: each control states why, and what the page shows afterward is what was committed. */
import { createHash } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { details, expectHeading, expectLive } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { createOrder, restock } from "./support/rest.ts";
import { createSlowProxy } from "./support/slow-proxy.ts";

const GROUP = "payments-group";
const grant = (name: string, role: string) => `${name}:${role}:${createHash("sha256").update(`${name}-token`).digest("hex")}`;
const AUTH_TOKENS = [grant("vera", "viewer"), grant("otto", "operator"), grant("ada", "admin"), grant("adam", "admin")].join(",");

async function signIn(page: Page, name: string): Promise<void> {
	await page.getByLabel("Token").fill(`${name}-token`);
	await page.getByRole("button", { name: "Sign in" }).click();
	await expectLive(page);
}

/** It stays visible, can be focused, states the reason and does nothing. */
async function expectRefused(control: Locator, reason: string): Promise<void> {
	await expect(control).toHaveAttribute("aria-disabled", "true");
	await expect(control).toHaveAttribute("title", reason);
	await control.click({ force: true });
	await expect(control.page().getByRole("dialog")).toHaveCount(0);
}

/** The audit log's records of an action, newest first. */
async function recorded(url: string, action: string): Promise<readonly { readonly result: string; readonly actor: string }[]> {
	const response = await fetch(`${url}/api/audit?action=${action}`);
	return ((await response.json()) as { records: { result: string; actor: string }[] }).records;
}

test("a viewer sees every action, disabled with the role that it requires; an operator those of an admin", async ({
	open,
	startDaemon,
}) => {
	const daemon = await startDaemon({ PRODUCER_RATE: "5", AUTH_TOKENS });
	const page = await open("#/orders", { at: daemon.url });
	await signIn(page, "vera");
	const needs = (role: string, own: string) => `This requires the role ${role}; yours is ${own}.`;
	await expectRefused(page.getByRole("button", { name: "New order" }), needs("operator", "viewer"));
	const screens: readonly (readonly [screen: string, heading: string, control: string, role: string])[] = [
		["lag?group=payments-group", "Consumer lag", `Pause… ${GROUP}`, "operator"],
		["lag?group=payments-group", "Consumer lag", `Reset offsets… ${GROUP}`, "admin"],
		["inventory", "Inventory", "Restock Laptop Stand", "operator"],
		["services", "Services", "Stop the producer", "operator"],
		["replay", "Replay", "Start replay", "operator"],
	];
	for (const [screen, heading, control, role] of screens) {
		await page.goto(`${daemon.url}/#/${screen}`);
		await expectHeading(page, heading);
		await expectRefused(page.getByRole("button", { name: control }), needs(role, "viewer"));
	}

	const otto = await open(`#/lag?group=${GROUP}`, { at: daemon.url });
	await signIn(otto, "otto");
	await expectRefused(otto.getByRole("button", { name: `Reset offsets… ${GROUP}` }), needs("admin", "operator"));
	await expect(otto.getByRole("button", { name: `Pause… ${GROUP}` })).toBeEnabled();
});

test("an objective that another admin has set meanwhile stays, and the form states who set it to what", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "5", AUTH_TOKENS });
	const [page, other] = [await open(`#/lag?group=${GROUP}`, { at: daemon.url }), await open(`#/lag?group=${GROUP}`, { at: daemon.url })];
	await signIn(page, "ada");
	await signIn(other, "adam");
	const formOf = async (each: Page) => {
		await each.getByRole("button", { name: `Set the objective of ${GROUP}` }).click();
		return each.getByRole("dialog", { name: `Set the objective of ${GROUP}` });
	};
	const [late, first] = [await formOf(page), await formOf(other)];
	await first.getByLabel(/^Seconds behind/).fill("50");
	await first.getByRole("button", { name: "Set", exact: true }).click();
	await expect(first).toBeHidden();
	await expect(page.getByText(/at most 50\ss behind/)).toBeVisible();
	await late.getByLabel(/^Seconds behind/).fill("90");
	await late.getByRole("button", { name: "Set", exact: true }).click();
	await expect(late.getByRole("alert")).toContainText(`The objective of ${GROUP} is 50 s, version 1, set by adam at `);
	await expect(page.getByText(/at most 50\ss behind/)).toBeVisible();
});

test("a response that is lost: the page states it, and the same action again takes effect once and is shown as it is", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "5", SHIP_DISPATCH_MS: "600000", RESTOCK_DELAY_MS: "1" });
	await restock(daemon.url, "PROD-004");
	const id = await createOrder(daemon.url, "PROD-004", 129.99);
	await using proxy = await createSlowProxy(daemon.url);

	const lose = async (page: Page, form: Locator, act: Locator) => {
		proxy.loseResponses(true);
		await act.click();
		await expect(form.getByRole("alert")).toContainText("The daemon did not respond.");
		proxy.loseResponses(false);
		await expectLive(page);
	};
	const results = async (action: string) => (await recorded(daemon.url, action)).map(({ result }) => result);

	const page = await open(`#/lag?group=${GROUP}`, { at: proxy.url });
	await page.getByRole("button", { name: `Pause… ${GROUP}` }).click();
	const pause = page.getByRole("dialog", { name: `Pause ${GROUP}` });
	await pause.getByLabel("Reason").fill("the provider is down");
	await lose(page, pause, pause.getByRole("button", { name: "Pause group" }));
	// The state that is streamed shows that it took effect.
	await expect(pause.getByText(/^Paused by /)).toBeVisible();
	await expect(pause.getByRole("button", { name: "Pause group" })).toBeDisabled();
	await expect(page.getByRole("region", { name: `Pause of ${GROUP}` })).toContainText("the provider is down");
	expect(await results("group.pause")).toEqual(["done"]);

	await page.goto(`${proxy.url}/#/inventory`);
	const shelf = page.locator("tr[data-product=PROD-002]").getByTestId("on-hand");
	const onHand = async () => Number((await shelf.innerText()).replaceAll(",", ""));
	await page.getByRole("button", { name: "Restock Laptop Stand" }).click();
	const form = page.getByRole("dialog", { name: /Restock/ });
	await form.getByLabel("Units").fill("25000");
	const add = form.getByRole("button", { name: "Restock", exact: true });
	await lose(page, form, add);
	await add.click();
	await expect(form).toBeHidden();
	expect(await results("inventory.restock"), "the one of this test's preparation, and this").toEqual(["done", "done"]);
	await expect.poll(onHand, { message: "units on hand" }).toBeGreaterThan(20_000);
	expect(await onHand(), "units on hand, restocked once").toBeLessThan(40_000);

	await page.goto(`${proxy.url}/#/orders?order=${id}`);
	await details(page).getByRole("button", { name: "Cancel order…" }).click();
	const cancel = page.getByRole("dialog", { name: /Cancel order/ });
	await cancel.getByLabel("Reason").fill("customer called");
	const confirm = cancel.getByRole("button", { name: "Cancel order", exact: true });
	await lose(page, cancel, confirm);
	await expect(details(page)).toContainText("Order cancelled");
	await expect(confirm).toHaveAttribute("aria-disabled", "true");
	await confirm.dblclick({ force: true });
	expect(await results("order.cancel")).toEqual(["done"]);
});
