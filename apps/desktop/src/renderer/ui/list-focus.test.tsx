// @vitest-environment jsdom
/** A screen with a list opens with the keyboard in it. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { createFakeDesk } from "../testing/fraud-desk-fixture.ts";
import { group, product } from "../testing/order-fixture.ts";
import { playedLine } from "../testing/played-line.ts";
import { rule } from "../testing/rule-fixture.ts";
import { createTestConsole } from "../testing/test-console.ts";

const desk = createTestConsole();

const RESPONSES = {
	...createFakeDesk([]).responses,
	"deadLetters.list": () => ({ letters: [], nextCursor: null }),
	"inventory.list": () => ({ products: [product("PROD-001")], stock: null }),
	"rules.list": () => ({ rules: [rule()], in_force_ms: 2_000 }),
};

it.each([
	["#/orders", "Orders"],
	["#/alerts", "Fraud alerts"],
	["#/events", "Events"],
	["#/dead-letters", "Dead letters"],
	["#/audit", "Audit records"],
	["#/lag", "Consumer groups"],
	["#/inventory", "Products"],
	["#/services", "Roles"],
	["#/rules", "Rules"],
])("%s", async (hash, name) => {
	desk.open(hash, RESPONSES);
	await screen.findByRole("heading", { level: 1 });
	await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe(name));
});

it("a row of a table opens with Enter as soon as its screen is open", async () => {
	const line = playedLine();
	desk.open("#/lag", {}, line);
	const list = await screen.findByRole("region", { name: "Consumer groups" });
	await line.publish({ lag: [group("payments-group", { status: "STALLED", lag: 9 }), group("fraud-group")] });
	await screen.findByRole("button", { name: /^payments-group/ });
	expect(document.activeElement).toBe(list);
	fireEvent.keyDown(list, { key: "Enter" });
	await waitFor(() => expect(window.location.hash).toContain("group=payments-group"));
	fireEvent.keyDown(list, { key: "ArrowDown" });
	expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^payments-group/);
});
