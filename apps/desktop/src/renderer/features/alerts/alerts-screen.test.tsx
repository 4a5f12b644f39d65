// @vitest-environment jsdom
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { alertDetails, createFakeDesk, type FakeDesk } from "../../testing/fraud-desk-fixture.ts";
import { playedLine } from "../../testing/played-line.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const testConsole = createTestConsole();
const COUNT = 5;

const later = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
const claimBy = (by: string) => ({ state: "CLAIMED" as const, claim: { by, at: later(0), expires_at: later(3_600) } });
const alerts = () =>
	Array.from({ length: COUNT }, (_, place) => alertDetails(`a${place + 1}`, { order_id: 101 + place, score: 99 - place }));

async function openDesk(desk: FakeDesk, { hash = "#/alerts", change = {} }: { hash?: string; change?: object } = {}) {
	const line = playedLine();
	testConsole.open(hash, { ...desk.responses, ...change }, { openLine: line.openLine });
	await line.publish({});
	const grid = await screen.findByRole("grid", { name: "Fraud alerts" });
	return { ...line, grid };
}

const row = (id: string) => {
	const found = document.querySelector(`[role=row][data-id="${id}"]`);
	if (!(found instanceof HTMLElement)) throw new Error(`no row ${id}`);
	return found;
};
const press = (target: Element, key: string) => fireEvent.keyDown(target, { key });
const effect = () => screen.findByTestId("effect");
const openedOrder = async (id: number) => screen.findByRole("heading", { name: `Alert on order ${id}` });
const status = () => screen.getByRole("status", { name: "Last verdict" });

async function openFirst(grid: HTMLElement): Promise<HTMLElement> {
	await waitFor(() => row("a1"));
	expect(document.activeElement).toBe(grid);
	press(grid, "ArrowDown");
	press(grid, "Enter");
	await effect();
	return screen.getByRole("complementary", { name: "Details" });
}

describe("the fraud desk by keys alone", () => {
	it("decides one alert after the other: each key opens the next, and what happened stays in sight", async () => {
		const desk = createFakeDesk(alerts());
		const { grid } = await openDesk(desk);
		await openFirst(grid);
		for (const [place, key] of ["1", "2", "3", "1", "2"].entries()) {
			await openedOrder(101 + place);
			await effect();
			press(grid, key);
			await waitFor(() => expect(status().textContent).toContain(`Order ${101 + place}:`));
		}
		expect(testConsole.inputsOf("alerts.resolve")).toEqual(
			["CONFIRMED_FRAUD", "VALUABLE", "FALSE_POSITIVE", "CONFIRMED_FRAUD", "VALUABLE"].map((verdict, place) => ({
				...{ id: `a${place + 1}`, verdict, version: 0 },
			})),
		);
		expect(status().textContent).toContain("Order 105: valuable");
		expect(document.activeElement).toBe(grid);
	});

	it("states what became of the order, and reopens with a reason", async () => {
		const desk = createFakeDesk(alerts());
		const { grid } = await openDesk(desk);
		await openFirst(grid);
		press(grid, "1");
		await waitFor(() => expect(status().textContent).toContain("Order 101: confirmed fraud, order cancelled"));
		expect(row("a1").textContent).toMatch(/fraud$/);
		fireEvent.click(within(status()).getByRole("button", { name: "Reopen…" }));
		const sheet = await screen.findByRole("dialog", { name: "Reopen the alert on order 101" });
		expect(sheet.textContent).toContain("stays cancelled");
		fireEvent.change(within(sheet).getByLabelText("Reason"), { target: { value: "wrong customer" } });
		fireEvent.click(within(sheet).getByRole("button", { name: "Reopen the alert", hidden: true }));
		await waitFor(() => expect(testConsole.inputOf("alerts.reopen")).toEqual({ id: "a1", reason: "wrong customer", version: 1 }));
		await within(sheet).findByText("Reopened: waiting for a verdict");
		await waitFor(() => expect(status().textContent).toBe(""));
	});

	it("claims and releases with C, and goes on with N past alerts of others", async () => {
		const desk = createFakeDesk(alerts());
		desk.change("a2", claimBy("otto"));
		const { grid } = await openDesk(desk);
		const panel = await openFirst(grid);
		press(grid, "c");
		await within(panel).findByText("Claimed by you");
		expect(row("a1").textContent).toContain("you");
		press(grid, "c");
		await within(panel).findByText("Not claimed");
		press(grid, "n");
		await openedOrder(103);
	});

	it("leaves the keys to the field that one types in, and Escape returns to the list", async () => {
		const desk = createFakeDesk(alerts());
		const { grid } = await openDesk(desk);
		const panel = await openFirst(grid);
		const note = within(panel).getByLabelText("Note");
		note.focus();
		for (const key of ["1", "n", "c"]) press(note, key);
		fireEvent.change(note, { target: { value: "=1+1 <img src=x onerror=alert(1)> '; DROP TABLE alerts" } });
		press(note, "Enter");
		await within(panel).findByText("=1+1 <img src=x onerror=alert(1)> '; DROP TABLE alerts");
		expect(panel.querySelector("img")).toBeNull();
		expect(testConsole.inputsOf("alerts.resolve")).toEqual([]);
		await within(panel).findByText("Claimed by you");
		press(note, "Escape");
		expect(document.activeElement).toBe(grid);
		expect(screen.getByRole("complementary", { name: "Details" })).toBeTruthy();
	});

	it("acts once while a key is held down, and not at all where the focus is elsewhere", async () => {
		const desk = createFakeDesk(alerts());
		const { grid } = await openDesk(desk);
		await openFirst(grid);
		press(document.body, "1");
		fireEvent.keyDown(grid, { key: "1", repeat: true });
		press(grid, "2");
		await waitFor(() => expect(status().textContent).toContain("Order 101: valuable"));
		expect(testConsole.inputsOf("alerts.resolve")).toHaveLength(1);
	});

	it("sends a note that is being typed with the verdict", async () => {
		const desk = createFakeDesk(alerts());
		const { grid } = await openDesk(desk);
		const panel = await openFirst(grid);
		fireEvent.change(within(panel).getByLabelText("Note"), { target: { value: "same locker" } });
		fireEvent.click(within(panel).getByRole("button", { name: /Confirm fraud/ }));
		await waitFor(() => expect(testConsole.inputOf("alerts.resolve")).toMatchObject({ id: "a1", note: "same locker" }));
	});
});

