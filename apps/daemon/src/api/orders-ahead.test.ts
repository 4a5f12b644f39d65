import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { describe, expect, it } from "vitest";
import { groupLagOf, partitionLagOf } from "../live/lag.fixture.ts";
import { created, openTestData, paid } from "../live/live.fixture.ts";
import { orderReads } from "./orders.ts";

/** An order of which only its ORDER_CREATED is known, at this place of `orders`. */
function viewOf(id: string, partition: number, offset: number): OrderView {
	const at = "2024-01-15T10:30:00Z";
	const entry = {
		event_id: `${id}:ORDER_CREATED`,
		type: "ORDER_CREATED",
		occurred_at: at,
		topic: "orders",
		partition,
		offset,
	} as const;
	return {
		order_id: id,
		customer_id: 1,
		amount: 100,
		currency: "USD",
		country: "US",
		created_at: at,
		source: "test",
		status: "CREATED",
		processed_at: at,
		updated_at: at,
		kafka_partition: partition,
		kafka_offset: offset,
		flagged: false,
		lifecycle: [entry],
	};
}

async function open(committed: number | null) {
	const data = await openTestData();
	const group = (partition: number) =>
		groupLagOf("payments-group", { partitions: [partitionLagOf(partition, { topic: "orders", committed })] });
	const reads = (view: OrderView) =>
		orderReads({
			log: data.log,
			store: data.store,
			clock: systemClock,
			lag: { latest: () => ({ at: Date.now(), groups: [group(view.kafka_partition)] }) },
			hub: { order: () => view },
			baseCurrency: "USD",
		});
	return { ...data, whereIs: (view: OrderView) => reads(view).whereIs(String(view.order_id)) };
}

describe("the orders ahead of one", () => {
	it("are orders, not messages, and not the order itself", async () => {
		await using data = await open(0);
		const others = ["1", "2", "3"];
		// All of one partition: four records of each of the others, then two of the order itself.
		const records = [...others, ...others, ...others, ...others, "9", "9"].map((id) => ({ ...created(id), key: "one" }));
		const appended = await data.append(...records);
		const last = appended.at(-1);
		const where = await data.whereIs(viewOf("9", last?.partition ?? 0, last?.offset ?? 0));
		expect(where).toMatchObject({ stage: "payment", group: "payments-group", offset: 13, ahead: { orders: 3, at_least: false } });
	});

	it("are a lower bound where more records wait than are read", async () => {
		await using data = await open(0);
		const appended = await data.append(...Array.from({ length: 5_201 }, (_, n) => ({ ...created(`o${n}`), key: "one" })));
		const last = appended.at(-1);
		const where = await data.whereIs(viewOf("o5200", last?.partition ?? 0, last?.offset ?? 0));
		expect(where.ahead).toEqual({ orders: 5_000, at_least: true });
	});

	it("are not known where the group has never committed", async () => {
		await using data = await open(null);
		await data.append(created("1"));
		expect((await data.whereIs(viewOf("1", 0, 0))).ahead).toBeNull();
	});

	it("are not counted for an order that waits for time, with the group that holds it", async () => {
		await using data = await open(0);
		const view = viewOf("1", 0, 0);
		const lifecycle = view.lifecycle.flatMap((entry): OrderView["lifecycle"] => [
			entry,
			{ ...entry, event_id: "1:SHIPMENT_CREATED", type: "SHIPMENT_CREATED", topic: "shipments" },
		]);
		await data.append(created("1"), paid("1"));
		expect(await data.whereIs({ ...view, status: "PREPARED", lifecycle })).toMatchObject({
			stage: "dispatch",
			group: "shipping-group",
			ahead: null,
		});
	});
});
