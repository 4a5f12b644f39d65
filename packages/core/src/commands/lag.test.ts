import { describe, expect, it } from "vitest";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsOf, refusalOf } from "./commands.fixture.ts";

const GROUP = "payments-group";

async function openWorld() {
	const world = await World.open();
	const [bound] = await world.log.bounds(["orders"]);
	if (bound === undefined) throw new Error("there is no topic orders");
	await world.log.seek(GROUP, [{ topic: "orders", partition: bound.partition, offset: bound.end }]);
	return { world, execute: commandsOf(world).execute, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe("the objective of a group", () => {
	it("is stored and set back, each with a record of before and after", async () => {
		await using opened = await openWorld();
		const { world, execute } = opened;
		expect(await execute("setGroupObjective", { id: GROUP, seconds: 120 }, BY_OPERATOR)).toEqual({
			group: GROUP,
			seconds: 120,
			version: 1,
		});
		expect(await world.doc("groups", GROUP)).toMatchObject({ objective_seconds: 120, acknowledged: null });
		expect(await execute("setGroupObjective", { id: GROUP, seconds: null }, BY_OPERATOR)).toEqual({
			group: GROUP,
			seconds: null,
			version: 2,
		});
		expect(await world.doc("groups", GROUP)).toMatchObject({ objective_seconds: null });
		expect((await auditOf(world)).map(({ target, before, after }) => ({ target, before, after }))).toEqual(
			expect.arrayContaining([
				{ target: `group:${GROUP}`, before: { objective_seconds: null }, after: { objective_seconds: 120 } },
				{ target: `group:${GROUP}`, before: { objective_seconds: 120 }, after: { objective_seconds: null } },
			]),
		);
	});

	it("stays where another operator has set it since the version that the caller has seen, and states who, when and to what", async () => {
		await using opened = await openWorld();
		const { world, execute } = opened;
		await execute("setGroupObjective", { id: GROUP, seconds: 120, version: 0 }, BY_OPERATOR);
		const late = execute("setGroupObjective", { id: GROUP, seconds: 60, version: 0 }, BY_OPERATOR);
		await expect(late).rejects.toMatchObject({
			code: "CHANGED_MEANWHILE",
			message: expect.stringMatching(/^The objective of payments-group is 120 s, version 1, set by olga at \d{4}-/),
		});
		expect(await world.doc("groups", GROUP)).toMatchObject({ objective_seconds: 120 });
		await execute("setGroupObjective", { id: GROUP, seconds: 60, version: 1 }, BY_OPERATOR);
		expect(await world.doc("groups", GROUP)).toMatchObject({ objective_seconds: 60, objective_set: { version: 2 } });
	});
});

describe("an acknowledgement", () => {
	const seen = { id: GROUP, incident_id: `${GROUP}:2026-01-15T12:00:00.000Z`, worst: "STALLED" } as const;

	it("states who has seen how much, on record, and leaves the objective as it is", async () => {
		await using opened = await openWorld();
		const { world, execute } = opened;
		await execute("setGroupObjective", { id: GROUP, seconds: 120 }, BY_OPERATOR);
		const done = await execute("acknowledgeIncident", seen, BY_OPERATOR);
		expect(done).toMatchObject({ group: GROUP, incident_id: seen.incident_id, worst: "STALLED", acknowledged_by: "olga" });
		const acknowledged = { worst: "STALLED", by: "olga", at: done.acknowledged_at };
		expect(await world.doc("groups", GROUP)).toMatchObject({ objective_seconds: 120, acknowledged });
		expect(await auditOf(world)).toEqual(
			expect.arrayContaining([expect.objectContaining({ actor: "olga", action: "incident.acknowledge", target: `group:${GROUP}` })]),
		);
	});
});

describe("a group that does not exist", () => {
	it("is refused, and leaves no record", async () => {
		await using opened = await openWorld();
		const { world, execute } = opened;
		expect(await refusalOf(execute("setGroupObjective", { id: "nobody", seconds: 9 }, BY_OPERATOR))).toBe("NOT_FOUND");
		expect(await refusalOf(execute("acknowledgeIncident", { id: "nobody", incident_id: "i", worst: "LATE" }, BY_OPERATOR))).toBe(
			"NOT_FOUND",
		);
		expect(await auditOf(world)).toEqual([]);
	});
});