describe("two operators", () => {
	it("one who comes second is shown so in the row and in the panel, with who was first", async () => {
		const desk = createFakeDesk(alerts());
		const { grid } = await openDesk(desk);
		const panel = await openFirst(grid);
		desk.change("a1", claimBy("otto"));
		press(grid, "c");
		expect((await within(panel).findByRole("alert")).textContent).toBe("Someone else claimed it first.");
		await waitFor(() => expect(row("a1").textContent).toContain("otto was first"));
		expect(row("a1").getAttribute("data-tone")).toBe("warn");
		const confirm = within(panel).getByRole("button", { name: /Confirm fraud/ });
		expect([confirm.ariaDisabled, confirm.title]).toEqual([
			"true",
			expect.stringMatching(/^Claimed by otto until \d\d:\d\d\. Take it over first\.$/),
		]);
		fireEvent.click(within(panel).getByRole("button", { name: "Take over…" }));
		const sheet = await screen.findByRole("dialog", { name: "Take over the alert on order 101" });
		fireEvent.change(within(sheet).getByLabelText("Reason"), { target: { value: "otto is off" } });
		fireEvent.click(within(sheet).getByRole("button", { name: "Take over the alert", hidden: true }));
		await within(sheet).findByText("Claimed by ann");
		await waitFor(() => expect(row("a1").getAttribute("data-tone")).toBeNull());
		expect(row("a1").textContent).toContain("you");
	});

	it("a claim by another appears in the row as it happens, and disables the verdicts of the open alert", async () => {
		const desk = createFakeDesk(alerts());
		const { grid, publish } = await openDesk(desk);
		const panel = await openFirst(grid);
		await publish({ alerts: [desk.change("a1", claimBy("otto")), desk.change("a3", claimBy("olga"))] });
		await waitFor(() => expect(row("a3").textContent).toContain("olga"));
		expect(row("a1").textContent).toContain("otto");
		expect(row("a1").getAttribute("data-tone")).toBeNull();
		await within(panel).findByText("Claimed by otto");
		expect(within(panel).getByRole("button", { name: /Valuable/ }).ariaDisabled).toBe("true");
		press(grid, "1");
		expect((await within(panel).findByRole("alert")).textContent).toContain("Claimed by otto until");
		expect(testConsole.inputsOf("alerts.resolve")).toEqual([]);
	});

	it("an alert that was published before and read after keeps its later state", async () => {
		const desk = createFakeDesk(alerts());
		const { publish } = await openDesk(desk);
		await waitFor(() => row("a1"));
		const before = desk.get("a1");
		await publish({ alerts: [desk.change("a1", claimBy("otto"))] });
		await waitFor(() => expect(row("a1").textContent).toContain("otto"));
		await publish({ alerts: [before] });
		expect(row("a1").textContent).toContain("otto");
	});
});

