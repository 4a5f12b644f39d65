import { describe, expect, it } from "vitest";
import { DEFAULT_RULES, type FraudRule } from "../domain/fraud-rules.ts";
import { cancelled, created } from "./events.fixture.ts";
import { fraudStep } from "./fraud.ts";
import { World } from "./steps.fixture.ts";

const withRule = (kind: FraudRule["kind"], changes: object = {}) =>
	DEFAULT_RULES.map((rule) => (rule.kind === kind ? { ...rule, enabled: true, ...changes } : rule));

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
			data: { order_id: 7, reason: "HIGH_AMOUNT_RISKY_COUNTRY", amount, country, rule: "high-amount-risky-country" },
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

describe("velocity, when it is enabled", () => {
	const rules = withRule("velocity", { limit: 2, windowMs: 60_000 });
	const at = (second: number) => `2026-01-05T12:00:${String(second).padStart(2, "0")}.000Z`;

	it("flags the orders of a customer beyond the limit, over several batches", async () => {
		await using world = await World.open({ settings: { rules } });
		for (const id of [1, 2, 3]) {
			await world.publish(created(id, { created_at: at(id) }));
			await world.run(fraudStep);
		}
		expect((await world.events("fraud-alerts")).map(({ id }) => id)).toEqual(["3:FRAUD_ALERT_RAISED:velocity"]);
	});

	it("counts the same order once, and other customers apart", async () => {
		await using world = await World.open({ settings: { rules } });
		await world.publish(created(1), created(1), created(1), created(2, { customer_id: "CUST-2" }), created(3));
		await world.run(fraudStep);
		expect(await world.events("fraud-alerts")).toEqual([]);
		expect((await world.doc("customers", 1000))?.recent.map(({ order_id }) => order_id).toSorted()).toEqual(["1", "3"]);
	});

	it("forgets what is older than the window", async () => {
		await using world = await World.open({ settings: { rules } });
		await world.publish(created(1, { created_at: "2026-01-05T11:00:00Z" }), created(2), created(3));
		await world.run(fraudStep);
		expect(await world.events("fraud-alerts")).toEqual([]);
		expect((await world.doc("customers", 1000))?.recent.map(({ order_id }) => order_id).toSorted()).toEqual(["2", "3"]);
	});
});

it("a plain amount limit, when enabled, flags an order at home too; both rules may speak", async () => {
	await using world = await World.open({ settings: { rules: withRule("amount-limit") } });
	await world.publish(created(1, { amount: 450.01, country: "US" }), created(2, { amount: 450.01, country: "FR" }));
	await world.run(fraudStep);
	const ids = (await world.events("fraud-alerts")).map(({ id }) => id).toSorted();
	expect(ids).toEqual([
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
