import { describe, expect, it } from "vitest";
import { analyticsStep } from "./analytics.ts";
import { CHARGED, chargedOf, IN_CURRENCIES, inCurrenciesOf, ORDERS_IN_CURRENCIES } from "./currencies.fixture.ts";
import { fraudStep } from "./fraud.ts";
import { inventoryStep } from "./inventory.ts";
import { paymentsStep } from "./payments.ts";
import { shippingStep } from "./shipping.ts";
import { World } from "./steps.fixture.ts";

describe.each([true, false])("orders in USD, EUR, JPY and KWD through the whole pipeline, log and store one transaction: %s", (atomic) => {
	async function shipped(): Promise<World> {
		const world = await World.open({ atomic });
		await world.publish(...ORDERS_IN_CURRENCIES);
		for (const step of [fraudStep, paymentsStep, inventoryStep, shippingStep, analyticsStep]) await world.run(step);
		return world;
	}

	it("are summed by currency, each exact to its minor unit: totals, minutes, open alerts, shipments under way", async () => {
		await using world = await shipped();
		expect(await inCurrenciesOf(world.store)).toEqual(IN_CURRENCIES);
		expect(chargedOf(world.taken())).toEqual(CHARGED);
	});

	it("have the same sums when everything is read again", async () => {
		await using world = await shipped();
		const ends = await world.log.bounds(analyticsStep.topics);
		await world.log.seek(
			analyticsStep.group,
			ends.map((at) => ({ ...at, offset: 0 })),
		);
		await world.run(analyticsStep, { maxRecords: 3 });
		expect(await inCurrenciesOf(world.store)).toEqual(IN_CURRENCIES);
	});

	it("state their currency in every event that has an amount, in its one form", async () => {
		await using world = await shipped();
		const events = await world.events("payments", "inventory", "shipping", "fraud-alerts");
		for (const { key, type, data } of events) {
			const currency = CHARGED[key as unknown as keyof typeof CHARGED].split(" ")[1];
			expect(data, `${type} of order ${key}`).toMatchObject({ amount: expect.any(Number), currency });
		}
		const totals = (await world.records("order-analytics")).map(({ value }) => JSON.parse(Buffer.from(value ?? []).toString()));
		const { total_sales, currency, order_count, by_currency } = IN_CURRENCIES.totals;
		expect(totals.at(-1)).toEqual({ total_sales, currency, order_count, by_currency });
	});
});

it("the history of an order has its codes as they were received, its view in their one form", async () => {
	await using world = await World.open();
	await world.publish(...ORDERS_IN_CURRENCIES);
	await world.run(analyticsStep);
	expect((await world.store.orderEvents("10"))[0]?.data).toMatchObject({ currency: " usd ", country: " in " });
	expect(await world.doc("orders", 10)).toMatchObject({ currency: "USD", country: "IN" });
	expect(await world.doc("orders", 12)).toMatchObject({ currency: "XXX1" });
	expect(await world.doc("orders", 6)).toMatchObject({ country: "Atlantis" });
});
