import type { CommandRequest } from "@orderdeck/contracts/command";
import { instantOf } from "@orderdeck/contracts/instant";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IN_FORCE_MS, RULE_BOOK_KEY } from "../domain/rule-book.ts";
import { MOST_RULES, MOST_VERSIONS } from "../domain/rule-changes.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, type Commands, commandsOf, refusalOf } from "./commands.fixture.ts";

const ADA: CommandRequest = { actor: { name: "ada", role: "admin" } };
const OTTO: CommandRequest = { actor: { name: "otto", role: "admin" } };
const FIRST = "high-amount-risky-country";
const HOSTILE = "<script>alert(1)</script> ' OR 1=1 -- $x `y` \u2028 {{constructor}}";

let world: World;
let execute: Commands["execute"];
beforeEach(async () => {
	world = await World.open();
	({ execute } = commandsOf(world));
});
afterEach(async () => {
	await world[Symbol.asyncDispose]();
});

const inMs = (ms: number) => new Date(world.clock.now() + ms).toISOString();
const stored = async (id: string) => (await world.doc("rules", RULE_BOOK_KEY))?.rules.find((rule) => rule.id === id);
const versionsOf = async (id: string) => (await stored(id))?.versions ?? [];

describe("adding a rule", () => {
	const card = { kind: "amount-limit" as const, reason: "CARD_TESTING", limit: 5 };

	it("gives it the id of its reason and a first version, in force a moment later, in the base currency", async () => {
		const rule = await execute("createRule", { ...card, comment: "a test" }, ADA);
		expect(rule).toEqual({
			id: "card-testing",
			kind: "amount-limit",
			name: "Card testing",
			reason: "CARD_TESTING",
			version: 1,
			state: "LIVE",
			enabled: true,
			snoozed_until: null,
			limit: 5,
			currency: "USD",
			safe_countries: null,
			window_ms: null,
			since: inMs(IN_FORCE_MS),
			changed_at: inMs(0),
			changed_by: "ada",
			change: "a test",
			shadow: null,
		});
		expect(await auditOf(world)).toMatchObject([
			{ actor: "ada", action: "rule.create", target: "rule:card-testing", reason: "a test", before: {}, after: { limit: 5, version: 1 } },
		]);
		expect((await stored(FIRST))?.versions).toHaveLength(1);
	});

	it("is refused where its id is taken, in whatever form", async () => {
		await execute("createRule", card, ADA);
		for (const reason of ["CARD_TESTING", "card-testing", "VELOCITY"])
			expect(await refusalOf(execute("createRule", { ...card, reason }, ADA))).toBe("RULE_EXISTS");
	});

	it(`is refused beyond ${MOST_RULES} rules`, async () => {
		for (let number = 0; number < MOST_RULES - 3; number += 1) await execute("createRule", { ...card, reason: `R${number}` }, ADA);
		const refused = execute("createRule", { ...card, reason: "ONE_MORE" }, ADA);
		expect(await refusalOf(refused)).toBe("INVALID_INPUT");
		await expect(refused).rejects.toThrow("there are 50 rules");
	});

	it("may begin in shadow, and is then shown with that version", async () => {
		const rule = await execute("createRule", { ...card, state: "SHADOW" }, ADA);
		expect(rule).toMatchObject({ state: "SHADOW", version: 1, shadow: { version: 1, limit: 5 } });
	});
});