describe("what confirming would do", () => {
	it("is stated before the verdict, and changes when the order leaves", async () => {
		const desk = createFakeDesk(alerts().map((each) => ({ ...each, amount: 409.96 })));
		const { grid } = await openDesk(desk);
		await openFirst(grid);
		expect((await effect()).textContent).toBe("Confirming cancels it, refunds $409.96, releases 4 units");
		desk.change("a2", { effect: { ...desk.get("a2").effect, would: "nothing", code: "ORDER_ALREADY_SHIPPED" }, order_status: "SHIPPED" });
		press(grid, "ArrowDown");
		await openedOrder(102);
		await waitFor(() => expect(screen.getByTestId("effect").textContent).toBe("Already dispatched: marks only"));
	});

	it("an alert shows why it was flagged, the customer's orders, similar alerts and the rule's version", async () => {
		const customer = {
			customer_id: 4127,
			orders: [
				{ order_id: 101, created_at: later(-60), status: "PREPARED" as const, amount: 409.96, currency: "USD", alert: "this" as const },
				{
					order_id: 55,
					created_at: later(-90),
					status: "CANCELLED" as const,
					amount: 9,
					currency: "USD",
					alert: "CONFIRMED_FRAUD" as const,
				},
			],
			total: { orders: 9, at_least: false },
			confirmed: 1,
		};
		const facts = [{ fact: "country" as const, value: "DE", threshold: ["US", "CA"] }];
		const desk = createFakeDesk([alertDetails("a1", { order_id: 101, rule_version: 3, facts, customer })]);
		const { grid } = await openDesk(desk);
		const panel = await openFirst(grid);
		expect(within(panel).getByRole("region", { name: "Why it was flagged" }).textContent).toContain("Germanynot US, CA");
		expect(within(panel).getByRole("region", { name: "Customer" }).textContent).toContain("2 newest of 9 · 1 confirmed fraud");
		expect(within(panel).getByRole("img", { name: "9 fraud, 3 valuable, 6 false positive: last 90 days, DE, same rule" })).toBeTruthy();
		expect(within(panel).getByText("v3")).toBeTruthy();
		expect(within(panel).getByRole("link", { name: "High amount, risky country" }).getAttribute("href")).toBe(
			"/#/rules?rule=high-amount-risky-country",
		);
	});
});

describe("many alerts at once", () => {
	it("are resolved by a job, with a note and a result for each", async () => {
		const desk = createFakeDesk(alerts());
		desk.change("a2", { stoppable: false });
		const job: Job = {
			...{ job_id: "j", kind: "resolve-alerts", state: "DONE", total: 2, done: 1, failed: 1, started_at: later(0), ended_at: later(0) },
			...{ error: null, actor: "ann", reason: "card testing", request_id: null, filter: null, rate: 50, updated_at: later(0) },
		};
		const results = [
			{ id: "a1", outcome: "done", code: null, why: "order cancelled" },
			{ id: "a2", outcome: "refused", code: "CLAIMED_BY_OTHER", why: "otto works on it" },
		];
		const change = { "alerts.resolveMany": () => job, "jobs.get": () => job, "jobs.results": () => ({ results, nextCursor: null }) };
		const { grid } = await openDesk(desk, { hash: "#/alerts?tab=open", change });
		await waitFor(() => row("a1"));
		press(grid, "ArrowDown");
		press(grid, " ");
		fireEvent.click(screen.getByLabelText("Select a2"));
		const bar = screen.getByRole("toolbar", { name: "Selected alerts" });
		expect(bar.textContent).toContain("2 selected · $800.00");
		fireEvent.click(within(bar).getByRole("button", { name: "Confirm fraud…" }));
		const sheet = await screen.findByRole("dialog", { name: "Confirm fraud of 2 alerts" });
		expect(sheet.textContent).toContain("1 · $400.00, charges refunded, stock released");
		expect(sheet.textContent).toContain("1, only marked");
		fireEvent.change(within(sheet).getByLabelText("Reason"), { target: { value: "card testing" } });
		fireEvent.click(within(sheet).getByRole("button", { name: "Confirm fraud of 2 alerts", hidden: true }));
		await waitFor(() =>
			expect(testConsole.inputOf("alerts.resolveMany")).toEqual({ ids: ["a1", "a2"], verdict: "CONFIRMED_FRAUD", note: "card testing" }),
		);
		const list = await within(sheet).findByRole("list", { name: "Results", hidden: true });
		expect((await within(list).findByText("otto works on it")).closest("li")?.textContent).toContain("Refused");
		expect(screen.queryByRole("toolbar", { name: "Selected alerts" })).toBeNull();
	});
});

