// @vitest-environment jsdom
import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { createTestConsole } from "../../testing/test-console.ts";

const testConsole = createTestConsole();

function letter(offset: number, change: Partial<DeadLetter> = {}): DeadLetter {
	return {
		letter_id: `payments-group:5:${offset}`,
		group: "payments-group",
		position: { topic: "payments-group.dlq", partition: 5, offset },
		origin: { topic: "orders", partition: 5, offset: 4_176_000 + offset },
		key: String(offset),
		order_id: String(184_000 + offset),
		amount: 129.99,
		currency: "USD",
		size_bytes: 207,
		cut: null,
		reason: "WRONG_SHAPE amount",
		error: "not a ORDER_CREATED: amount",
		attempts: 5,
		at: "2026-01-05T12:00:00.000Z",
		state: "WAITING",
		redrive_count: 0,
		redrive_of: null,
		version: 1,
		history: [],
		...change,
	};
}

const LETTERS = [letter(1), letter(2), letter(3, { cut: 200_000 })];
const RESPONSES = {
	"deadLetters.list": () => ({ letters: LETTERS, nextCursor: null }),
	"deadLetters.summary": () => ({
		groups: [
			{
				...{ group: "payments-group", reason: "WRONG_SHAPE amount", count: 3, oldest: "2026-01-05T12:00:00.000Z" },
				...{ newest: "2026-01-05T12:00:00.000Z", amount: 389.97, currency: "USD", by_currency: { USD: 389.97 } },
			},
		],
		states: { WAITING: 3, REDRIVING: 0, SUCCEEDED: 112, FAILED_AGAIN: 0, DISCARDED: 9 },
		oldest_waiting: "2026-01-05T12:00:00.000Z",
	}),
	"deadLetters.arrivals": () => ({
		from: "2026-01-01T00:00:00.000Z",
		reasons: [{ group: "payments-group", reason: "WRONG_SHAPE amount", hours: [{ at: new Date().toISOString(), count: 3 }] }],
	}),
	"deadLetters.get": (input: unknown) => ({
		...LETTERS.find(({ letter_id }) => letter_id === (input as { id: string }).id),
		...{ attempt_times: ["2026-01-05T11:59:58.930Z", "2026-01-05T11:59:59.000Z"], stack: "at charge (payments.ts:1:1)" },
		...{ headers: { dlq_topic: "orders" }, value_text: '{"order_id":184001}', value_base64: null, value_cut: false, expired: false },
	}),
	"deadLetters.discard": () => ({
		changed: ["payments-group:5:1"],
		refused: [{ letter_id: "payments-group:5:2", code: "LETTER_NOT_WAITING", message: "discarded by paul" }],
		remaining: 0,
	}),
	"deadLetters.restore": () => ({ changed: ["payments-group:5:1"], refused: [], remaining: 0 }),
};

