import { describe, expect, it } from "vitest";
import { isoOf } from "../domain/instant.ts";
import { put } from "../ports/documents.ts";
import { suppressionKey } from "../wire/suppression-key.ts";
import { cancelled, created } from "./events.fixture.ts";
import { fraudStep } from "./fraud.ts";
import { storedRule, storeRules, version, withRule } from "./rules.fixture.ts";
import { World } from "./steps.fixture.ts";

const alertIds = async (world: World) => (await world.events("fraud-alerts")).map(({ id }) => id).toSorted();

describe("rule 1: above 300 and from outside US and CA", () => {
	it.each([
		[300.01, "DE", true],
		[300.01, "BR", true],
		[500, "CN", true],
		[300, "DE", false],
		[299.99, "CN", false],
		[500, "US", false],
		[300.01, "CA", false],
		[0, "IN", false],
	] as const)("%d from %s: flagged %s", async (amount, country, flagged) => {
		await using world = await World.open();
		await world.publish(created(7, { amount, country }));
		await world.run(fraudStep);
		const alerts = await world.events("fraud-alerts");
		expect(alerts).toHaveLength(flagged ? 1 : 0);
		if (!flagged) return;
		expect(alerts[0]).toMatchObject({
			id: "7:FRAUD_ALERT_RAISED:high-amount-risky-country",
			key: "7",
			data: {
				order_id: 7,
				reason: "HIGH_AMOUNT_RISKY_COUNTRY",
				amount,
				country,
				rule: "high-amount-risky-country",
				rule_version: 1,
				facts: [
					{ fact: "amount", value: amount, threshold: 300, currency: "USD" },
					{ fact: "country", value: country, threshold: ["US", "CA"] },
				],
			},
		});
	});

	it("is alone at first: many large orders of one customer at home raise nothing", async () => {
		await using world = await World.open();
		await world.publish(...[1, 2, 3, 4, 5, 6].map((id) => created(id, { amount: 499 })));
		await world.run(fraudStep);
		expect(await world.events("fraud-alerts")).toEqual([]);
		expect(await world.doc("customers", 1000)).toBeUndefined();
	});

	it("does not look at an order that takes no money, nor at a cancellation", async () => {
		await using world = await World.open();
		await world.publish(created(1, { amount: 500, country: "DE", status: "CANCELLED" }), cancelled(2));
		await world.run(fraudStep);
		expect(await world.events("fraud-alerts")).toEqual([]);
	});
});

it("without velocity the step reads the rules once a batch, and nothing else", async () => {
	await using world = await World.open();
	await world.publish(...Array.from({ length: 20 }, (_, id) => created(id)));
	const reads: string[] = [];
	const store: typeof world.store = {
		...world.store,
		get: (collection, keys) => {
			reads.push(`${collection} ${keys.join()}`);
			return world.store.get(collection, keys);
		},
	};
	await world.run(fraudStep, { deps: { ...world.deps, store } });
	expect(new Set(reads)).toEqual(new Set(["rules book"]));
});

