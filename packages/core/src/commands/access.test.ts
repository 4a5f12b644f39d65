import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unlockAt } from "../domain/unlock.ts";
import { StoreError } from "../ports/errors.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsIn, commandsOf, contextOf, OPERATOR } from "./commands.fixture.ts";
import { readUnlock } from "./unlocks.ts";

const SOURCE = { client: "web", auth: "oidc", ip: "10.0.0.1" } as const;
const ANN = { name: "Ann", role: "operator", subject: "u-1" } as const;
const UNLOCK = { reason: "incident 42", minutes: 15 };

async function open() {
	const world = await World.open();
	const { execute } = commandsOf(world);
	const inMs = (ms: number) => new Date(world.clock.now() + ms).toISOString();
	const unlockOf = async (actor = OPERATOR) => unlockAt((await readUnlock(world.store, actor)).read?.doc, world.clock.now());
	return { world, execute, inMs, unlockOf, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe("the unlock of production", () => {
	it("is stored with why and until when, has a record, and ends by itself", async () => {
		await using opened = await open();
		const { world, execute, inMs, unlockOf } = opened;
		const unlock = { until: inMs(900_000), at: inMs(0), reason: "incident 42" };
		expect(await execute("unlockProduction", UNLOCK, { ...BY_OPERATOR, source: SOURCE })).toEqual({ unlock });
		expect(await unlockOf()).toEqual(unlock);
		expect(await auditOf(world)).toMatchObject([
			{
				actor: "olga",
				action: "production.unlock",
				target: "production",
				reason: "incident 42",
				client: "web",
				before: { state: "locked", until: null },
				after: { state: "unlocked", until: unlock.until },
			},
		]);
		world.clock.advance(899_999);
		expect(await unlockOf()).toEqual(unlock);
		world.clock.advance(1);
		expect(await unlockOf()).toBeNull();
	});

	it("is of one person, whatever they are called: another with the same name has none", async () => {
		await using opened = await open();
		const { execute, unlockOf } = opened;
		await execute("unlockProduction", UNLOCK, { actor: ANN });
		expect(await unlockOf({ ...ANN, name: "Ann Married", role: "admin" })).not.toBeNull();
		for (const other of [{ ...ANN, subject: "u-2" }, { name: "Ann", role: "operator" } as const]) expect(await unlockOf(other)).toBeNull();
	});

	it("is found by a key that every store takes, however long the subject is", async () => {
		await using opened = await open();
		const actor = { ...ANN, subject: "ü".repeat(255) };
		await opened.execute("unlockProduction", UNLOCK, { actor });
		expect(await opened.unlockOf(actor)).not.toBeNull();
		expect((await readUnlock(opened.world.store, actor)).key).toHaveLength(64);
	});

	it("ends when its owner locks production, with a record; where it is locked already nothing changes", async () => {
		await using opened = await open();
		const { world, execute, unlockOf } = opened;
		const { unlock } = await execute("unlockProduction", UNLOCK, BY_OPERATOR);
		for (const _time of ["first", "again"]) {
			expect(await execute("lockProduction", { reason: "done" }, BY_OPERATOR)).toEqual({ unlock: null });
			expect(await unlockOf()).toBeNull();
		}
		expect(await auditOf(world)).toMatchObject([
			{
				action: "production.lock",
				reason: "done",
				before: { state: "unlocked", until: unlock?.until },
				after: { state: "locked", until: null },
			},
			{ action: "production.unlock" },
		]);
	});

	it("does not happen where its record cannot be written", async () => {
		await using opened = await open();
		const unavailable = new StoreError("UNAVAILABLE", "the store is unavailable");
		const { execute } = commandsIn({ ...contextOf(opened.world), work: { atomic: true, apply: () => Promise.reject(unavailable) } });
		await expect(execute("unlockProduction", UNLOCK, BY_OPERATOR)).rejects.toBe(unavailable);
		expect(await opened.unlockOf()).toBeNull();
	});

	it("holds from the last unlock up to its end or the next lock, whatever happens in which order", async () => {
		const step = fc.oneof(
			fc.record({ unlock: fc.integer({ min: 1, max: 15 }) }),
			fc.record({ wait: fc.integer({ min: 1, max: 20 }) }),
			fc.constant({ lock: true }),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
				await using opened = await open();
				const { world, execute, unlockOf } = opened;
				let until = 0;
				for (const next of steps) {
					if ("unlock" in next) {
						await execute("unlockProduction", { reason: "r", minutes: next.unlock }, BY_OPERATOR);
						until = world.clock.now() + next.unlock * 60_000;
					} else if ("wait" in next) world.clock.advance(next.wait * 60_000);
					else {
						await execute("lockProduction", {}, BY_OPERATOR);
						until = 0;
					}
					expect((await unlockOf()) !== null).toBe(world.clock.now() < until);
				}
			}),
			{ numRuns: 15 },
		);
	});
});

describe("what the console records of its own", () => {
	it("is a sign-in, with what granted the role and from where", async () => {
		await using opened = await open();
		const granted = { granted_by: "shop-ops", expires_at: "2026-01-05T13:00:00.000Z" };
		await opened.execute("recordSignIn", granted, { actor: ANN, source: SOURCE });
		expect(await auditOf(opened.world)).toMatchObject([
			{ actor: "u-1", actor_name: "Ann", action: "session.start", target: "session", before: null, after: granted, ...SOURCE },
		]);
	});

	it("is an export, with what, how many and by which filters", async () => {
		await using opened = await open();
		const filter = { country: ["DE"], minAmount: 400, flagged: true };
		await opened.execute("recordExport", { what: "orders", format: "csv", rows: 478, filter }, BY_OPERATOR);
		expect(await auditOf(opened.world)).toMatchObject([
			{ action: "data.export", target: "export:orders", before: null, after: { rows: 478, format: "csv", filter } },
		]);
	});

	it("is refused where it cannot be recorded", async () => {
		await using opened = await open();
		const unavailable = new StoreError("UNAVAILABLE", "the store is unavailable");
		const { execute } = commandsIn({ ...contextOf(opened.world), work: { atomic: false, apply: () => Promise.reject(unavailable) } });
		await expect(execute("recordExport", { what: "audit", format: "jsonl", rows: 1, filter: {} }, BY_OPERATOR)).rejects.toBe(unavailable);
		expect(await auditOf(opened.world)).toEqual([]);
	});
});