describe("changing a rule", () => {
	it("saves a new version with who, when and why; its audit record has what changed", async () => {
		const rule = await execute("updateRule", { id: FIRST, version: 1, limit: 250, reason: "too many" }, ADA);
		expect(rule).toMatchObject({
			version: 2,
			limit: 250,
			currency: "USD",
			safe_countries: ["US", "CA"],
			changed_by: "ada",
			changed_at: inMs(0),
			change: "too many",
			since: inMs(IN_FORCE_MS),
		});
		expect((await versionsOf(FIRST)).map(({ version, limit }) => [version, limit])).toEqual([
			[1, 300],
			[2, 250],
		]);
		expect(await auditOf(world)).toMatchObject([{ action: "rule.update", target: `rule:${FIRST}`, reason: "too many" }]);
		const [{ before, after } = {}] = await auditOf(world);
		expect({ before, after }).toEqual({ before: { version: 1, limit: 300 }, after: { version: 2, limit: 250 } });
	});

	it("is refused on a version that is not the newest, with who changed it, when, and what it is now", async () => {
		await execute("updateRule", { id: FIRST, version: 1, limit: 250 }, ADA);
		const refused = execute("updateRule", { id: FIRST, version: 1, limit: 200 }, OTTO);
		expect(await refusalOf(refused)).toBe("CHANGED_MEANWHILE");
		await expect(refused).rejects.toThrow(`changed by ada at ${inMs(0)}: it has version 2 now`);
		await expect(refused).rejects.toThrow('"limit":250');
	});

	it("of two at the same time, one is saved and the other is refused", async () => {
		const results = await Promise.allSettled([
			execute("updateRule", { id: FIRST, version: 1, limit: 250 }, ADA),
			execute("updateRule", { id: FIRST, version: 1, limit: 200 }, OTTO),
		]);
		expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
		expect(await versionsOf(FIRST)).toHaveLength(2);
	});

	it("that changes nothing saves no version, and leaves no record", async () => {
		const same = { id: FIRST, version: 1, limit: 300, enabled: true, state: "LIVE" as const, name: "High amount, risky country" };
		expect(await execute("updateRule", same, ADA)).toMatchObject({ version: 1 });
		expect(await auditOf(world)).toEqual([]);
	});

	it("puts versions in force one after the other, however quickly they are saved", async () => {
		for (const version of [1, 2, 3, 4]) await execute("updateRule", { id: FIRST, version, limit: 100 + version }, ADA);
		const since = (await versionsOf(FIRST)).map((version) => instantOf(version.since));
		expect(new Set(since).size).toBe(5);
		expect(since).toEqual(since.toSorted((a, b) => a - b));
	});

	it.each([
		["a parameter of another kind", { window_ms: 60_000 }, "window_ms: is not a parameter of amount-by-country"],
		["a snooze that has passed", { snoozed_until: "2020-01-01T00:00:00Z" }, "snoozed_until: must be in the future"],
	])("is refused for %s, by field", async (_what, changes, message) => {
		const refused = execute("updateRule", { id: FIRST, version: 1, ...changes }, ADA);
		expect(await refusalOf(refused)).toBe("INVALID_INPUT");
		await expect(refused).rejects.toThrow(message);
		expect(await versionsOf(FIRST)).toEqual([]);
	});

	it("may disable, snooze and rename it, and change its currency; null ends a snooze", async () => {
		const until = inMs(60_000);
		expect(await execute("updateRule", { id: FIRST, version: 1, snoozed_until: until }, ADA)).toMatchObject({ snoozed_until: until });
		expect(await execute("updateRule", { id: FIRST, version: 2, snoozed_until: null, enabled: false }, ADA)).toMatchObject({
			snoozed_until: null,
			enabled: false,
		});
		expect(await execute("updateRule", { id: FIRST, version: 3, name: "Abroad", currency: "EUR" }, ADA)).toMatchObject({
			version: 4,
			name: "Abroad",
			currency: "EUR",
			enabled: false,
		});
	});

	it("is refused for a rule that there is not", async () => {
		expect(await refusalOf(execute("updateRule", { id: "nobody", version: 1 }, ADA))).toBe("NOT_FOUND");
		expect(await refusalOf(execute("updateRule", { id: "__proto__", version: 1 }, ADA))).toBe("NOT_FOUND");
	});

	it(`keeps the newest ${MOST_VERSIONS} versions and the live one, and counts on`, async () => {
		await execute("updateRule", { id: "velocity", version: 1, limit: 4 }, ADA);
		for (let version = 2; version < MOST_VERSIONS + 10; version += 1)
			await execute("updateRule", { id: "velocity", version, state: "SHADOW", limit: version }, ADA);
		const versions = await versionsOf("velocity");
		expect(versions).toHaveLength(MOST_VERSIONS);
		expect(versions[0]).toMatchObject({ version: 2, state: "LIVE", limit: 4 });
		expect(versions.at(-1)).toMatchObject({ version: MOST_VERSIONS + 10 });
	});

	it("keeps names and reasons as the text that they are", async () => {
		const rule = await execute("updateRule", { id: FIRST, version: 1, name: HOSTILE.slice(0, 64), reason: HOSTILE }, ADA);
		expect(rule).toMatchObject({ name: HOSTILE.slice(0, 64), change: HOSTILE });
		expect((await stored(FIRST))?.name).toBe(HOSTILE.slice(0, 64));
	});
});

