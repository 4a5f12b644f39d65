// @vitest-environment jsdom
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { after } from "../testing/order-fixture.ts";
import { createTestConsole } from "../testing/test-console.ts";

const RUNNING: Job = {
	job_id: "job-1",
	kind: "cancel-orders",
	state: "RUNNING",
	total: 4,
	done: 2,
	failed: 1,
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
const FAILED: Job = { ...RUNNING, job_id: "job-2", kind: "later", state: "FAILED", error: "no such kind", ended_at: after(3) };
const REPLAY: Job = { ...RUNNING, job_id: "job-3", kind: "replay", actor: null };

const desk = createTestConsole();
const LISTED = {
	"replays.list": () => ({ jobs: [] }),
	"jobs.list": () => ({ jobs: [RUNNING, FAILED, REPLAY], nextCursor: null }),
};

describe("the list of jobs", () => {
	it("has who started each, why, and its progress, without the replays beside it; one of an unknown kind too", async () => {
		desk.open("#/replay", LISTED);
		const table = await screen.findByRole("region", { name: "Job list" });
		await within(table).findByText("Cancel orders · 4 orders");
		const [, running, failed, ...others] = within(table).getAllByRole("row");
		expect(running?.textContent).toMatch(/Running.*Cancel orders · 4 orders.*ann.*stuck.*2 done, 1 not done of 4/);
		expect(within(table).getAllByRole("progressbar")[0]?.getAttribute("aria-valuenow")).toBe("75");
		expect(failed?.textContent).toContain("Failed");
		expect(others).toEqual([]);
	});

	it("stops a job, and shows what became of each of its records", async () => {
		desk.open("#/replay", {
			...LISTED,
			"jobs.cancel": () => ({ ...RUNNING, state: "CANCELLED", ended_at: after(1) }),
			"jobs.get": () => RUNNING,
			"jobs.results": () => ({ results: [{ id: "17", outcome: "refused", code: "X", why: "has been shipped" }], nextCursor: null }),
		});
		fireEvent.click(await screen.findByRole("button", { name: "Results of the job: Cancel orders · 4 orders" }));
		const results = await screen.findByRole("list", { name: "Results" });
		expect((await within(results).findByText("has been shipped")).parentElement?.textContent).toBe("17Refusedhas been shipped");
		fireEvent.click(screen.getAllByRole("button", { name: "Stop the job: Cancel orders · 4 orders" })[0] as HTMLElement);
		await waitFor(() => expect(desk.inputOf("jobs.cancel")).toEqual({ id: "job-1" }));
	});

	it("shows a viewer why they cannot stop one", async () => {
		desk.open("#/replay", { ...LISTED, session: desk.viewer });
		const stop = await screen.findByRole("button", { name: /Stop the job/ });
		expect([stop.ariaDisabled, stop.title]).toEqual(["true", "This requires the role operator; yours is viewer."]);
	});
});
