// @vitest-environment jsdom
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { auditRow, group, incident, newPartition } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const testConsole = createTestConsole();
const HASH = "#/lag?group=payments-group";

function open(change: Partial<GroupLag>, role?: string) {
	const actor = { name: "ann", role: role ?? "operator" };
	return testConsole.open(HASH, {
		"lag.list": () => ({ groups: [group("payments-group", { partitions: [newPartition()], ...change })] }),
		"lag.acknowledge": () => ({
			group: "payments-group",
			incident_id: "i",
			worst: "STALLED",
			acknowledged_by: "ann",
			acknowledged_at: "2024-01-15T12:00:00Z",
		}),
		"lag.setObjective": () => ({ group: "payments-group", seconds: 3, cycle_seconds: 5, shorter_than_cycle: true, version: 3 }),
		...(role === undefined
			? {}
			: { session: () => ({ actor, actions: { "lag.setObjective": "admin" }, auth_required: false, version: "0.1.0" }) }),
	});
}

describe("a group on the lag screen", () => {
	it("shows why it stalls, and what is said beside its status", async () => {
		open({ status: "STALLED", reason: "waiting for the gateway", tags: ["AT RISK", "rebalancing"], lag_seconds: 90, trend: "growing" });
		const row = (await screen.findByRole("button", { name: "payments-group, Stalled" })).closest("tr");
		expect(row?.textContent).toContain("waiting for the gateway");
		expect(row?.textContent).toContain("At risk");
		expect(row?.textContent).toContain("rebalancing");
		expect(row?.textContent).toContain("growing");
	});

	it("has an incident that an operator acknowledges, and nobody twice", async () => {
		open({ status: "STALLED", incident: incident({ incident_id: "i" }) });
		fireEvent.click(await screen.findByRole("button", { name: "Acknowledge" }));
		await waitFor(() => expect(testConsole.inputOf("lag.acknowledge")).toEqual({ id: "payments-group", incident_id: "i" }));
	});

	it("names who has acknowledged its incident, and offers no other acknowledgement", async () => {
		open({ status: "LATE", incident: incident({ acknowledged_by: "olga", acknowledged_at: "2024-01-15T12:00:00Z" }) });
		expect(await screen.findByText(/acknowledged by olga at 12:00:00/)).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Acknowledge" })).toBeNull();
	});

	it("shows a viewer why they cannot acknowledge, and an operator why they cannot set the objective", async () => {
		open({ status: "LATE", incident: incident() }, "viewer");
		await screen.findByText(/worst status/);
		expect((await screen.findByRole("button", { name: "Acknowledge" })).title).toBe("This requires the role operator; yours is viewer.");
		cleanup();
		open({}, "operator");
		const set = await screen.findByRole("button", { name: "Set the objective of payments-group" });
		expect(set.title).toBe("This requires the role admin; yours is operator.");
	});

	it("has an objective that an admin sets; one shorter than its own cycle is reported", async () => {
		open({ objective: { seconds: 3, cycle_seconds: 5, shorter_than_cycle: true, version: 2 } }, "admin");
		expect(await screen.findByText(/shorter than the group's own cycle of 5\.0/)).toBeTruthy();
		fireEvent.click(screen.getByRole("button", { name: "Set the objective of payments-group" }));
		const form = await screen.findByRole("dialog", { name: "Set the objective of payments-group" });
		fireEvent.change(within(form).getByLabelText(/Seconds behind/), { target: { value: "120" } });
		fireEvent.click(within(form).getByRole("button", { name: "Set", hidden: true }));
		await waitFor(() => expect(testConsole.inputOf("lag.setObjective")).toEqual({ id: "payments-group", seconds: 120, version: 2 }));
	});

	it("shows as much of its past as its link states, and keeps that while another group is opened", async () => {
		testConsole.open(`${HASH}&span=24h`);
		await waitFor(() => expect(testConsole.inputOf("lag.groupHistory")).toEqual({ id: "payments-group", minutes: 1_440 }));
		fireEvent.click(await screen.findByRole("button", { name: /^fraud-group/ }));
		await waitFor(() => expect(testConsole.inputOf("lag.groupHistory")).toEqual({ id: "fraud-group", minutes: 1_440 }));
		expect(window.location.hash).toContain("span=24h");
	});

	it("marks what operators did on its chart, with a link to each record, and reads no more than its window", async () => {
		const start = Math.floor(Date.now() / 60_000) * 60_000 - 900_000;
		const late = Array.from({ length: 180 }, () => 1);
		const steps = { late, lag: late, status: late.map(() => "OK"), rebalancing: late.map(() => false) };
		const pause = auditRow({ at: new Date(start + 300_000).toISOString(), reason: "the gateway declines" });
		testConsole.open(HASH, {
			"lag.groupHistory": () => ({ group: "payments-group", start, step_ms: 5_000, partitions: [], ...steps }),
			"audit.list": (input) => ({ records: (input as { action?: string[] }).action === undefined ? [] : [pause], nextCursor: null }),
		});
		const marker = await screen.findByRole("link", { name: /^Pause group, olga at/ });
		expect(marker.getAttribute("href")).toContain("record=a");
		expect(marker.closest("li")?.textContent).toContain("the gateway declines");
		const asked = testConsole.inputsOf("audit.list").filter((input) => input !== null && typeof input === "object" && "action" in input);
		expect(asked).toEqual([
			expect.objectContaining({ target: "group:payments-group", outcome: "done", limit: 200, from: expect.stringMatching(/:00\.000Z$/) }),
		]);
	});

	it("of the fraud group marks changes of rules too, which are of no group", async () => {
		const start = Math.floor(Date.now() / 60_000) * 60_000 - 900_000;
		const late = Array.from({ length: 180 }, () => 1);
		const steps = { late, lag: late, status: late.map(() => "OK"), rebalancing: late.map(() => false) };
		const change = auditRow({ at: new Date(start + 300_000).toISOString(), action: "rule.update", target: "rule:velocity" });
		testConsole.open("#/lag?group=fraud-group", {
			"lag.groupHistory": () => ({ group: "fraud-group", start, step_ms: 5_000, partitions: [], ...steps }),
			"audit.list": (input) => {
				const { action, target } = input as { action?: string[]; target?: string };
				return { records: action !== undefined && target === undefined ? [change] : [], nextCursor: null };
			},
		});
		const marker = await screen.findByRole("link", { name: /^Change rule, olga at/ });
		expect(marker.closest("li")?.textContent).toContain("rule velocity");
	});

	it("shows what this page has seen of its past while the daemon cannot be read", async () => {
		const at = (second: number) => ({ at: Date.now() - 20_000 + second * 1_000, lag: 5, lag_seconds: 2 });
		testConsole.open(HASH, {
			"lag.history": () => ({ "payments-group": [at(0), at(6), at(12)] }),
			"lag.groupHistory": () => {
				throw new Error("unreachable");
			},
		});
		expect(await screen.findByText(/as this page has seen it/)).toBeTruthy();
		expect(screen.queryByText("unreachable")).toBeNull();
	});

	it("that is unknown is gray and has no figures", async () => {
		open({
			status: "UNKNOWN",
			lag: null,
			lag_seconds: null,
			consume_rate: null,
			produce_rate: null,
			trend: null,
			eta: { kind: "unknown" },
		});
		const row = (await screen.findByRole("button", { name: "payments-group, Unknown" })).closest("tr");
		expect(row?.querySelector("[data-tone]")?.getAttribute("data-tone")).toBe("text-3");
		expect(row?.textContent).toContain("–");
	});
});
