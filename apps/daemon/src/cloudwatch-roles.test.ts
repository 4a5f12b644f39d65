import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { ROLES, type Role } from "@orderdeck/contracts/topics";
import { isoOf } from "@orderdeck/core/domain/instant";
import { SILENT_MS } from "@orderdeck/core/domain/service-registry";
import { describe, expect, it } from "vitest";
import { groupRates, notReadyInstances } from "./cloudwatch-roles.ts";

const NOW = 1_000_000;

const status = (role: Role, changes: Partial<ServiceStatus> = {}): ServiceStatus => ({
	role,
	state: "running",
	instance: "a",
	version: "1",
	started_at: isoOf(0),
	handled: 0,
	per_second: 0,
	batches: 0,
	retries: 0,
	dead_letters: 0,
	last_error: null,
	seen_at: isoOf(NOW),
	restarts: null,
	...changes,
});

describe("readiness", () => {
	const counted = (services: readonly ServiceStatus[]) => Object.fromEntries(notReadyInstances(services, NOW));
	const others = (role: Role) => ROLES.filter((each) => each !== role).map((each) => status(each));

	it("an instance that backs off or was refused is not ready; one that runs or is paused is", () => {
		const services = [
			status("fraud", { instance: "a", state: "backing-off" }),
			status("fraud", { instance: "b", state: "stopped" }),
			status("fraud", { instance: "c" }),
			status("fraud", { instance: "d", state: "paused" }),
			...others("fraud"),
		];
		expect(counted(services)).toEqual({ producer: 0, fraud: 2, payments: 0, inventory: 0, shipping: 0, analytics: 0 });
	});

	it("an instance that was replaced is not counted, and a role without an instance is one that is not ready", () => {
		const silent = status("fraud", { instance: "a", state: "stopped", seen_at: isoOf(NOW - SILENT_MS) });
		expect(counted([silent, status("fraud", { instance: "b" }), ...others("fraud")])).toMatchObject({ fraud: 0 });
		expect(counted([silent, ...others("fraud")])).toMatchObject({ fraud: 1 });
	});
});

describe("rates", () => {
	const at = (seconds: number, instance: string, batches: number | undefined, retries: number) =>
		status("payments", { instance, seen_at: isoOf(NOW + seconds * 1000), batches, retries });

	it("are the sum over a group's instances, each over its own time between two reports", () => {
		const rates = groupRates([at(0, "a", 100, 10), at(0, "b", 50, 0)], [at(30, "a", 130, 25), at(20, "b", 90, 10)]);
		expect(Object.fromEntries(rates)).toEqual({ "payments-group": { batches: 3, retries: 1 } });
	});

	it("count an instance from its second report: its earlier counts belong to another time", () => {
		expect(Object.fromEntries(groupRates([at(0, "a", 0, 0)], [at(10, "a", 10, 0), at(10, "b", 900, 900)]))).toEqual({
			"payments-group": { batches: 1, retries: 0 },
		});
	});

	it("are unknown without a second report, or where an earlier version counts no batches", () => {
		expect(groupRates([], [at(0, "a", 5, 5)]).size).toBe(0);
		expect(groupRates([at(0, "a", 5, 5)], [at(0, "a", 5, 5)]).size).toBe(0);
		expect(groupRates([at(0, "a", undefined, 5)], [at(10, "a", undefined, 9)]).size).toBe(0);
	});
});
