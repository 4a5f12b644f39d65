import type { ResetTarget } from "@orderdeck/contracts/lag/offsets";
import { describe, expect, it } from "vitest";
import { created } from "../steps/events.fixture.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, commandsOf, refusalOf } from "./commands.fixture.ts";

const GROUP = "payments-group";
const BY_ADMIN = { actor: { name: "ada", role: "admin" } } as const;
const RESET = { group: GROUP, to: "earliest", reason: "read all of it again" } as const;

/** Twelve orders; the group has read half of each partition, and has no members. */
async function open() {
	const world = await World.open();
	await world.publish(...Array.from({ length: 12 }, (_, n) => created(n + 1)));
	const bounds = await world.log.bounds(["orders"]);
	const half = bounds.map(({ topic, partition, end }) => ({ topic, partition, offset: Math.floor(end / 2) }));
	await world.log.seek(GROUP, half);
	const { execute } = commandsOf(world);
	const reset = async (to: ResetTarget, more: object = {}) => {
		const { partitions } = await execute("resetOffsets", { ...RESET, to, ...more }, BY_ADMIN);
		return partitions.map((move) => move.to);
	};
	const join = () => world.log.consumer({ group: GROUP, topics: ["orders"], maxRecords: 1, member: "payments-1" });
	return { world, execute, reset, join, bounds, half, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe("a reset of offsets", () => {
	it("is recorded with what was committed before, and who requested it why", async () => {
		await using opened = await open();
		const { world, execute, half } = opened;
		const { reset_id, partitions } = await execute("resetOffsets", RESET, BY_ADMIN);
		expect(partitions.map(({ from, to }) => [from, to])).toEqual(half.map(({ offset }) => [offset, 0]));
		const positions = half.map((each) => ({ ...each, offset: 0 }));
		expect((await world.doc("groups", GROUP))?.reset).toEqual({
			id: reset_id,
			by: "ada",
			at: new Date(world.clock.now()).toISOString(),
			reason: RESET.reason,
			positions,
			before: half,
		});
		expect(await auditOf(world)).toMatchObject([
			{ actor: "ada", action: "group.offsets.reset", before: { offsets: half }, after: { offsets: positions }, reason: RESET.reason },
		]);
	});

	it.each<[string, ResetTarget, (half: number, end: number) => number]>([
		["the latest", "latest", (_half, end) => end],
		["back by more than there is, to the earliest", { shift: -100 }, () => 0],
		["forward by one", { shift: 1 }, (half) => half + 1],
		["past the first unread record", { skip: 1 }, (half) => half + 1],
		["a time before all records", { time: "2020-01-01T00:00:00Z" }, () => 0],
		["a time after all records", { time: "2100-01-01T00:00:00Z" }, (_half, end) => end],
	])("moves each partition to %s", async (_what, to, expected) => {
		await using opened = await open();
		const { bounds, half, reset } = opened;
		const ends = bounds.map(({ end }) => end);
		expect(await reset(to)).toEqual(half.map(({ offset }, at) => Math.min(expected(offset, ends[at] ?? 0), ends[at] ?? 0)));
	});

	it("moves only what is named, within what the log holds, and states what it changed of the target", async () => {
		await using opened = await open();
		const { execute, bounds, reset } = opened;
		const place = { topic: "orders", partition: 2 };
		const { partitions } = await execute("resetOffsets", { ...RESET, to: { offsets: [{ ...place, offset: 4711 }] } }, BY_ADMIN);
		expect(partitions).toMatchObject([{ ...place, to: bounds[2]?.end, clamped: true, move: "skips" }]);
		opened.world.clock.advance(120_000);
		expect(await reset("earliest", { partitions: [1, 3] })).toEqual([0, 0]);
	});

	it("copies where another group stands", async () => {
		await using opened = await open();
		const { world, bounds, reset } = opened;
		await world.log.seek(
			"reports-group",
			bounds.map(({ topic, partition, end }) => ({ topic, partition, offset: end })),
		);
		expect(await reset({ copy_from: "reports-group" })).toEqual(bounds.map(({ end }) => end));
	});

	it("is refused while a member reads what is moved, unless that is paused", async () => {
		await using opened = await open();
		const { execute, join, reset } = opened;
		await using _member = join();
		expect(await refusalOf(reset("earliest"))).toBe("GROUP_ACTIVE");
		await execute("pauseGroup", { group: GROUP, reason: "r", partitions: [1] }, BY_ADMIN);
		expect(await refusalOf(reset("earliest"))).toBe("GROUP_ACTIVE");
		expect(await reset("earliest", { partitions: [1] })).toEqual([0]);
	});

	it("is refused while the group rebalances: somebody may read it", async () => {
		await using opened = await open();
		const { log, store, work, clock } = opened.world;
		const groupOffsets = async (group: string) =>
			(await log.groupOffsets(group)).map((each) => ({ ...each, ownership: "rebalancing" as const }));
		const { execute } = commandsOf({ log: { ...log, groupOffsets }, store, work, clock });
		expect(await refusalOf(execute("resetOffsets", RESET, BY_ADMIN))).toBe("GROUP_ACTIVE");
		await execute("pauseGroup", { group: GROUP, reason: "r" }, BY_ADMIN);
		expect(await execute("resetOffsets", RESET, BY_ADMIN)).toMatchObject({ group: GROUP });
	});

	it("is refused where offsets have moved since the preview, and while another one is in progress", async () => {
		await using opened = await open();
		const { world, half, reset } = opened;
		await world.log.seek(GROUP, [{ topic: "orders", partition: 0, offset: 0 }]);
		const refused = reset("latest", { expected: half });
		expect(await refusalOf(refused)).toBe("CHANGED_MEANWHILE");
		await expect(refused).rejects.toThrow("orders/0 from 1 to 0");
		await reset("latest");
		expect(await refusalOf(reset("latest"))).toBe("GROUP_ACTIVE");
	});

	it("holds up resume while it is in progress", async () => {
		await using opened = await open();
		const { execute } = opened;
		await execute("pauseGroup", { group: GROUP, reason: "r" }, BY_ADMIN);
		const { reset_id } = await execute("resetOffsets", RESET, BY_ADMIN);
		expect(await refusalOf(execute("resumeGroup", { group: GROUP }, BY_ADMIN))).toBe("GROUP_ACTIVE");
		await execute("endReset", { group: GROUP, reset_id, failure: null }, BY_ADMIN);
		expect(await execute("resumeGroup", { group: GROUP }, BY_ADMIN)).toMatchObject({ paused: null });
	});

	it.each<[string, object]>([
		["a topic of others", { topics: ["shipping"] }],
		["a partition that there is not", { partitions: [6] }],
		["an offset of a partition of others", { to: { offsets: [{ topic: "shipping", partition: 0, offset: 0 }] } }],
		["the place of the group itself", { to: { copy_from: GROUP } }],
	])("is refused for %s", async (_what, change) => {
		await using opened = await open();
		expect(await refusalOf(opened.execute("resetOffsets", { ...RESET, ...change }, BY_ADMIN))).toBe("INVALID_INPUT");
	});
});

describe("the offsets from before a reset", () => {
	it("can be restored within a day, and that can be undone too", async () => {
		await using opened = await open();
		const { world, execute, half } = opened;
		const restore = () => execute("restoreOffsets", { group: GROUP, reason: "a mistake" }, BY_ADMIN);
		expect(await refusalOf(restore())).toBe("NOT_FOUND");
		const moved = async (reset_id: string, offset: (half: number) => number) => {
			await world.log.seek(
				GROUP,
				half.map((each) => ({ ...each, offset: offset(each.offset) })),
			);
			await execute("endReset", { group: GROUP, reset_id, failure: null }, BY_ADMIN);
		};
		await moved((await execute("resetOffsets", RESET, BY_ADMIN)).reset_id, () => 0);
		const restored = await restore();
		expect(restored.partitions.map(({ to }) => to)).toEqual(half.map(({ offset }) => offset));
		await moved(restored.reset_id, (offset) => offset);
		expect((await restore()).partitions.map(({ to }) => to)).toEqual(half.map(() => 0));
		world.clock.advance(86_400_001);
		expect(await refusalOf(restore())).toBe("NOT_FOUND");
	});
});