describe("the screen of dead letters", () => {
	it("counts by group and reason with their money, and the rail shows how many wait", async () => {
		testConsole.open("#/dead-letters", RESPONSES);
		const reasons = await screen.findByRole("region", { name: "Groups and reasons" });
		expect(await within(reasons).findByRole("button", { name: /^Wrong shape: amount\W+3\W.*\$389\.97$/ })).toBeTruthy();
		expect(within(reasons).getByRole("button", { name: /^fraud-group\W+0$/ })).toBeTruthy();
		expect((await screen.findByRole("link", { name: /^Dead letters/ })).textContent).toContain("3 waiting");
		expect(screen.getByRole("link", { name: /Discarded/ }).textContent).toContain("9");
	});

	it("discards what is chosen with a reason, shows what was refused in its row, and undoes it", async () => {
		testConsole.open("#/dead-letters", RESPONSES);
		for (const id of ["payments-group:5:1", "payments-group:5:2"]) fireEvent.click(await screen.findByLabelText(`Select letter ${id}`));
		const bar = screen.getByRole("status", { name: "Selected letters" });
		expect(bar.textContent).toContain("2 selected");
		expect(bar.textContent).toContain("$259.98");
		fireEvent.click(within(bar).getByRole("button", { name: "Discard…" }));
		const sheet = await screen.findByRole("dialog", { name: "Discard 2 dead letters" });
		const act = within(sheet).getByRole("button", { name: "Discard 2 dead letters", hidden: true });
		expect(act.hasAttribute("disabled")).toBe(true);
		fireEvent.change(within(sheet).getByLabelText("Reason"), { target: { value: "test orders" } });
		fireEvent.click(act);
		await waitFor(() =>
			expect(testConsole.inputOf("deadLetters.discard")).toEqual({
				ids: ["payments-group:5:1", "payments-group:5:2"],
				note: "test orders",
			}),
		);
		expect(await within(sheet).findByText("Expected 2, discarded 1")).toBeTruthy();
		expect(within(sheet).getByText("LETTER_NOT_WAITING")).toBeTruthy();
		fireEvent.click(within(sheet).getByRole("button", { name: "Undo", hidden: true }));
		await waitFor(() => expect(testConsole.inputOf("deadLetters.restore")).toMatchObject({ ids: ["payments-group:5:1"] }));
	});

	it("shows a dry run in its column, and redrives what would succeed with a result per row", async () => {
		const job = { job_id: "j", kind: "redrive-letters", total: 1, filter: null, rate: 50, error: null, reason: "fixed", request_id: null };
		const times = { started_at: "2026-01-05T12:00:00.000Z", updated_at: "2026-01-05T12:00:00.000Z", actor: "ann" };
		const done = { ...job, ...times, state: "DONE", done: 1, failed: 0, ended_at: "2026-01-05T12:00:01.000Z" };
		testConsole.open("#/dead-letters", {
			...RESPONSES,
			"deadLetters.redrive": (input) =>
				(input as { dryRun?: boolean }).dryRun === true
					? {
							...{ at: "2026-01-05T12:00:00.000Z", group: "payments-group", letters: 2, evaluated: 2, would_fail: 0 },
							would_succeed: { letters: 1, amount: 129.99, currency: "USD", by_currency: { USD: 129.99 } },
							would_refuse: [{ code: "LETTER_CUT", letters: 1, example_ids: ["payments-group:5:3"] }],
							forecasts: [
								{ letter_id: "payments-group:5:1", outcome: "succeeds", code: null, why: null },
								{ letter_id: "payments-group:5:3", outcome: "refused", code: "LETTER_CUT", why: "cut" },
							],
						}
					: done,
			"jobs.get": () => done,
			"jobs.results": () => ({ results: [{ id: "payments-group:5:1", outcome: "done", code: null, why: "published" }], nextCursor: null }),
			"deadLetters.get": (input) => ({ ...RESPONSES["deadLetters.get"](input), state: "SUCCEEDED" }),
		});
		for (const id of ["payments-group:5:1", "payments-group:5:3"]) fireEvent.click(await screen.findByLabelText(`Select letter ${id}`));
		fireEvent.click(screen.getByRole("button", { name: "Dry run" }));
		const line = await screen.findByRole("status", { name: "Dry run" });
		expect(line.textContent).toContain("1 succeed1 cannot be redriven");
		expect(screen.getByText("LETTER_CUT")).toBeTruthy();
		fireEvent.click(within(line).getByRole("button", { name: "Redrive 1…" }));
		const sheet = await screen.findByRole("dialog", { name: "Redrive 1 dead letter" });
		await within(sheet).findByText("1 would succeed · $129.99");
		fireEvent.change(within(sheet).getByLabelText("Reason"), { target: { value: "fixed" } });
		fireEvent.click(within(sheet).getByRole("button", { name: "Redrive 1 dead letter", hidden: true }));
		await waitFor(() => expect(testConsole.inputOf("deadLetters.redrive")).toEqual({ ids: ["payments-group:5:1"], note: "fixed" }));
		expect(await within(sheet).findByText("Expected 1, published 1")).toBeTruthy();
		expect(await within(within(sheet).getByRole("list", { name: "Results", hidden: true })).findByText("Succeeded")).toBeTruthy();
	});

	it("shows when they arrived, when each attempt failed, and where the error was thrown", async () => {
		testConsole.open("#/dead-letters?letter=payments-group%3A5%3A1", RESPONSES);
		expect(await screen.findByRole("img", { name: "3 letters, at most 3 in an hour" })).toBeTruthy();
		const panel = await screen.findByRole("complementary", { name: "Details" });
		await within(panel).findByRole("heading", { name: /^Attempts 5 attempts/ });
		expect(within(panel).getByText("+70 ms")).toBeTruthy();
		fireEvent.click(within(panel).getByRole("radio", { name: "Stack" }));
		expect(panel.querySelector("pre")?.textContent).toBe("not a ORDER_CREATED: amount\nat charge (payments.ts:1:1)");
	});

	it("offers a viewer no action, and states which role is required", async () => {
		testConsole.open("#/dead-letters?letter=payments-group:5:1", { ...RESPONSES, session: testConsole.viewer });
		const discard = await screen.findByRole("button", { name: "Discard…" });
		expect([discard.ariaDisabled, discard.title]).toEqual(["true", "This requires the role operator; yours is viewer."]);
	});

	it("of a letter in another state states why it cannot be discarded", async () => {
		const done = { ...LETTERS[0], state: "SUCCEEDED" };
		const get = (input: unknown) => ({ ...RESPONSES["deadLetters.get"](input), state: "SUCCEEDED" });
		testConsole.open("#/dead-letters?state=SUCCEEDED&letter=payments-group:5:1", {
			...RESPONSES,
			"deadLetters.list": () => ({ letters: [done], nextCursor: null }),
			"deadLetters.get": get,
		});
		const discard = await screen.findByRole("button", { name: "Discard…" });
		expect([discard.ariaDisabled, discard.title]).toEqual(["true", "It is succeeded, not waiting."]);
	});
});