describe("a version in shadow", () => {
	const inShadow = () => execute("updateRule", { id: FIRST, version: 1, state: "SHADOW", limit: 200 }, ADA);

	it("stands beside the live one, which stays as it is", async () => {
		expect(await inShadow()).toMatchObject({ version: 1, state: "LIVE", limit: 300, shadow: { version: 2, state: "SHADOW", limit: 200 } });
		expect((await auditOf(world))[0]).toMatchObject({ before: { state: "LIVE", limit: 300 }, after: { state: "SHADOW", limit: 200 } });
	});

	it("is enabled though the live one is not", async () => {
		await execute("updateRule", { id: FIRST, version: 1, enabled: false }, ADA);
		expect(await execute("updateRule", { id: FIRST, version: 2, state: "SHADOW" }, ADA)).toMatchObject({
			enabled: false,
			shadow: { enabled: true, limit: 300 },
		});
	});

	it("is changed by another version in shadow", async () => {
		await inShadow();
		expect(await execute("updateRule", { id: FIRST, version: 2, state: "SHADOW", safe_countries: [] }, ADA)).toMatchObject({
			limit: 300,
			shadow: { version: 3, limit: 200, safe_countries: [] },
		});
	});

	it("becomes live as a new version with its parameters", async () => {
		await inShadow();
		expect(await execute("updateRule", { id: FIRST, version: 2, state: "LIVE" }, ADA)).toMatchObject({
			version: 3,
			state: "LIVE",
			limit: 200,
			shadow: null,
		});
		expect((await auditOf(world))[0]).toMatchObject({ before: { version: 1, limit: 300 }, after: { version: 3, limit: 200 } });
	});

	it("ends when the live version is changed instead", async () => {
		await inShadow();
		expect(await execute("updateRule", { id: FIRST, version: 2, limit: 280 }, ADA)).toMatchObject({ version: 3, limit: 280, shadow: null });
	});
});

describe("restoring a version", () => {
	it("makes its parameters those of a new version, and leaves the rest", async () => {
		await execute("updateRule", { id: FIRST, version: 1, limit: 250, safe_countries: ["DE"] }, ADA);
		await execute("updateRule", { id: FIRST, version: 2, enabled: false }, ADA);
		expect(await execute("restoreRule", { id: FIRST, version: 3, to: 1, reason: "it was better" }, OTTO)).toMatchObject({
			version: 4,
			limit: 300,
			safe_countries: ["US", "CA"],
			enabled: false,
			changed_by: "otto",
			change: "it was better",
		});
		expect((await auditOf(world))[0]).toMatchObject({ action: "rule.restore", before: { limit: 250 }, after: { limit: 300 } });
	});

	it("is refused for a version that there is not, and on one that is not the newest", async () => {
		const restore = { id: FIRST, reason: "r" };
		expect(await refusalOf(execute("restoreRule", { ...restore, version: 1, to: 7 }, ADA))).toBe("NOT_FOUND");
		expect(await refusalOf(execute("restoreRule", { ...restore, version: 9, to: 1 }, ADA))).toBe("CHANGED_MEANWHILE");
	});

	it("of the current parameters changes nothing", async () => {
		expect(await execute("restoreRule", { id: FIRST, version: 1, to: 1, reason: "r" }, ADA)).toMatchObject({ version: 1 });
		expect(await auditOf(world)).toEqual([]);
	});
});