describe("velocity, when it is enabled", () => {
	const rules = withRule("velocity", { limit: 2, window_ms: 60_000 });
	const at = (second: number) => `2026-01-05T12:00:${String(second).padStart(2, "0")}.000Z`;
	const kept = async (world: World) => (await world.doc("customers", 1000))?.orders.map(({ order_id }) => order_id);
	async function open(): Promise<World> {
		const world = await World.open();
		await storeRules(world, rules);
		// All of these orders have been created before the log accepts them.
		world.clock.advance(3_600_000);
		return world;
	}

	it("flags the orders of a customer beyond the limit, over several batches", async () => {
		await using world = await open();
		for (const id of [1, 2, 3]) {
			await world.publish(created(id, { created_at: at(id) }));
			await world.run(fraudStep);
		}
		const alerts = await world.events("fraud-alerts");
		expect(alerts.map(({ id }) => id)).toEqual(["3:FRAUD_ALERT_RAISED:velocity"]);
		expect(alerts[0]?.data).toMatchObject({ rule_version: 1, facts: [{ fact: "orders", value: 3, threshold: 2, window_ms: 60_000 }] });
	});

	it("counts the same order once, and other customers apart", async () => {
		await using world = await open();
		await world.publish(created(1), created(1), created(1), created(2, { customer_id: "CUST-2" }), created(3));
		await world.run(fraudStep);
		expect(await world.events("fraud-alerts")).toEqual([]);
		expect((await kept(world))?.toSorted()).toEqual([1, 3]);
	});

	it("drops what is older than twice the window", async () => {
		await using world = await open();
		await world.publish(created(1, { created_at: "2026-01-05T11:00:00Z" }), created(2), created(3));
		await world.run(fraudStep);
		expect(await world.events("fraud-alerts")).toEqual([]);
		expect((await kept(world))?.toSorted()).toEqual([2, 3]);
	});

	it("evaluates those after an order that arrives late again, and raises each alert once", async () => {
		await using world = await open();
		for (const [id, second] of [
			[1, 10],
			[2, 30],
			[3, 20],
			[4, 5],
		] as const) {
			await world.publish(created(id, { created_at: at(second), amount: id, country: "DE" }));
			await world.run(fraudStep);
		}
		// 2 when 3 arrived; 3 when 4 arrived, with its own amount.
		expect(await alertIds(world)).toEqual(["2:FRAUD_ALERT_RAISED:velocity", "3:FRAUD_ALERT_RAISED:velocity"]);
		expect((await world.events("fraud-alerts")).find(({ key }) => key === "3")?.data).toMatchObject({
			order_id: 3,
			amount: 3,
			country: "DE",
		});
	});

	it("counts an order that arrives CANCELLED, and flags none", async () => {
		await using world = await open();
		await world.publish(created(1, { status: "CANCELLED" }), created(2));
		await world.run(fraudStep);
		await world.publish(created(3), created(4, { status: "CANCELLED" }));
		await world.run(fraudStep);
		expect((await alertIds(world)).includes("4:FRAUD_ALERT_RAISED:velocity")).toBe(false);
		expect(await alertIds(world)).toContain("3:FRAUD_ALERT_RAISED:velocity");
	});

	it("is not misled by an order from the future: it happened when the log accepted it", async () => {
		await using world = await open();
		await world.publish(created(9, { created_at: "2999-01-01T00:00:00Z" }));
		await world.run(fraudStep);
		const now = isoOf(world.clock.now());
		await world.publish(...[1, 2, 3].map((id) => created(id, { created_at: now })));
		await world.run(fraudStep);
		expect((await alertIds(world)).length).toBeGreaterThan(0);
	});

	it("keeps windows while it is snoozed, and none before it is enabled", async () => {
		await using world = await World.open();
		const later = isoOf(world.clock.now() + 10_000);
		await storeRules(world, { rules: [storedRule("v", "velocity", version(1, { limit: 1, window_ms: 60_000, since: later }))] });
		await world.publish(created(1));
		await world.run(fraudStep);
		expect(await world.doc("customers", 1000)).toBeUndefined();
		world.clock.advance(10_000);
		await storeRules(world, {
			rules: [storedRule("v", "velocity", version(1, { limit: 1, window_ms: 60_000, snoozed_until: "2999-01-01T00:00:00Z" }))],
		});
		await world.publish(created(2), created(3));
		await world.run(fraudStep);
		expect(await alertIds(world)).toEqual([]);
		expect((await kept(world))?.toSorted()).toEqual([2, 3]);
	});
});

it("a plain amount limit, when enabled, flags an order at home too; an order may break two rules", async () => {
	await using world = await World.open();
	await storeRules(world, withRule("amount-limit"));
	await world.publish(created(1, { amount: 450.01, country: "US" }), created(2, { amount: 450.01, country: "FR" }));
	await world.run(fraudStep);
	expect(await alertIds(world)).toEqual([
		"1:FRAUD_ALERT_RAISED:amount-limit",
		"2:FRAUD_ALERT_RAISED:amount-limit",
		"2:FRAUD_ALERT_RAISED:high-amount-risky-country",
	]);
});

it("a redelivery raises alerts of the same ids", async () => {
	await using world = await World.open();
	const [place] = await world.publish(created(1, { amount: 400, country: "IN" }));
	await world.run(fraudStep);
	world.clock.advance(60_000);
	if (place === undefined) throw new Error("no place");
	await world.log.seek(fraudStep.group, [{ ...place, offset: 0 }]);
	await world.run(fraudStep);
	const ids = (await world.events("fraud-alerts")).map(({ id }) => id);
	expect(ids).toEqual(["1:FRAUD_ALERT_RAISED:high-amount-risky-country", "1:FRAUD_ALERT_RAISED:high-amount-risky-country"]);
});

