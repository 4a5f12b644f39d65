// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { CONSOLE_VERSION } from "../../shell/console-version.ts";
import { after } from "../../testing/order-fixture.ts";
import {
	backtest,
	backtestJob,
	backtestResult,
	changedAlert,
	limitRule,
	rule,
	ruleVersion,
	tested,
	velocityRule,
} from "../../testing/rule-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const desk = createTestConsole();
const actions = {
	...{ "rules.create": "admin", "rules.update": "admin", "rules.restore": "admin", "rules.suppress": "admin" },
	...{ "rules.liftSuppression": "admin", "rules.backtests.start": "operator", "jobs.cancel": "operator" },
};
const signedIn = (role: string) => () => ({ actor: { name: "ann", role }, actions, auth_required: false, version: CONSOLE_VERSION });

const VERSIONS = [
	ruleVersion(),
	ruleVersion({ version: 2, limit: 250, changed_by: "bob" }),
	ruleVersion({ version: 1, since: "1970-01-01T00:00:00.000Z", changed_by: "system", change: null }),
];
const RESPONSES = {
	session: signedIn("admin"),
	"rules.list": () => ({ rules: [rule(), velocityRule(), limitRule({ enabled: false })], in_force_ms: 2_000 }),
	"rules.versions": () => ({ versions: VERSIONS }),
	"rules.suppressions": () => ({ suppressions: [] }),
	"rules.shadow": () => ({ days: [] }),
};
const TESTED = { ...RESPONSES, "jobs.get": () => backtestJob(), "rules.backtests.get": () => backtest() };

const editor = () => screen.findByRole("region", { name: "High amount, risky country" });
const click = (within_: HTMLElement, name: string | RegExp) => fireEvent.click(within(within_).getByRole("button", { name }));
const type = (within_: HTMLElement, label: string, value: string) =>
	fireEvent.change(within(within_).getByLabelText(label), { target: { value } });

beforeEach(() => window.sessionStorage.clear());

describe("the list of rules", () => {
	it("has each rule's state, condition, figures and precision, and counts the states in the head", async () => {
		desk.open("#/rules", RESPONSES);
		const list = await screen.findByRole("list", { name: "Rules" });
		const rows = await within(list).findAllByRole("button");
		expect(rows.map(({ textContent }) => textContent?.replaceAll("\u202f", " "))).toEqual([
			"High amount, risky countryv3OnAmount over $300.00 and country not US, CA187 open29.4 a day37 % of 167",
			"Velocityv2On4 or more orders of one customer in 10 min187 open29.4 a day37 % of 167",
			"Amount limitv1OffAmount over $450.00, any country0 open0 a dayunder 10 resolved",
		]);
		expect(screen.getByText("2 on · 1 off")).toBeTruthy();
		expect(rows[0]?.getAttribute("aria-pressed")).toBe("true");
	});

	it("shows what each version changed, struck through, and restores an earlier one with a reason", async () => {
		desk.open("#/rules", { ...RESPONSES, "rules.restore": () => rule({ version: 4, limit: 250 }) });
		const versions = await screen.findByRole("region", { name: "Versions of High amount, risky country" });
		await within(versions).findByText("$250.00", { selector: "del" });
		const [, v3, v2, v1] = within(versions).getAllByRole("row");
		expect(v3?.querySelector("del")?.textContent).toBe("$250.00");
		expect(v2?.textContent).toContain("bob");
		expect(v1?.textContent).toContain("initial");
		click(versions, "Restore v2");
		const sheet = await screen.findByRole("dialog", { name: "Restore v2 of High amount, risky country" });
		expect(sheet.textContent).toContain("over $300.00over $250.00");
		type(sheet, "Reason", "missed frauds");
		fireEvent.click(within(sheet).getByRole("button", { name: "Restore as v4", hidden: true }));
		await within(sheet).findByText("v4 is saved");
		expect(desk.inputOf("rules.restore")).toEqual({ id: "high-amount-risky-country", version: 3, to: 2, reason: "missed frauds" });
	});

	it("states from when a version is in force that is not yet", async () => {
		const since = new Date(Date.now() + 3_600_000).toISOString();
		desk.open("#/rules", { ...RESPONSES, "rules.list": () => ({ rules: [rule({ since })], in_force_ms: 2_000 }) });
		expect((await screen.findByRole("region", { name: "In force" })).textContent).toMatch(
			/from \d\d:\d\d:\d\d, for orders received from then on/,
		);
		expect(screen.getByRole("img", { name: "61 fraud, 34 valuable, 72 false positive" })).toBeTruthy();
	});

	it("offers a new rule where there is none, and states why rules could not be read", async () => {
		desk.open("#/rules", { ...RESPONSES, "rules.list": () => ({ rules: [], in_force_ms: 2_000 }) });
		await screen.findByText("No rules yet");
		desk.open("#/rules", {
			...RESPONSES,
			"rules.list": () => {
				throw new Error("the store is closed");
			},
		});
		await screen.findByText("the store is closed");
	});
});

