// @vitest-environment jsdom
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Responses } from "../../testing/fake-api.tsx";
import { after, group, newPartition, paused } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const testConsole = createTestConsole();
const PAUSED = paused({ members: [{ member: "payments-group-a", state: "applied" }] });
const MOVE = { topic: "orders", partition: 0, from: 7, to: 0, records: 7, move: "again", clamped: false, found: null } as const;
const SUM = { orders: 5, amount: 50, currency: "USD", by_currency: { USD: 50 }, already_done: 5, at_least: false };
const NOTHING = { ...SUM, orders: 0, amount: 0, by_currency: {}, already_done: 0, records: 0 };
const PREVIEW = {
	...SUM,
	group: "payments-group",
	at: "2026-01-15T12:00:00.000Z",
	partitions: [{ ...MOVE, orders: 5, amount: 50 }],
	replays: { ...SUM, records: 7 },
	never_read: NOTHING,
	warnings: [],
	in_words: ["5 orders are read again. All of them are charged already: no effect, nothing is applied twice."],
	expected: [{ topic: "orders", partition: 0, offset: 7 }],
	refused: null,
};

const HISTORY = { group: "payments-group", partitions: [] };
const OLGA = { name: "olga", role: "admin" };

function open(change: Partial<GroupLag>, responses: Responses = {}, actor = OLGA) {
	const partitions = [newPartition({ committed: 7 })];
	return testConsole.open("#/lag?group=payments-group", {
		"lag.list": () => ({ groups: [group("payments-group", { partitions, ...change })] }),
		session: () => ({ actor, auth_required: false, version: "0.1.0" }),
		...responses,
	});
}

const sheet = (name: string) => screen.findByRole("dialog", { name });

describe("a group's pause", () => {
	it("requires a reason, ends by itself after an hour, and shows a refusal in place", async () => {
		open(
			{},
			{
				"lag.pause": () => {
					throw new Error("payments-group was paused by otto");
				},
			},
		);
		fireEvent.click(await screen.findByRole("button", { name: "Pause… payments-group" }));
		const form = await sheet("Pause payments-group");
		const act = within(form).getByRole("button", { name: "Pause group" });
		expect(act).toHaveProperty("disabled", true);
		fireEvent.change(within(form).getByLabelText("Reason"), { target: { value: "the gateway declines" } });
		fireEvent.click(act);
		expect((await within(form).findByRole("alert")).textContent).toContain("paused by otto");
		expect(testConsole.inputOf("lag.pause")).toMatchObject({ group: "payments-group", reason: "the gateway declines" });
		expect(testConsole.inputOf("lag.pause")).toHaveProperty("until", expect.stringMatching(/Z$/));
	});

	it("is shown with who, when and why, and what each member has done", async () => {
		open({ status: "PAUSED", paused: PAUSED });
		const band = await screen.findByRole("region", { name: "Pause of payments-group" });
		expect(band.textContent).toMatch(/^Paused by olga at .* r/);
		expect(band.textContent).toContain("payments-group-a applied");
		expect(await screen.findByRole("button", { name: "payments-group, Paused" })).toBeTruthy();
	});

	it("is under way until every member has applied it", async () => {
		open({ status: "PAUSED", paused: paused({ members: [...PAUSED.members, { member: "payments-group-b", state: "asked" }] }) });
		expect(await screen.findByRole("button", { name: "payments-group, Pausing" })).toBeTruthy();
		expect((await screen.findByRole("region", { name: "Pause of payments-group" })).textContent).toMatch(/^Pausing by olga/);
	});

	it("of another operator cannot be ended, and states by whom it can", async () => {
		open({ status: "PAUSED", paused: PAUSED }, {}, { name: "otto", role: "operator" });
		const resume = await screen.findByRole("button", { name: "Resume… payments-group" });
		expect([resume.ariaDisabled, resume.title]).toEqual(["true", "Paused by olga: they or an admin can resume it"]);
	});
});