describe("the version that evaluates an order", () => {
	it("is the one in force when the log accepted it, however late it is read", async () => {
		await using world = await World.open();
		const now = world.clock.now();
		const since = (ms: number) => isoOf(now + ms);
		const limit = (number: number, max: number, ms: number) => version(number, { limit: max, currency: "USD", since: since(ms) });
		await storeRules(world, { rules: [storedRule("r", "amount-limit", limit(1, 100, -1), limit(2, 500, 1_000), limit(3, 50, 2_000))] });
		for (const id of [1, 2, 3]) {
			await world.publish(created(id, { amount: 200 }));
			world.clock.advance(1_000);
		}
		world.clock.advance(60_000);
		await world.run(fraudStep);
		const found = (await world.events("fraud-alerts")).map(({ key, data }) => [key, (data as { rule_version?: number }).rule_version]);
		expect(found.toSorted()).toEqual([
			["1", 1],
			["3", 3],
		]);
	});
});

describe("a version in shadow", () => {
	const shadow = (limit: number) => version(2, { state: "SHADOW", limit, currency: "USD" });
	const result = (world: World, order: number) => world.doc("shadow_results", `${order}:FRAUD_ALERT_RAISED:r:2`);

	it.each([true, false])("raises no alert; what it and the live one say is kept once an order (one system: %s)", async (atomic) => {
		await using world = await World.open({ atomic });
		await storeRules(world, { rules: [storedRule("r", "amount-limit", version(1, { limit: 300, currency: "USD" }), shadow(100))] });
		const places = await world.publish(created(1, { amount: 50 }), created(2, { amount: 200 }), created(3, { amount: 400 }));
		await world.run(fraudStep);
		await world.log.seek(
			fraudStep.group,
			places.map((place) => ({ ...place, offset: 0 })),
		);
		await world.run(fraudStep);
		expect(new Set(await alertIds(world))).toEqual(new Set(["3:FRAUD_ALERT_RAISED:r"]));
		expect(await result(world, 1)).toBeUndefined();
		expect(await result(world, 2)).toEqual({ rule: "r", version: 2, order_id: 2, at: world.clock.now(), live: false, shadow: true });
		expect(await result(world, 3)).toMatchObject({ live: true, shadow: true });
	});

	it("is compared where it flags less than the live one", async () => {
		await using world = await World.open();
		await storeRules(world, { rules: [storedRule("r", "amount-limit", version(1, { limit: 300, currency: "USD" }), shadow(1_000))] });
		await world.publish(created(3, { amount: 400 }));
		await world.run(fraudStep);
		expect(await result(world, 3)).toMatchObject({ live: true, shadow: false });
	});

	it("of velocity keeps what a late order adds to its finding", async () => {
		await using world = await World.open();
		world.clock.advance(60_000);
		const velocity = (number: number, limit: number) =>
			version(number, { limit, window_ms: 60_000, state: number === 2 ? "SHADOW" : "LIVE" });
		await storeRules(world, { rules: [storedRule("r", "velocity", velocity(1, 1), velocity(2, 2))] });
		const at = (second: number) => `2026-01-05T12:00:0${second}.000Z`;
		for (const [id, second] of [
			[1, 1],
			[2, 5],
		] as const)
			await world.publish(created(id, { created_at: at(second) })).then(() => world.run(fraudStep));
		expect(await result(world, 2)).toMatchObject({ live: true, shadow: false });
		await world.publish(created(3, { created_at: at(3) }));
		await world.run(fraudStep);
		expect(await result(world, 2)).toMatchObject({ live: true, shadow: true });
		expect(await alertIds(world)).toEqual(["2:FRAUD_ALERT_RAISED:r", "3:FRAUD_ALERT_RAISED:r"]);
	});
});

describe("a rule that is suppressed for a customer", () => {
	it("does not flag orders that the log accepted in that time, and flags all others", async () => {
		await using world = await World.open();
		const now = world.clock.now();
		const period = { comment: "c", by: "ada", at: isoOf(now), from: isoOf(now + 1_000), until: isoOf(now + 2_000), lifted: null };
		const doc = { rule: "high-amount-risky-country", customer_id: "1000", periods: [period] };
		await world.store.write([put("suppressions", suppressionKey(doc.rule, 1000), undefined, doc)]);
		for (const id of [1, 2, 3]) {
			await world.publish(
				created(id, { amount: 400, country: "IN" }),
				created(id + 10, { amount: 400, country: "IN", customer_id: "CUST-2" }),
			);
			world.clock.advance(1_000);
		}
		await world.run(fraudStep);
		const orders = (await world.events("fraud-alerts")).map(({ key }) => Number(key)).toSorted((a, b) => a - b);
		expect(orders).toEqual([1, 3, 11, 12, 13]);
	});
});