describe("the editor", () => {
	it("strikes the old values through, keeps the draft while another rule is looked at, and goes back", async () => {
		desk.open("#/rules", RESPONSES);
		const form = await editor();
		type(form, "Amount over", "280");
		const countries = within(form).getByLabelText("Safe countries");
		fireEvent.change(countries, { target: { value: "gb" } });
		fireEvent.keyDown(countries, { key: "Enter" });
		expect([...form.querySelectorAll("del")].map(({ textContent }) => textContent)).toEqual(["$300.00", "US, CA"]);
		expect(form.textContent).toContain("draft of v4, by you");
		fireEvent.click(screen.getByRole("button", { name: /^Velocity/ }));
		await screen.findByRole("region", { name: "Velocity" });
		expect(screen.getByLabelText<HTMLInputElement>("Orders allowed").value).toBe("3");
		fireEvent.click(screen.getByRole("button", { name: /^High amount/ }));
		const again = await editor();
		expect(within(again).getByLabelText<HTMLInputElement>("Amount over").value).toBe("280");
		click(again, "Back to v3");
		expect(within(again).getByLabelText<HTMLInputElement>("Amount over").value).toBe("300.00");
		expect(again.querySelector("del")).toBeNull();
	});

	it("warns before it saves a draft that no backtest has seen, and shows from when the version is in force", async () => {
		desk.open("#/rules", { ...RESPONSES, "rules.update": () => rule({ version: 4, limit: 280, since: after(2) }) });
		const form = await editor();
		type(form, "Amount over", "280");
		type(form, "Reason for the change", "chargebacks start at 280");
		click(form, "Save as v4…");
		const sheet = await screen.findByRole("dialog", { name: "Save v4 of High amount, risky country" });
		within(sheet).getByText("Saved without a backtest of this draft");
		expect(within(sheet).getByLabelText<HTMLTextAreaElement>("Reason").value).toBe("chargebacks start at 280");
		fireEvent.click(within(sheet).getByRole("button", { name: "Save as v4", hidden: true }));
		await within(sheet).findByText("v4 is saved");
		expect(sheet.textContent).toContain("In force from 12:00:02, for orders received from then on");
		expect(desk.inputOf("rules.update")).toEqual({
			...{ id: "high-amount-risky-country", version: 3, reason: "chargebacks start at 280", enabled: true },
			...{ limit: 280, currency: "USD", safe_countries: ["US", "CA"] },
		});
	});

	it("saves a draft in shadow, which raises no alerts", async () => {
		const shadow = ruleVersion({ version: 4, state: "SHADOW", limit: 280, since: after(2) });
		desk.open("#/rules", { ...RESPONSES, "rules.update": () => rule({ shadow }) });
		const form = await editor();
		type(form, "Amount over", "280");
		click(form, "Save as shadow…");
		const sheet = await screen.findByRole("dialog", { name: "Save v4 of High amount, risky country in shadow" });
		within(sheet).getByText("It raises no alerts");
		type(sheet, "Reason", "try it");
		fireEvent.click(within(sheet).getByRole("button", { name: "Save as v4", hidden: true }));
		await within(sheet).findByText("v4 is saved in shadow");
		expect(desk.inputOf("rules.update")).toEqual({
			...{ id: "high-amount-risky-country", version: 3, reason: "try it", state: "SHADOW" },
			...{ limit: 280, currency: "USD", safe_countries: ["US", "CA"] },
		});
	});

	it("keeps the draft where somebody else has saved meanwhile: who, when and what; it goes on from there on request", async () => {
		let current = rule();
		const v4 = ruleVersion({ version: 4, limit: 290, changed_by: "bob", changed_at: after(60) });
		desk.open("#/rules", {
			...RESPONSES,
			"rules.list": () => ({ rules: [current], in_force_ms: 2_000 }),
			"rules.versions": () => ({ versions: current.version === 4 ? [v4, ...VERSIONS] : VERSIONS }),
			"rules.update": () => {
				current = rule({ ...v4 });
				throw new Error("bob changed it at 12:01:00: over $290.00");
			},
		});
		const form = await editor();
		type(form, "Amount over", "280");
		click(form, "Save as v4…");
		const sheet = await screen.findByRole("dialog", { name: "Save v4 of High amount, risky country" });
		type(sheet, "Reason", "why");
		fireEvent.click(within(sheet).getByRole("button", { name: "Save as v4", hidden: true }));
		await within(sheet).findByText("bob changed it at 12:01:00: over $290.00");
		fireEvent.click(within(sheet).getByRole("button", { name: "Keep v3", hidden: true }));
		const notice = await within(form).findByText("bob saved v4 at 12:01:00");
		await waitFor(() => expect(notice.closest("[role=alert]")?.textContent).toContain("over $300.00$290.00"));
		expect(within(form).getByLabelText<HTMLInputElement>("Amount over").value).toBe("280");
		expect(within(form).getByRole("button", { name: "Save as v5…" }).title).toBe("Someone else has saved v4. Continue from it first.");
		click(form, "Continue as v5");
		expect(form.querySelector("del")?.textContent).toBe("$290.00");
		expect(within(form).getByRole("button", { name: "Save as v5…" }).ariaDisabled).toBeNull();
	});

	it("adds a rule of a kind, with the reason of its alerts", async () => {
		const made = velocityRule({ id: "card-testing", name: "Card testing", version: 1 });
		desk.open("#/rules?act=new", { ...RESPONSES, "rules.create": () => made });
		const form = await screen.findByRole("region", { name: "New rule" });
		expect(within(form).getByRole("button", { name: "Add rule…" }).ariaDisabled).toBe("true");
		type(form, "Name", "Card testing");
		type(form, "Reason of its alerts", "CARD_TESTING");
		type(form, "Amount over", "12.5");
		click(form, "Add rule…");
		const sheet = await screen.findByRole("dialog", { name: "Add rule Card testing" });
		type(sheet, "Reason", "seen in reports");
		fireEvent.click(within(sheet).getByRole("button", { name: "Add rule", hidden: true }));
		await within(sheet).findByText("v1 is saved");
		expect(desk.inputOf("rules.create")).toEqual({
			...{ kind: "amount-limit", reason: "CARD_TESTING", name: "Card testing", comment: "seen in reports" },
			...{ limit: 12.5, currency: "USD", state: "LIVE", enabled: true },
		});
	});

	it("explains an order clause by clause", async () => {
		desk.open("#/rules", {
			...RESPONSES,
			"rules.explain": () => ({
				...{ rule: "high-amount-risky-country", version: 3, order_id: 17, flags: false, alert_id: null },
				clauses: [
					{ clause: "currency", holds: true, fact: null },
					{ clause: "amount", holds: true, fact: { fact: "amount", value: 469.93, threshold: 300, currency: "USD" } },
					{ clause: "country", holds: false, fact: { fact: "country", value: "US", threshold: ["US", "CA"] } },
				],
			}),
		});
		click(await editor(), "Explain an order…");
		const drawer = await screen.findByRole("dialog", { name: "Explain High amount, risky country" });
		type(drawer, "Order", "17");
		fireEvent.click(within(drawer).getByRole("button", { name: "Explain", hidden: true }));
		await within(drawer).findByText("v3 does not flag order 17");
		expect(drawer.textContent).toContain("$469.93 is over $300.00");
		expect(drawer.textContent).toContain("US is a safe country: US, CA");
	});
});