describe("the lists", () => {
	it("count what they hold, and the title what is open, with its precision", async () => {
		const desk = createFakeDesk(alerts());
		desk.change("a1", claimBy("ann"));
		await openDesk(desk);
		const tabs = await screen.findByRole("navigation", { name: "Lists of alerts" });
		await waitFor(() => expect(tabs.textContent).toBe("Stoppable5Unclaimed4Mine1Resolved0"));
		expect(screen.getByRole("link", { name: "5 open" }).getAttribute("href")).toBe("/#/alerts?tab=open");
		expect(screen.getByText(/^precision 37.% of 167 resolved, 7 days$/)).toBeTruthy();
		expect(await screen.findByText("5 of 5 open · $2,000.00")).toBeTruthy();
	});

	it("state how many can be stopped for less than five minutes and one", async () => {
		const desk = createFakeDesk(alerts());
		desk.change("a1", { dispatch_due_at: later(200) });
		desk.change("a2", { dispatch_due_at: later(30) });
		await openDesk(desk);
		const line = await screen.findByTitle("Before their orders are dispatched");
		expect(line.textContent).toBe("2 under 5 min, 1 under 1 min");
	});

	it("with not all rows loaded that is a lower bound", async () => {
		const desk = createFakeDesk([alertDetails("a1", { dispatch_due_at: later(30) })]);
		const counts = { ...(desk.responses["alerts.counts"]?.({}, new Headers()) as { stoppable: object }) };
		await openDesk(desk, { change: { "alerts.counts": () => ({ ...counts, stoppable: { ...counts.stoppable, alerts: 200 } }) } });
		expect((await screen.findByTitle("Before their orders are dispatched")).textContent).toBe("1+ under 5 min, 1+ under 1 min");
	});

	it.each([
		["#/alerts", "Nothing to stop", "Unclaimed", "/#/alerts?tab=unclaimed"],
		["#/alerts?tab=mine", "You have no claimed alerts", "Unclaimed", "/#/alerts?tab=unclaimed"],
		["#/alerts?tab=resolved", "No resolved alerts", "Unclaimed", "/#/alerts?tab=unclaimed"],
	])("%s without rows states it, and offers one way on", async (hash, title, link, leadsTo) => {
		const desk = createFakeDesk([alertDetails("a1", { stoppable: false })]);
		const { grid } = await openDesk(desk, { hash });
		const message = (await within(grid).findByText(title)).closest("[role=status]");
		const action = await within(message as HTMLElement).findByRole("link", { name: link });
		expect(action.getAttribute("href")).toBe(leadsTo);
		if (hash === "#/alerts") expect(message?.textContent).toContain("1 delivered alert can still be resolved.");
	});

	it("resolved alerts show the verdict, by whom, when, and what became of the order", async () => {
		const resolution = { verdict: "CONFIRMED_FRAUD" as const, by: "otto", at: later(-60), note: null, order: "already SHIPPED" as const };
		const desk = createFakeDesk([
			alertDetails("a1", { state: "RESOLVED", resolution: { ...resolution, order_code: "ORDER_ALREADY_SHIPPED" } }),
		]);
		await openDesk(desk, { hash: "#/alerts?tab=resolved" });
		await waitFor(() => expect(row("a1").textContent).toContain("Confirmed fraudotto"));
		expect(row("a1").textContent).toContain("already shipped, only marked");
		const tabs = screen.getByRole("navigation", { name: "Lists of alerts" });
		expect([...tabs.querySelectorAll("[aria-current]")].map(({ textContent }) => textContent)).toEqual(["Resolved1"]);
		expect(screen.queryByRole("complementary", { name: "Details" })).toBeNull();
	});

	it("the next unclaimed alert is claimed and opened; without one the button states it", async () => {
		const desk = createFakeDesk([alertDetails("a1", { order_id: 101 })]);
		await openDesk(desk);
		await waitFor(() => row("a1"));
		fireEvent.click(screen.getByRole("button", { name: "Claim next unclaimed" }));
		await openedOrder(101);
		const button = await screen.findByTitle("There are no unclaimed alerts.");
		expect(button.ariaDisabled).toBe("true");
	});
});

describe("what cannot be done", () => {
	it("stays visible for a viewer, disabled, with the role that it requires; keys do nothing", async () => {
		const desk = createFakeDesk(alerts());
		const { grid } = await openDesk(desk, { change: { session: testConsole.viewer } });
		const panel = await openFirst(grid);
		const reason = "This requires the role operator; yours is viewer.";
		for (const name of [/^Claim/, /Confirm fraud/, /Valuable/, /False positive/]) {
			const button = within(panel).getByRole("button", { name });
			expect([button.ariaDisabled, button.title]).toEqual(["true", reason]);
		}
		expect(within(panel).getByLabelText("Note").hasAttribute("disabled")).toBe(true);
		press(grid, "1");
		expect((await within(panel).findByRole("alert")).textContent).toBe(reason);
		expect(testConsole.inputsOf("alerts.resolve")).toEqual([]);
	});
});