describe("a reset of offsets", () => {
	it("goes from the scope over target and preview to what was read back", async () => {
		open(
			{ status: "PAUSED", paused: PAUSED },
			{
				"lag.previewReset": () => PREVIEW,
				"lag.resetOffsets": () => ({
					group: "payments-group",
					reset_id: "r",
					partitions: [MOVE],
					read_back: [{ topic: "orders", partition: 0, offset: 0, expected: 0, matches: true }],
					restorable_until: "2026-01-16T12:00:00.000Z",
				}),
			},
		);
		fireEvent.click(await screen.findByRole("button", { name: "Reset offsets… payments-group" }));
		const form = await sheet("Reset offsets of payments-group");
		fireEvent.click(within(form).getByRole("button", { name: "Choose target" }));
		fireEvent.click(within(form).getByLabelText(/Earliest/));
		fireEvent.click(within(form).getByRole("button", { name: "Preview" }));
		expect(await within(form).findByText(/nothing is applied twice/)).toBeTruthy();
		fireEvent.change(within(form).getByLabelText("Reason"), { target: { value: "read again" } });
		fireEvent.click(within(form).getByRole("button", { name: "Reset 1 partitions" }));
		expect(await within(form).findByText("Expected 1 partition, moved 1")).toBeTruthy();
		await waitFor(() =>
			expect(testConsole.inputOf("lag.resetOffsets")).toEqual({
				group: "payments-group",
				to: "earliest",
				reason: "read again",
				expected: PREVIEW.expected,
			}),
		);
		expect(within(form).getByRole("button", { name: "Restore previous offsets…" })).toBeTruthy();
	});

	it("to a time is picked on the chart of the past hour, by click or by key, or typed", async () => {
		const start = Date.now() - 3_600_000;
		const late = Array.from({ length: 720 }, () => 1);
		const history = {
			...HISTORY,
			start,
			step_ms: 5_000,
			late,
			lag: late,
			status: late.map(() => "OK"),
			rebalancing: late.map(() => false),
		};
		open({ status: "PAUSED", paused: PAUSED }, { "lag.groupHistory": () => history, "lag.previewReset": () => PREVIEW });
		fireEvent.click(await screen.findByRole("button", { name: "Reset offsets… payments-group" }));
		const form = await sheet("Reset offsets of payments-group");
		fireEvent.click(within(form).getByRole("button", { name: "Choose target" }));
		const chart = await within(form).findByRole("slider", { name: "Time on the chart" });
		const picked = () => Date.parse(`${(within(form).getByLabelText("Time, in UTC") as HTMLInputElement).value}Z`);
		chart.getBoundingClientRect = () => new DOMRect(100, 0, 400, 100);
		fireEvent.click(chart, { clientX: 300 });
		expect(picked()).toBe(Math.floor((start + 1_800_000) / 1_000) * 1_000);
		const before = picked();
		fireEvent.keyDown(chart, { key: "ArrowLeft" });
		expect(picked()).toBe(before - 5_000);
		fireEvent.keyDown(chart, { key: "Home" });
		expect(picked()).toBe(Math.floor(start / 1_000) * 1_000);
		fireEvent.change(within(form).getByLabelText("Time, in UTC"), { target: { value: "2026-01-15T14:32:10" } });
		fireEvent.click(within(form).getByRole("button", { name: "Preview" }));
		await waitFor(() => expect(testConsole.inputOf("lag.previewReset")).toMatchObject({ to: { time: "2026-01-15T14:32:10.000Z" } }));
	});

	it("can be undone from the page later, from what is committed then", async () => {
		const restorable = {
			by: "ada",
			at: after(-3_600),
			reason: "read again",
			until: after(82_800),
			partitions: [{ topic: "orders", partition: 0, before: 4, after: 0 }],
		};
		open(
			{ status: "PAUSED", paused: PAUSED, restorable },
			{
				"lag.restoreOffsets": () => ({ group: "payments-group", reset_id: "r", partitions: [], read_back: [], restorable_until: after(0) }),
			},
		);
		expect(await screen.findByText(/^Offsets reset by ada at .*, to be undone until/)).toBeTruthy();
		fireEvent.click(screen.getByRole("button", { name: "Restore previous offsets… payments-group" }));
		const form = await sheet("Restore offsets of payments-group");
		expect(form.textContent).toContain("orders/074");
		fireEvent.change(within(form).getByLabelText("Reason"), { target: { value: "a mistake" } });
		fireEvent.click(within(form).getByRole("button", { name: "Restore 1 partition" }));
		await waitFor(() =>
			expect(testConsole.inputOf("lag.restoreOffsets")).toEqual({
				group: "payments-group",
				reason: "a mistake",
				expected: [{ topic: "orders", partition: 0, offset: 7 }],
			}),
		);
	});

	it("is not offered to an operator, nor of a group that runs", async () => {
		open({}, {}, { name: "otto", role: "operator" });
		const reset = await screen.findByRole("button", { name: "Reset offsets… payments-group" });
		expect([reset.ariaDisabled, reset.title]).toEqual(["true", expect.stringContaining("the role admin")]);
	});
});