describe("a backtest", () => {
	it("of the draft is started for its days, followed, and can be stopped", async () => {
		const running = backtestJob({ state: "RUNNING", done: 13_206, ended_at: null });
		desk.open("#/rules", {
			...RESPONSES,
			"rules.backtests.start": () => running,
			"rules.backtests.get": () => backtest({ result: null }),
			"jobs.get": () => running,
			"jobs.cancel": () => ({ ...running, state: "CANCELLED" }),
		});
		const form = await editor();
		type(form, "Amount over", "280");
		fireEvent.click(within(form).getByRole("radio", { name: /7.days/ }));
		click(form, "Run");
		const progress = await within(form).findByRole("status", { name: "Progress of the backtest" });
		expect(progress.textContent).toContain("13,206 of 26,412 orders");
		expect(within(progress).getByRole("progressbar").getAttribute("aria-valuenow")).toBe("50");
		expect(desk.inputOf("rules.backtests.start")).toEqual({
			days: 7,
			rules: [{ id: "high-amount-risky-country", limit: 280, currency: "USD", safe_countries: ["US", "CA"] }],
		});
		expect(window.location.hash).toContain("backtest=job-1");
		click(progress, /^Stop the job: Backtest/);
		await waitFor(() => expect(desk.inputOf("jobs.cancel")).toEqual({ id: "job-1" }));
	});

	it("shows its result again at its address: figures, known frauds missed first and in red, and what would miss none", async () => {
		desk.open("#/rules?backtest=job-1", TESTED);
		const panel = await screen.findByRole("region", { name: "Backtest" });
		await within(panel).findByText("Known frauds missed", { selector: "dt" });
		const text = panel.textContent?.replaceAll("\u202f", " ") ?? "";
		expect(text).toContain("14 to 15 Jan, v3 against the draft, nothing was written");
		expect(text).toContain("412371−41 · −10.0 %");
		expect(text).toContain("$168.9 k$148.3 k−$20.6 k · −12.2 %");
		expect(text).toContain("37 %44 %113 of 257, was 118 of 319");
		expect(text).toContain("2of 118$859.90 would pass");
		expect(text).toContain("Saving passes 2 known frauds. All are in GB: without GB the draft misses none.");
		const lost = within(panel).getByRole("region", { name: "Lost" });
		const rows = within(lost).getAllByRole("row").slice(1);
		expect(rows.map((row) => row.dataset.missed)).toEqual(["true", "true", undefined]);
		expect(within(lost).getByRole("link", { name: "176902" }).getAttribute("href")).toContain("/orders?order=176902");
		expect(within(lost).getByRole("button", { name: "and 58 more" })).toBeTruthy();
		expect((await editor()).textContent?.replaceAll("\u202f", " ")).toContain("26,412 orders in 3.8 s, finished 12:00:03");
	});

	it("that misses no known fraud states it", async () => {
		const result = backtestResult({ confirmed_lost: 0, lost: [], lost_total: { alerts: 0, amount: 0, currency: "USD", by_currency: {} } });
		desk.open("#/rules?backtest=job-1", { ...TESTED, "rules.backtests.get": () => backtest({ result }) });
		await screen.findByText("No known fraud is missed.");
		expect(screen.getByText("none would pass")).toBeTruthy();
	});

	it("of another draft fills the editor on request; then saving warns of the known frauds instead", async () => {
		desk.open("#/rules?backtest=job-1", TESTED);
		fireEvent.click(await screen.findByRole("button", { name: "Edit this draft" }));
		const form = await editor();
		expect(within(form).getByLabelText<HTMLInputElement>("Amount over").value).toBe("280.00");
		expect(screen.queryByRole("button", { name: "Edit this draft" })).toBeNull();
		click(form, "Save as v4…");
		const sheet = await screen.findByRole("dialog", { name: "Save v4 of High amount, risky country" });
		within(sheet).getByText("Saving passes 2 known frauds · $859.90");
		expect(within(sheet).queryByText("Saved without a backtest of this draft")).toBeNull();
	});

	it("that has failed shows why", async () => {
		const failed = backtestJob({ state: "FAILED", error: "no recorded order has this currency" });
		desk.open("#/rules?backtest=job-1", { ...TESTED, "jobs.get": () => failed, "rules.backtests.get": () => backtest({ result: null }) });
		expect(await screen.findAllByText("no recorded order has this currency")).toHaveLength(2);
	});

	it("is listed under its rule", async () => {
		const jobs = [
			backtestJob({ filter: { rules: ["high-amount-risky-country"] } }),
			backtestJob({ job_id: "j2", filter: { rules: ["velocity"] } }),
		];
		desk.open("#/rules", { ...RESPONSES, "jobs.list": () => ({ jobs, nextCursor: null }) });
		const list = await screen.findByRole("list", { name: "Recent backtests" });
		expect(
			within(list)
				.getAllByRole("link")
				.map((link) => link.getAttribute("href")),
		).toEqual([expect.stringContaining("/rules?backtest=job-1")]);
	});

	it("saves both lists as a file, and records it", async () => {
		const saved: string[] = [];
		const openFile = URL.createObjectURL;
		URL.createObjectURL = (file) => {
			if (file instanceof Blob) void file.text().then((text) => saved.push(text));
			return "blob:test";
		};
		desk.open("#/rules?backtest=job-1", TESTED);
		fireEvent.click(await screen.findByRole("button", { name: "Export" }));
		await screen.findByText("4 alerts exported");
		await waitFor(() => expect(saved[0]).toContain("lost,176902"));
		expect(desk.inputOf("access.recordExport")).toEqual({ what: "backtest", format: "csv", filter: { job_id: "job-1" }, rows: 4 });
		URL.createObjectURL = openFile;
	});

	it("shows texts of orders as text", async () => {
		const evil = "<img src=x onerror=alert(1)>";
		const result = backtestResult({ lost: [changedAlert(1, { country: evil, currency: "X<b>" })] });
		desk.open("#/rules?backtest=job-1", { ...TESTED, "rules.backtests.get": () => backtest({ result, draft: [tested({ name: evil })] }) });
		await screen.findByText(evil);
		expect(document.querySelector("img[src=x]")).toBeNull();
	});
});

