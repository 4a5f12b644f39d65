import { describe, expect, it } from "vitest";
import { createFeed } from "../../live/feed.ts";
import { event, order } from "../../testing/order-fixture.ts";
import { eventFiltersOf, eventRules, eventSearchSchema, eventsOf } from "./event-feed.ts";

const created = { ...event("ORDER_CREATED", 0), partition: 2, offset: 11 };
const paid = { ...event("PAYMENT_PROCESSED", 1), partition: 2, offset: 40 };
const shipped = { ...event("SHIPMENT_DISPATCHED", 3), partition: 2, offset: 5 };

describe("the event feed", () => {
	it("shows each event of an order once, newest first, however often the order is published", () => {
		const feed = createFeed(eventRules({}));
		feed.restart([], true);
		feed.fold(eventsOf([order(7, { lifecycle: [created, paid] })]), "follow", 0);
		feed.fold(eventsOf([order(7, { lifecycle: [created, paid, shipped] })]), "follow", 1);
		expect(feed.getState().rows.map((row) => [row.id, row.type, row.orderId])).toEqual([
			["shipping/2@5", "SHIPMENT_DISPATCHED", "7"],
			["payments/2@40", "PAYMENT_PROCESSED", "7"],
			["orders/2@11", "ORDER_CREATED", "7"],
		]);
	});

	it("lists events of one millisecond in causal order, whatever their topics are called", () => {
		const lifecycle = [
			created,
			{ ...event("INVENTORY_RESERVED", 0), partition: 2, offset: 9 },
			{ ...paid, occurred_at: created.occurred_at },
		];
		const feed = createFeed(eventRules({}));
		feed.restart(eventsOf([order(7, { lifecycle: lifecycle.toReversed() })]), true);
		feed.fold([], "follow", 0);
		expect(feed.getState().rows.map((row) => row.type)).toEqual(["PAYMENT_PROCESSED", "INVENTORY_RESERVED", "ORDER_CREATED"]);
	});

	it.each([
		[{ topic: "payments" }, ["PAYMENT_PROCESSED"]],
		[{ topic: "payments,shipping" }, ["SHIPMENT_DISPATCHED", "PAYMENT_PROCESSED"]],
		[{ type: "ORDER_CREATED" }, ["ORDER_CREATED"]],
		[{ of: "7" }, ["SHIPMENT_DISPATCHED", "PAYMENT_PROCESSED", "ORDER_CREATED"]],
		[{ of: "8" }, []],
		[{ topic: "lost", type: "NOTHING" }, ["SHIPMENT_DISPATCHED", "PAYMENT_PROCESSED", "ORDER_CREATED"]],
	])("filtered by %o holds %o", (search, types) => {
		const feed = createFeed(eventRules(eventFiltersOf(eventSearchSchema.parse(search))));
		feed.restart([], true);
		feed.fold(eventsOf([order(7, { lifecycle: [created, paid, shipped] })]), "follow", 0);
		expect(feed.getState().rows.map((row) => row.type)).toEqual(types);
	});
});

it("a link to the live list leaves out what only the log has", () => {
	const typed = { type: "INVENTORY_RESTOCKED,ORDER_CREATED" };
	expect(eventFiltersOf(eventSearchSchema.parse(typed))).toEqual({ types: ["ORDER_CREATED"] });
	const fromThen = { ...typed, from: "2026-01-05T12:00:00Z" };
	expect(eventFiltersOf(eventSearchSchema.parse(fromThen)).types?.toSorted()).toEqual(["INVENTORY_RESTOCKED", "ORDER_CREATED"]);
});
