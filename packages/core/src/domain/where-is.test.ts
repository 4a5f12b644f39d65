import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import { type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { isoOf } from "./instant.ts";
import { groupLag, newGroup } from "./lag.ts";
import { NEW_PARTITION, observe } from "./lag-status/partition.ts";
import { nothingWaits } from "./waiting.ts";
import { type WaitingPlace, whereIs } from "./where-is.ts";

type Expected = Partial<WaitingPlace["where"]> & { readonly committed?: number };

const T0 = Date.parse("2026-01-15T12:00:00Z");
const after = (seconds: number) => isoOf(T0 + seconds * 1000);

/** The n-th event lies at offset 100 + n of partition 4 of its topic, and happened n seconds after the first. */
function view(types: readonly EventType[], status: OrderView["status"] = "CREATED"): OrderView {
	const lifecycle = types.map(
		(type, index): LifecycleEntry => ({
			event_id: `42:${type}`,
			type,
			occurred_at: after(index),
			topic: TOPIC_OF[type],
			partition: 4,
			offset: 100 + index,
		}),
	);
	return {
		order_id: 42,
		customer_id: 1,
		amount: 20,
		currency: "USD",
		country: "DE",
		status,
		created_at: after(0),
		source: "test",
		processed_at: after(0),
		kafka_partition: 4,
		kafka_offset: 100,
		updated_at: after(9),
		flagged: false,
		lifecycle,
	};
}
function lag(group: string, topic: string, committed: number | undefined): GroupLag {
	const situation = { at: T0, paused: null, objectiveSeconds: 30, retentionSeconds: 604_800 };
	const sample = { kind: "known", at: T0, committed, earliest: 0, end: 500, unread: undefined, members: "present" } as const;
	const partition = {
		topic,
		partition: 4,
		state: observe(NEW_PARTITION, sample, { ...situation, paused: false }),
		owner: undefined,
		reason: "unknown",
	};
	const input = { group, partitions: [partition], members: [], waiting: nothingWaits("USD"), acknowledged: undefined, ...situation };
	return groupLag(newGroup(T0), input).lag;
}
function found({ committed, ...where }: Expected): WaitingPlace {
	return { where: { stage: "done", group: null, topic: null, partition: null, offset: null, since: null, ...where }, committed };
}

const PAYMENTS_BEHIND = lag("payments-group", "orders", 40);
const PAYMENTS_PAST = lag("payments-group", "orders", 101);
const INVENTORY_BEHIND = lag("inventory-group", "orders", 100);
const INVENTORY_PAST = lag("inventory-group", "orders", 500);

describe("where an order is", () => {
	it.each<[string, OrderView, GroupLag[], Expected]>([
		[
			"waits for payment while payments has not come to it",
			view(["ORDER_CREATED"]),
			[INVENTORY_BEHIND, PAYMENTS_BEHIND],
			{ stage: "payment", group: "payments-group", topic: "orders", partition: 4, offset: 100, committed: 40, since: after(0) },
		],
		[
			"waits for inventory when payments has passed it and inventory has not",
			view(["ORDER_CREATED"]),
			[PAYMENTS_PAST, INVENTORY_BEHIND],
			{ stage: "inventory", group: "inventory-group", topic: "orders", partition: 4, offset: 100, committed: 100, since: after(0) },
		],
		[
			"waits for inventory when it is paid",
			view(["ORDER_CREATED", "PAYMENT_PROCESSED"], "PAID"),
			[PAYMENTS_PAST, INVENTORY_BEHIND],
			{ stage: "inventory", group: "inventory-group", topic: "orders", partition: 4, offset: 100, committed: 100, since: after(0) },
		],
		[
			"waits for analytics when all have passed it and nothing of it is seen",
			view(["ORDER_CREATED", "PAYMENT_PROCESSING", "INVENTORY_RESERVED"]),
			[PAYMENTS_PAST, INVENTORY_PAST],
			{ stage: "payment", group: "analytics-group", topic: "payments", partition: 4, since: after(0) },
		],
		[
			"has no committed offset where the group never committed or is not known",
			view(["ORDER_CREATED"]),
			[lag("payments-group", "orders", undefined)],
			{ stage: "payment", group: "payments-group", topic: "orders", partition: 4, offset: 100, since: after(0) },
		],
		[
			"waits for shipping at the later of the two records that it has not passed",
			view(["ORDER_CREATED", "PAYMENT_PROCESSED", "INVENTORY_RESERVED"], "PREPARED"),
			[lag("shipping-group", "inventory", 90)],
			{ stage: "shipping", group: "shipping-group", topic: "inventory", partition: 4, offset: 102, committed: 90, since: after(2) },
		],
		[
			"waits for shipping at the other record when shipping has passed one",
			view(["ORDER_CREATED", "PAYMENT_PROCESSED", "INVENTORY_RESERVED"], "PREPARED"),
			[lag("shipping-group", "inventory", 400)],
			{ stage: "shipping", group: "shipping-group", topic: "payments", partition: 4, offset: 101, since: after(1) },
		],
		[
			"waits for its dispatch to fall due",
			view(["ORDER_CREATED", "PAYMENT_PROCESSED", "INVENTORY_RESERVED", "SHIPMENT_CREATED"], "PREPARED"),
			[],
			{ stage: "dispatch", group: "shipping-group", since: after(3) },
		],
		[
			"waits for its delivery",
			view(["ORDER_CREATED", "SHIPMENT_DISPATCHED"], "SHIPPED"),
			[],
			{ stage: "delivery", group: "shipping-group", since: after(1) },
		],
		[
			"is done since its delivery",
			view(["ORDER_CREATED", "SHIPMENT_DELIVERED", "FRAUD_ALERT_RAISED"], "DELIVERED"),
			[],
			{ since: after(1) },
		],
		[
			"is done since its cancellation",
			view(["ORDER_CREATED", "PAYMENT_FAILED", "INVENTORY_RELEASED"], "CANCELLED"),
			[],
			{ since: after(1) },
		],
		[
			"is done from the start when it was cancelled at source",
			view(["ORDER_CREATED"], "CANCELLED"),
			[PAYMENTS_BEHIND],
			{ since: after(0) },
		],
	])("%s", (_, order, lags, where) => {
		expect(whereIs(order, lags)).toEqual(found(where));
	});
});
