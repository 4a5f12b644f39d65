import { describe, expect, it } from "vitest";
import { NO_SETTINGS } from "../domain/lag-status/group-settings.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsOf, refusalOf } from "./commands.fixture.ts";

const GROUP = "payments-group";
const BY_OTHER = { actor: { name: "otto", role: "operator" } } as const;
const BY_ADMIN = { actor: { name: "ada", role: "admin" } } as const;
const BY_DAEMON = { actor: { name: "orderdeck", role: "operator" } } as const;
const PAUSE = { group: GROUP, reason: "the gateway declines everything" };

async function open() {
	const world = await World.open();
	await world.log.seek(GROUP, [{ topic: "orders", partition: 0, offset: 0 }]);
	const { execute } = commandsOf(world);
	const inMs = (ms: number) => new Date(world.clock.now() + ms).toISOString();
	return { world, execute, inMs, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe("the pause of a group", () => {
	it("is stored with who, when, why and until when, and has a record of before and after", async () => {
		await using opened = await open();
		const { world, execute, inMs } = opened;
		const until = inMs(60_000);
		const { paused } = await execute("pauseGroup", { ...PAUSE, until }, BY_OPERATOR);
		expect(paused).toEqual({ by: "olga", at: inMs(0), reason: PAUSE.reason, until, topics: null, partitions: null });
		expect(await world.doc("groups", GROUP)).toEqual({ ...NO_SETTINGS, paused });
		expect(await auditOf(world)).toMatchObject([
			{ actor: "olga", action: "group.pause", target: `group:${GROUP}`, before: { paused: null }, after: { paused } },
		]);
	});

	it("is replaced by the operator who made it, and by nobody else, whatever their role", async () => {
		await using opened = await open();
		const { execute, inMs } = opened;
		await execute("pauseGroup", { ...PAUSE, until: inMs(60_000) }, BY_OPERATOR);
		for (const other of [BY_OTHER, BY_ADMIN]) {
			const refused = execute("pauseGroup", PAUSE, other);
			expect(await refusalOf(refused)).toBe("PAUSED_BY_OTHER");
			await expect(refused).rejects.toThrow(`paused by olga at ${inMs(0)}, until ${inMs(60_000)}`);
		}
		expect(await execute("pauseGroup", { ...PAUSE, partitions: [0] }, BY_OPERATOR)).toMatchObject({
			paused: { until: null, partitions: [0] },
		});
	});

	it("ends by the operator who made it or by an admin, with a record", async () => {
		await using opened = await open();
		const { world, execute } = opened;
		const { paused } = await execute("pauseGroup", PAUSE, BY_OPERATOR);
		expect(await refusalOf(execute("resumeGroup", { group: GROUP }, BY_OTHER))).toBe("PAUSED_BY_OTHER");
		expect(await execute("resumeGroup", { group: GROUP, reason: "fixed" }, BY_ADMIN)).toEqual({ group: GROUP, paused: null, was: paused });
		expect(await world.doc("groups", GROUP)).toMatchObject({ paused: null });
		expect((await auditOf(world))[0]).toMatchObject({
			actor: "ada",
			action: "group.resume",
			before: { paused },
			after: { paused: null },
			reason: "fixed",
		});
		expect(await refusalOf(execute("resumeGroup", { group: GROUP }, BY_OPERATOR))).toBe("GROUP_NOT_PAUSED");
	});

	it("is ended by the daemon once its time is over, unless it was changed meanwhile", async () => {
		await using opened = await open();
		const { world, execute, inMs } = opened;
		const { paused } = await execute("pauseGroup", { ...PAUSE, until: inMs(1_000) }, BY_OPERATOR);
		const end = () => execute("endPause", { group: GROUP, at: paused.at }, BY_DAEMON);
		await end();
		expect(await world.doc("groups", GROUP)).toMatchObject({ paused });
		world.clock.advance(1_000);
		await end();
		await end();
		expect(await world.doc("groups", GROUP)).toMatchObject({ paused: null });
		expect((await auditOf(world)).map(({ actor, action }) => [actor, action])).toEqual([
			["orderdeck", "group.pause-end"],
			["olga", "group.pause"],
		]);
		expect(await execute("pauseGroup", PAUSE, BY_OTHER)).toMatchObject({ paused: { by: "otto" } });
	});

	it("holds nobody up once its time is over, though its end is not recorded", async () => {
		await using opened = await open();
		const { world, execute, inMs } = opened;
		await execute("pauseGroup", { ...PAUSE, until: inMs(1_000) }, BY_OPERATOR);
		world.clock.advance(1_000);
		expect(await execute("pauseGroup", PAUSE, BY_OTHER)).toMatchObject({ paused: { by: "otto" } });
	});

	it.each([
		["a group that there is not", { group: "reports-group", reason: "r" }, "NOT_FOUND"],
		["a time that has passed", { ...PAUSE, until: "2020-01-01T00:00:00Z" }, "INVALID_INPUT"],
		["a topic that the group does not read", { ...PAUSE, topics: ["shipping"] }, "INVALID_INPUT"],
		["a partition that the group does not read", { ...PAUSE, partitions: [6] }, "INVALID_INPUT"],
	])("is refused for %s", async (_what, input, code) => {
		await using opened = await open();
		expect(await refusalOf(opened.execute("pauseGroup", input, BY_OPERATOR))).toBe(code);
		expect(await auditOf(opened.world)).toEqual([]);
	});
});
