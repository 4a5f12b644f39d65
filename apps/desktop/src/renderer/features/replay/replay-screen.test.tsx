// @vitest-environment jsdom
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { after } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const running: ReplayJob = {
	job_id: "job-0001-x",
	state: "RUNNING",
	days: 7,
	topic: "fraud-test",
	from: after(-7 * 86_400),
	total: 400,
	replayed: 100,
	started_at: after(0),
	ended_at: null,
	error: null,
};

const desk = createTestConsole();

describe("the replay screen", () => {
	it("starts a replay of so many days into a topic", async () => {
		desk.open("#/replay", { "replays.list": () => ({ jobs: [] }), "orders.replay": () => running });
		fireEvent.change(await screen.findByLabelText("Days"), { target: { value: "14" } });
		fireEvent.change(screen.getByLabelText("Target topic"), { target: { value: "fraud-test" } });
		fireEvent.click(screen.getByRole("button", { name: "Start replay" }));
		await waitFor(() => expect(desk.inputOf("orders.replay")).toEqual({ days: 14, topic: "fraud-test" }));
		expect(await screen.findByText("Replay into fraud-test started")).toBeTruthy();
	});

	it("starts one of the last day at a rate; a rate that is no number of orders per second is refused at its field", async () => {
		desk.open("#/replay", { "replays.list": () => ({ jobs: [] }), "orders.replay": () => running });
		fireEvent.click(await screen.findByRole("button", { name: "Last day" }));
		fireEvent.change(screen.getByLabelText("Orders per second"), { target: { value: "0" } });
		fireEvent.click(screen.getByRole("button", { name: "Start replay" }));
		expect(await screen.findByText("must be at least 0.1")).toBeTruthy();
		expect(desk.inputOf("orders.replay")).toBeUndefined();
		fireEvent.change(screen.getByLabelText("Orders per second"), { target: { value: "25" } });
		fireEvent.click(screen.getByRole("button", { name: "Start replay" }));
		await waitFor(() => expect(desk.inputOf("orders.replay")).toEqual({ days: 1, topic: "orders-replay", rate: 25 }));
	});

	it("shows the rate as achieved and as requested, and opens the first record that a replay wrote", async () => {
		const done: ReplayJob = { ...running, state: "DONE", replayed: 400, ended_at: after(8), rate: 60 };
		desk.open("#/replay", {
			"replays.list": () => ({ jobs: [done] }),
			"records.firstSince": (input) => {
				const { topic, partition } = input as { topic: string; partition: number };
				if (partition < 2) throw new Error("There is no record");
				return { topic, partition, offset: 10 + partition, timestamp: after(6 - partition) };
			},
		});
		const row = (await screen.findByText("fraud-test")).closest("tr") as HTMLElement;
		expect(row.textContent).toContain("50.0 / 60.0");
		fireEvent.click(within(row).getByRole("button", { name: "First record of the replay into fraud-test" }));
		await waitFor(() => expect(window.location.hash).toBe("#/records/fraud-test/5/15"));
		expect(desk.inputOf("records.firstSince")).toMatchObject({ topic: "fraud-test", since: running.started_at });
	});

	it("refuses a live topic before it sends a request", async () => {
		desk.open("#/replay", { "replays.list": () => ({ jobs: [] }) });
		fireEvent.change(await screen.findByLabelText("Target topic"), { target: { value: "orders" } });
		fireEvent.click(screen.getByRole("button", { name: "Start replay" }));
		expect(await screen.findByText(/is live. Choose another/)).toBeTruthy();
		expect(desk.inputOf("orders.replay")).toBeUndefined();
	});

	it("shows how far a job is, and cancels it", async () => {
		const cancelled: ReplayJob = { ...running, state: "CANCELLED", ended_at: after(8) };
		desk.open("#/replay", { "replays.list": () => ({ jobs: [running] }), "replays.cancel": () => cancelled });
		const bar = await screen.findByRole("progressbar", { name: "Replay into fraud-test" });
		expect(bar.getAttribute("aria-valuenow")).toBe("25");
		fireEvent.click(screen.getByRole("button", { name: "Cancel the replay into fraud-test" }));
		await waitFor(() => expect(desk.inputOf("replays.cancel")).toEqual({ id: "job-0001-x" }));
	});

	it("reports why a job failed", async () => {
		const failed: ReplayJob = { ...running, state: "FAILED", ended_at: after(8), error: "The daemon stopped." };
		desk.open("#/replay", { "replays.list": () => ({ jobs: [failed] }) });
		expect(await screen.findByText(/100 of 400 · The daemon stopped\./)).toBeTruthy();
	});

	it("shows a viewer why they can neither start nor cancel one", async () => {
		desk.open("#/replay", { session: desk.viewer, "replays.list": () => ({ jobs: [running] }) });
		const jobs = await screen.findByRole("region", { name: "Replay jobs" });
		await within(jobs).findByText("fraud-test");
		for (const button of await screen.findAllByRole("button", { name: /Start replay|Cancel/ })) {
			expect(button.title).toBe("This requires the role operator; yours is viewer.");
		}
	});
});
