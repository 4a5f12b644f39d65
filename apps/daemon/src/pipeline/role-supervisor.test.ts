import { setImmediate as nextTurn } from "node:timers/promises";
import { AppendRefused } from "@orderdeck/core/ports/errors";
import { describe, expect, it } from "vitest";
import { eagerClock } from "../live/live.fixture.ts";
import { createMeters } from "./meters.ts";
import { createRoleStatus } from "./role-status.ts";
import { createRoleSupervisor } from "./role-supervisor.ts";
import { createWriteHealth } from "./write-health.ts";

/** Two roles, fraud and payments, of which a test can end the first one's loop with an error. */
function twoRoles() {
	const lines: { readonly level: string; readonly event: string; readonly [field: string]: unknown }[] = [];
	const supervisor = createRoleSupervisor((level, event, fields) => lines.push({ level, event, ...fields }));
	const clock = eagerClock();
	const meters = createMeters(clock);
	const fraud = Promise.withResolvers<void>();
	let unreadable: string | undefined;
	const steps = [
		{ role: "fraud" as const, done: fraud.promise },
		{ role: "payments" as const, done: new Promise<void>(() => undefined) },
	].map(({ role, done }) => ({
		role,
		meter: meters.of(role),
		loop: { group: `${role}-group`, state: () => "running" as const, unreadable: () => unreadable, done },
	}));
	const status = createRoleStatus({
		steps,
		pauseOf: () => undefined,
		producer: undefined,
		producerMeter: meters.of("producer"),
		supervisor,
		health: createWriteHealth(clock),
		process: { instance: "test", version: "1" },
		producerTopic: "orders",
		clock,
	});
	const stopAt = (problem: string) => {
		unreadable = problem;
	};
	return { lines, status, stopAt, end: fraud.reject, watched: supervisor.watch("fraud", fraud.promise) };
}

describe("a role that is refused for good", () => {
	it("is stopped and reported, in its status and in readiness, while the others run on", async () => {
		const { lines, status, end, watched } = twoRoles();
		expect(status.pipeline()).toMatchObject({ ready: true, reason: null });
		end(new AppendRefused("TOPIC_DELETED", "the topic fraud-alerts was deleted; create it again and restart"));
		await watched;
		const { services, ready, reason } = status.pipeline();
		expect(services.map(({ role, state, last_error }) => [role, state, last_error])).toEqual([
			["fraud", "stopped", "the topic fraud-alerts was deleted; create it again and restart"],
			["payments", "running", null],
		]);
		expect({ ready, reason }).toEqual({
			ready: false,
			reason: "fraud has stopped: the topic fraud-alerts was deleted; create it again and restart",
		});
		expect(lines).toMatchObject([{ level: "error", event: "role_stopped", role: "fraud", code: "TOPIC_DELETED" }]);
	});

	it("is not taken for a fault of the program, which ends the pipeline", async () => {
		const { lines, status, end, watched } = twoRoles();
		end(new TypeError("undefined is not a function"));
		await expect(watched).rejects.toThrow(TypeError);
		await nextTurn();
		expect(status.pipeline().ready).toBe(true);
		expect(lines).toEqual([]);
	});
});

it("a role with a partition that it cannot read on reports that, and runs on", () => {
	const { status, stopAt } = twoRoles();
	stopAt("orders/3 cannot be read from offset 7 on: compression type 5 is not known to this version");
	expect(status.services()[0]).toMatchObject({ state: "running", last_error: expect.stringContaining("orders/3 cannot be read") });
	expect(status.pipeline().ready).toBe(true);
});
