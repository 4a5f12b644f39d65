/** Each order is one trace, with each role in a process of its own on a real Kafka. */
import { describe, expect, it } from "vitest";
import { type CollectedSpan, startCollector } from "../trace-collector.ts";
import { openFleet } from "./fleet.ts";

const ROLES = ["fraud", "payments", "inventory", "shipping", "analytics", "producer"] as const;

describe("traces of roles in separate processes", () => {
	it("each order has one trace, whose spans several processes sent and whose parents are all among them", async () => {
		await using collector = await startCollector();
		await using fleet = await openFleet({ seed: 1, rate: 20, collector: collector.url });
		for (const role of ROLES) fleet.start(role);
		await fleet.flowing(30);
		await fleet.stopProducers();
		await fleet.drained();
		const members = fleet.members();
		expect(await Promise.all(members.map((member) => member.stop()))).toEqual(members.map(() => 0));

		const orders = Map.groupBy(collector.spans, ({ attributes }) => attributes["orderdeck.order_id"]);
		const delivered = [...orders.values()].filter((spans) => spans.some((span) => eventOf(span) === "SHIPMENT_DELIVERED"));
		expect(delivered.length).toBeGreaterThanOrEqual(30);
		for (const spans of delivered) {
			expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
			const processes = new Set(spans.map(({ resource }) => String(resource["service.instance.id"]).replace(/-\d+$/, "")));
			expect(processes).toEqual(new Set(ROLES));
			const ids = new Set(spans.map(({ spanId }) => spanId));
			const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
			expect(roots.map((span) => [span.name, eventOf(span)])).toEqual([["publish orders", "ORDER_CREATED"]]);
		}
		const published = delivered.flat().filter(({ name }) => name.startsWith("publish "));
		expect(new Set(published.map(({ name }) => name.slice("publish ".length)))).toEqual(
			new Set(["orders", "payments", "inventory", "shipping", "fraud-alerts"]),
		);
	});
});

function eventOf({ attributes }: CollectedSpan): string | number | undefined {
	return attributes["orderdeck.event_type"];
}