describe("suppressions", () => {
	it("are added for a customer with a comment, until a time, and lifted", async () => {
		const suppression = {
			rule: "high-amount-risky-country",
			customer_id: "4127",
			comment: "known",
			by: "ada",
			at: after(0),
			until: after(86_400),
		};
		desk.open("#/rules", {
			...RESPONSES,
			"rules.suppressions": () => ({ suppressions: [suppression] }),
			"rules.suppress": () => ({ ...suppression, customer_id: "77" }),
			"rules.liftSuppression": () => suppression,
		});
		const panel = await screen.findByRole("region", { name: "Suppressions" });
		await within(panel).findByText("known · ada");
		click(panel, "Suppress…");
		const sheet = await screen.findByRole("dialog", { name: "Suppress High amount, risky country for a customer" });
		const act = within(sheet).getByRole("button", { name: "Suppress rule", hidden: true });
		expect(act.title).toBe("Enter a customer id");
		type(sheet, "Customer", "77");
		type(sheet, "Reason", "a reseller");
		fireEvent.click(act);
		await within(sheet).findByText("Customer 77 is not flagged by this rule");
		expect(desk.inputOf("rules.suppress")).toMatchObject({ id: "high-amount-risky-country", customer_id: "77", comment: "a reseller" });
		fireEvent.click(within(sheet).getAllByRole("button", { name: "Close", hidden: true })[0] as HTMLElement);
		click(panel, "Lift the suppression for customer 4127");
		const lift = await screen.findByRole("dialog", { name: "Lift the suppression of High amount, risky country" });
		type(lift, "Reason", "no longer");
		fireEvent.click(within(lift).getByRole("button", { name: "Lift suppression", hidden: true }));
		await waitFor(() => expect(desk.inputOf("rules.liftSuppression")).toMatchObject({ customer_id: "4127", reason: "no longer" }));
	});
});

