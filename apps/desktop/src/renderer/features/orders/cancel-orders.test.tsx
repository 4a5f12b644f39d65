// @vitest-environment jsdom
import type { Job, JobResult } from "@orderdeck/contracts/jobs/entities";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { after, order } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const sum = (orders: number, amount: number) => ({ orders, amount, currency: "USD", by_currency: amount === 0 ? {} : { USD: amount } });
const shown = (amount: number, status = "CREATED") => ({ amount, currency: "USD", country: "DE", customer_id: 7, status });
const PREVIEW = {
	at: after(0),
	would_cancel: sum(2, 300),
	would_refund: sum(1, 200),
	would_refuse: [{ code: "ORDER_ALREADY_SHIPPED", ...sum(1, 80), example_ids: ["3"] }],
	orders: [
		{ id: "1", outcome: "cancel", code: null, why: "no charge", order: shown(100) },
		{ id: "2", outcome: "refund", code: null, why: "the charge will be refunded", order: shown(200, "PAID") },
		{ id: "3", outcome: "refused", code: "ORDER_ALREADY_SHIPPED", why: "Order 3 has been shipped.", order: shown(80, "SHIPPED") },
	],
};
const JOB: Job = {
	job_id: "job-1",
	kind: "cancel-orders",
	state: "RUNNING",
	total: 3,
	done: 1,
	failed: 0,
	started_at: after(0),
	ended_at: null,
	error: null,
	actor: "ann",
	reason: "stuck",
	request_id: null,
	filter: null,
	rate: 50,
	updated_at: after(0),
};
const RESULTS: JobResult[] = [
	{ id: "1", outcome: "done", code: null, why: "cancelled; nothing was charged" },
	{ id: "2", outcome: "pending", code: null, why: null },
	{ id: "3", outcome: "refused", code: "ORDER_ALREADY_SHIPPED", why: "Order 3 has been shipped." },
];

const desk = createTestConsole();
const LIST = { "orders.list": () => ({ orders: [order(3), order(2), order(1)], nextCursor: null }) };
const CANCELS = {
	...LIST,
	"orders.cancelMany": (input: unknown) => ((input as { dryRun?: boolean }).dryRun === true ? PREVIEW : JOB),
	"jobs.get": () => JOB,
	"jobs.results": () => ({ results: RESULTS, nextCursor: null }),
	"jobs.cancel": () => ({ ...JOB, state: "CANCELLED", ended_at: after(2) }),
};

async function pick(...ids: number[]) {
	const grid = await screen.findByRole("grid", { name: "Orders" });
	for (const id of ids) fireEvent.click(await within(grid).findByRole("checkbox", { name: `Select ${id}` }));
	return grid;
}

describe("orders that are selected", () => {
	it("are counted and summed in the bar, by checkbox, by Space and by Shift with an arrow", async () => {
		desk.open("#/orders", LIST);
		const grid = await pick(3);
		const bar = screen.getByRole("toolbar", { name: "Selected orders" });
		expect(bar.textContent).toContain("1 selected");
		fireEvent.keyDown(grid, { key: "ArrowDown" });
		fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
		expect(bar.textContent).toContain("2 selected");
		fireEvent.keyDown(grid, { key: " " });
		expect(bar.textContent).toContain("1 selected");
		// Keys on the grid's own checkboxes and buttons are theirs.
		fireEvent.keyDown(within(grid).getByRole("checkbox", { name: "Select all loaded" }), { key: " " });
		expect(bar.textContent).toContain("1 selected");
		fireEvent.click(within(bar).getByRole("button", { name: "Clear selection" }));
		expect(screen.queryByRole("toolbar", { name: "Selected orders" })).toBeNull();
	});

	it("are cancelled after a preview in three lists and a reason; the job's results stand in its place, and it can be stopped", async () => {
		desk.open("#/orders", CANCELS);
		await pick(3, 2, 1);
		fireEvent.click(screen.getByRole("button", { name: "Cancel…" }));
		const sheet = await screen.findByRole("dialog", { name: "Cancel 3 orders" });
		expect(desk.inputOf("orders.cancelMany")).toEqual({ ids: ["3", "2", "1"], dryRun: true });
		const late = await within(sheet).findByRole("region", { name: "Too late" });
		expect(late.textContent).toContain("Order 3 has been shipped.");
		const act = within(sheet).getByRole("button", { name: "Cancel 2 orders, refund $200.00" });
		expect(act).toHaveProperty("disabled", true);
		fireEvent.change(within(sheet).getByLabelText(/Reason/), { target: { value: "stuck" } });
		fireEvent.click(act);
		await waitFor(() => expect(desk.inputOf("orders.cancelMany")).toEqual({ ids: ["3", "2", "1"], reason: "stuck" }));
		const results = await within(sheet).findByRole("list", { name: "Results" });
		await waitFor(() => expect(within(results).getAllByRole("listitem")).toHaveLength(3));
		expect(within(sheet).getByText("1 done of 3")).toBeTruthy();
		expect(screen.queryByRole("toolbar", { name: "Selected orders" })).toBeNull();
		fireEvent.click(within(sheet).getByRole("button", { name: /Stop the job/ }));
		await waitFor(() => expect(desk.inputOf("jobs.cancel")).toEqual({ id: "job-1" }));
	});

	it("are all that match, by the filter in place of their ids", async () => {
		desk.open("#/orders?country=DE", CANCELS);
		await pick(3);
		fireEvent.click(screen.getByRole("button", { name: "Select all that match" }));
		fireEvent.click(screen.getByRole("button", { name: "Cancel…" }));
		await screen.findByRole("dialog", { name: "Cancel all orders that match" });
		await waitFor(() => expect(desk.inputOf("orders.cancelMany")).toEqual({ filter: { country: ["DE"] }, dryRun: true }));
	});

	it("can be selected by a viewer, who sees why they cannot cancel them", async () => {
		desk.open("#/orders", { ...LIST, session: desk.viewer });
		await pick(3);
		const act = screen.getByRole("button", { name: "Cancel…" });
		expect([act.ariaDisabled, act.title]).toEqual(["true", "This requires the role operator; yours is viewer."]);
	});

	it("keep the sheet and the reason when the daemon refuses, and state why", async () => {
		desk.open("#/orders", {
			...CANCELS,
			"orders.cancelMany": (input) => {
				if ((input as { dryRun?: boolean }).dryRun === true) return PREVIEW;
				throw new Error("ann is viewer now");
			},
		});
		await pick(1);
		fireEvent.click(screen.getByRole("button", { name: "Cancel…" }));
		const sheet = await screen.findByRole("dialog", { name: "Cancel 1 order" });
		await within(sheet).findByRole("region", { name: "Too late" });
		fireEvent.change(within(sheet).getByLabelText(/Reason/), { target: { value: "stuck" } });
		fireEvent.click(within(sheet).getByRole("button", { name: /Cancel 2 orders/ }));
		expect((await within(sheet).findByRole("alert")).textContent).toBe("ann is viewer now");
		expect(within(sheet).getByLabelText<HTMLTextAreaElement>(/Reason/).value).toBe("stuck");
	});
});

describe("the orders of a job", () => {
	it("are a list like any other, whose filter is the job", async () => {
		desk.open("#/orders?job=job-1", LIST);
		await waitFor(() => expect(desk.inputOf("orders.list")).toEqual({ job_id: "job-1", limit: 100 }));
		expect(await screen.findByText("job-1")).toBeTruthy();
	});
});
