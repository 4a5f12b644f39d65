/** For tests: the alerts that the records of orders and the rules call for, by counting and comparing alone. */
import type { Order } from "@orderdeck/contracts/events";
import { createdAt } from "@orderdeck/contracts/orders/order-values";
import { evaluate } from "../domain/fraud-rules.ts";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import { inForce, type RuleBook } from "../domain/rule-book.ts";
import type { LogRecord } from "../ports/event-log.ts";
import { decodeRecord } from "../wire/codec.ts";

interface Accepted {
	readonly order: Order;
	readonly received: number;
}

/** The orders of these records, each once: as it was first accepted. */
export function ordersOf(records: readonly LogRecord[]): Accepted[] {
	const placed = records.flatMap((record): PlacedEvent[] => {
		const decoded = decodeRecord(record);
		return decoded.kind === "event" ? [decoded.placed] : [];
	});
	const first = new Map<string, Accepted>();
	for (const { event, timestamp } of placed)
		if (event.type === "ORDER_CREATED" && !first.has(event.key)) first.set(event.key, { order: event.data, received: timestamp });
	return [...first.values()];
}

/** As `order rule version`, sorted. Of velocity all orders are counted, so it must have been enabled for all of them. */
export function expectedAlerts(book: RuleBook, orders: readonly Accepted[]): string[] {
	const timed = orders.map((each) => ({
		...each,
		at: createdAt({ created_at: each.order.created_at, processed_at: isoOf(each.received) }),
	}));
	const byCustomer = Map.groupBy(timed, ({ order }) => String(order.customer_id));
	return timed
		.filter(({ order }) => order.status !== "CANCELLED")
		.flatMap(({ order, received, at }) =>
			book.rules.flatMap((rule) => {
				const { live } = inForce(rule, received);
				if (live === undefined) return [];
				const window = live.window_ms ?? 0;
				const others = byCustomer.get(String(order.customer_id)) ?? [];
				const count = others.filter((each) => each.at <= at && each.at > at - window).length;
				return evaluate({ ...live, kind: rule.kind }, order, count) === undefined ? [] : [`${order.order_id} ${rule.id} ${live.version}`];
			}),
		)
		.toSorted();
}