describe("without the role", () => {
	it("a viewer sees every field and action disabled, with the role that it requires", async () => {
		desk.open("#/rules", { ...RESPONSES, session: signedIn("viewer") });
		const form = await editor();
		expect(within(form).getByLabelText<HTMLInputElement>("Amount over").disabled).toBe(true);
		const titles = ["Run", "Save as v4…", "Save as shadow…"].map((name) => within(form).getByRole("button", { name }).title);
		expect(titles).toEqual([
			"This requires the role operator; yours is viewer.",
			"This requires the role admin; yours is viewer.",
			"This requires the role admin; yours is viewer.",
		]);
		expect(screen.getByRole("button", { name: "New rule" }).ariaDisabled).toBe("true");
		expect((await screen.findByRole("button", { name: "Restore v2" })).title).toBe("This requires the role admin; yours is viewer.");
	});

	it("an operator drafts and tests, and cannot save", async () => {
		desk.open("#/rules", { ...RESPONSES, session: signedIn("operator") });
		const form = await editor();
		type(form, "Amount over", "280");
		expect(within(form).getByRole("button", { name: "Run" }).ariaDisabled).toBeNull();
		expect(within(form).getByLabelText<HTMLInputElement>("Reason for the change").disabled).toBe(true);
		expect(within(form).getByRole("button", { name: "Save as v4…" }).title).toBe("This requires the role admin; yours is operator.");
	});
});

