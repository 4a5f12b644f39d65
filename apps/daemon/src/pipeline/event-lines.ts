/** A decorator of the unit of work: one log line per durable event of an order, found by the order's id. */
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import type { ReportEvent } from "../logging.ts";
import { orderRecordOf } from "../tracing/order-trace.ts";

/** Identifies an order in a log line. */
export type OrderFields = { readonly order_id: string; readonly trace_id?: string };
export type TraceIdOf = (orderId: string) => string;

export function orderFields(orderId: string, traceIdOf: TraceIdOf | undefined): OrderFields {
	return { order_id: orderId, ...(traceIdOf === undefined ? {} : { trace_id: traceIdOf(orderId) }) };
}

export function logEvents(work: UnitOfWork, report: ReportEvent, traceIdOf: TraceIdOf | undefined): UnitOfWork {
	return {
		atomic: work.atomic,
		async apply(unit, written) {
			const applied = await work.apply(unit, written);
			unit.records.forEach((record, index) => {
				const event = orderRecordOf(record);
				const place = applied.positions[index];
				if (event === undefined || place === undefined) return;
				const { topic, partition, offset } = place;
				const order = orderFields(event.orderId, traceIdOf);
				report("debug", "order_event", { ...order, event_type: event.type, event_id: event.eventId, topic, partition, offset });
			});
			return applied;
		},
	};
}