describe("suppressing a rule for a customer", () => {
	const DAY = 86_400_000;
	const suppress = (until: string, customer_id: string | number = 1000) =>
		execute("suppressRule", { id: FIRST, customer_id, comment: HOSTILE, until }, ADA);
	const listed = () => world.store.suppressions(FIRST, world.clock.now());

	it("is stored with who, why and until when, and recorded", async () => {
		const until = inMs(180 * DAY);
		expect(await suppress(until)).toEqual({ rule: FIRST, customer_id: "1000", comment: HOSTILE, by: "ada", at: inMs(0), until });
		expect(await auditOf(world)).toMatchObject([
			{
				action: "rule.suppress",
				target: `rule:${FIRST}`,
				reason: HOSTILE,
				before: { customer_id: "1000", suppressed_until: null },
				after: { customer_id: "1000", suppressed_until: until },
			},
		]);
		expect((await listed()).map(({ periods }) => periods[0]?.from)).toEqual([inMs(IN_FORCE_MS)]);
	});

	it("again takes the place of what is left of the earlier one, though that would last longer", async () => {
		await suppress(inMs(10 * DAY));
		world.clock.advance(DAY);
		const until = inMs(DAY);
		await suppress(until);
		const [record] = await listed();
		expect(record?.periods.map((period) => [period.from, period.until])).toEqual([
			[inMs(IN_FORCE_MS - DAY), inMs(IN_FORCE_MS)],
			[inMs(IN_FORCE_MS), until],
		]);
	});

	it.each([
		["that has passed", -1, "must be in the future"],
		["in more than 180 days", 180 * DAY + 1, "must be at most 180 days ahead"],
	])("is refused until a time %s", async (_what, ms, message) => {
		const refused = suppress(inMs(ms));
		expect(await refusalOf(refused)).toBe("INVALID_INPUT");
		await expect(refused).rejects.toThrow(`until: ${message}`);
	});

	it("is lifted once, for the orders that are accepted a moment later", async () => {
		await suppress(inMs(DAY), "CUST-'1");
		world.clock.advance(60_000);
		const lift = () => execute("liftSuppression", { id: FIRST, customer_id: "CUST-'1", reason: "resolved" }, OTTO);
		expect(await lift()).toMatchObject({ customer_id: "CUST-'1", until: inMs(IN_FORCE_MS) });
		expect(await refusalOf(lift())).toBe("NOT_FOUND");
		world.clock.advance(IN_FORCE_MS);
		expect(await listed()).toEqual([]);
		expect((await auditOf(world))[0]).toMatchObject({ action: "rule.lift-suppression", actor: "otto", reason: "resolved" });
	});

	it("is refused for a rule that there is not; there is nothing to lift where it has expired, or never was", async () => {
		expect(await refusalOf(execute("suppressRule", { id: "nobody", customer_id: 1, comment: "c", until: inMs(DAY) }, ADA))).toBe(
			"NOT_FOUND",
		);
		await suppress(inMs(1_000));
		world.clock.advance(1_000);
		expect(await refusalOf(execute("liftSuppression", { id: FIRST, customer_id: 1000 }, ADA))).toBe("NOT_FOUND");
		expect(await refusalOf(execute("liftSuppression", { id: FIRST, customer_id: 2 }, ADA))).toBe("NOT_FOUND");
	});
});