describe("a version in shadow", () => {
	it("is compared with the live one, newest day first", async () => {
		const shadow = ruleVersion({ version: 4, state: "SHADOW", limit: 280 });
		desk.open("#/rules", {
			...RESPONSES,
			"rules.list": () => ({ rules: [rule({ shadow })], in_force_ms: 2_000 }),
			"rules.shadow": () => ({
				days: [
					{ day: "2024-01-14", both: 20, live_only: 0, shadow_only: 4 },
					{ day: "2024-01-15", both: 22, live_only: 1, shadow_only: 5 },
				],
			}),
		});
		const panel = await screen.findByRole("region", { name: "Shadow v4" });
		const rows = within(await within(panel).findByRole("region", { name: "Shadow v4 by day" })).getAllByRole("row");
		await waitFor(() => expect(panel.textContent).toContain("2024-01-15"));
		expect(rows.length).toBe(3);
		expect(within(panel).getAllByRole("row")[1]?.textContent).toBe("2024-01-152215");
		expect(screen.getByText("shadow v4")).toBeTruthy();
		click(panel, "Edit as draft");
		const form = await editor();
		expect(within(form).getByLabelText<HTMLInputElement>("Amount over").value).toBe("280.00");
		click(form, "Save as v5…");
		expect((await screen.findByRole("dialog", { name: "Save v5 of High amount, risky country" })).textContent).toContain(
			"Shadow v4comparedends",
		);
	});
});
