/** Reading orders, and the events of one order. */

import { AppError } from "@orderdeck/contracts/errors";
import type { Id } from "@orderdeck/contracts/events";
import type { OrdersApi } from "@orderdeck/contracts/orders/api";
import type { LifecycleEntry, OrderEventRecord } from "@orderdeck/contracts/orders/entities";
import { byCause } from "@orderdeck/contracts/orders/lifecycle";
import { sortingOf } from "@orderdeck/contracts/orders/requests";
import { listStuck } from "@orderdeck/core/commands/stuck-orders";
import { isWhole } from "@orderdeck/core/domain/order-document";
import { viewOf } from "@orderdeck/core/domain/order-history";
import { type WaitingPlace, type WhereIs, whereIs } from "@orderdeck/core/domain/where-is";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import { decodeRecord } from "@orderdeck/core/wire/codec";
import { scanWaiting } from "../live/waiting-scan.ts";
import type { ApiDeps } from "./deps.ts";
import { listJobOrders } from "./job-orders.ts";
import { createOrderCounts } from "./order-counts.ts";

type OrderReads = Pick<OrdersApi, "listOrders" | "countOrders" | "namedOrders" | "getOrder" | "orderEvents" | "whereIs">;

interface OrderReadDeps extends Pick<ApiDeps, "log" | "store" | "clock" | "baseCurrency"> {
	readonly lag: Pick<ApiDeps["lag"], "latest">;
	readonly hub: Pick<ApiDeps["hub"], "order">;
}

export function orderReads({ log, store, clock, lag, hub, baseCurrency }: OrderReadDeps): OrderReads {
	/** The live copy when it is newer: what a reader has seen live opens even before analytics has stored it. */
	const order = async (id: string) => {
		const [read] = await store.get("orders", [id]);
		const stored = read !== undefined && isWhole(read.doc) ? viewOf(read.doc) : undefined;
		const live = hub.order(id);
		return live !== undefined && live.lifecycle.length > (stored?.lifecycle.length ?? 0) ? live : stored;
	};

	return {
		async listOrders({ limit, cursor, job_id, order: byTime, sort, direction, ...filter }) {
			const at = { limit, cursor, ...sortingOf({ order: byTime, sort, direction }) };
			const page = await (job_id === undefined ? listStuck(store, filter, at, clock.now()) : listJobOrders(store, job_id, filter, at));
			return { orders: [...page.items], nextCursor: page.next ?? null };
		},
		countOrders: createOrderCounts({ store, clock, baseCurrency }),
		async namedOrders({ ids }) {
			const read = await store.get("orders", ids.map(String));
			return { orders: read.flatMap((each) => (each !== undefined && isWhole(each.doc) ? [viewOf(each.doc)] : [])) };
		},
		getOrder: order,
		async orderEvents(id) {
			const stored = (await store.orderEvents(id)).map(({ order_id: _order, data, ...event }) => ({ ...event, data: { ...data } }));
			const known = new Set(stored.map((event) => event.event_id));
			const others = (await order(id))?.lifecycle.filter((entry) => !known.has(entry.event_id)) ?? [];
			const events = [...stored, ...(await Promise.all(others.map((entry) => eventAt(log, entry))))];
			return events.length === 0 ? undefined : events.toSorted(byCause);
		},
		async whereIs(id) {
			const view = await order(id);
			if (view === undefined) throw new AppError("NOT_FOUND", `There is no order ${id}.`);
			const { where, committed } = whereIs(view, lag.latest()?.groups ?? []);
			return { ...where, ahead: await ordersAhead(log, { where, committed, order: view.order_id, baseCurrency }) };
		},
	};
}

/** The other orders whose records the group consumes before this one's; null where the order waits for no record, or the offset is not known. */
async function ordersAhead(
	log: Pick<EventLog, "read">,
	{ where, committed, order, baseCurrency }: WaitingPlace & { readonly order: Id; readonly baseCurrency: string },
): Promise<WhereIs["ahead"]> {
	const { topic, partition, offset: end } = where;
	if (topic === null || partition === null || end === null || committed === undefined) return null;
	const { orders, at_least } = await scanWaiting(log, [{ topic, partition, offset: committed, end }], { baseCurrency, except: order });
	return { orders, at_least };
}

/** An event that is not in its order's history, not yet or because it is too large, as the log has it; without its body when retention has deleted it. */
async function eventAt(log: Pick<EventLog, "read">, { detail: _detail, ...entry }: LifecycleEntry): Promise<OrderEventRecord> {
	const [record] = await log.read(entry, 1);
	const decoded = record?.offset === entry.offset ? decodeRecord(record) : undefined;
	return { ...entry, data: decoded?.kind === "event" ? { ...decoded.placed.event.data } : null };
}
