/** The spans of an order's records: how they are started, and their attributes by OpenTelemetry's semantic conventions for messaging. */
import { type Attributes, type Link, ROOT_CONTEXT, type Span, type SpanContext, type SpanKind, trace } from "@opentelemetry/api";
import type { Position } from "@orderdeck/core/ports/event-log";
import type { OrderRecord } from "./order-trace.ts";

export interface NewSpan {
	readonly name: string;
	readonly kind: SpanKind;
	readonly traceId: string;
	/** Undefined: a random one. */
	readonly spanId?: string;
	readonly attributes: Attributes;
	readonly links?: Link[];
}

export interface TraceDeps {
	/** Starts a span of the trace as a child of `parent`. */
	readonly start: (span: NewSpan, parent: SpanContext | undefined) => Span;
	readonly namespace: string;
	/** `messaging.system`: what carries the log. */
	readonly system: string;
}

/** The order's id and event type have names of our own: the conventions have none. */
export function messageAttributes(topic: string, { type, eventId, orderId }: OrderRecord, { system }: TraceDeps): Attributes {
	return {
		"messaging.system": system,
		"messaging.destination.name": topic,
		"messaging.message.id": eventId,
		"messaging.kafka.message.key": orderId,
		"orderdeck.order_id": orderId,
		"orderdeck.event_type": type,
	};
}

export function positionAttributes({ partition, offset }: Position): Attributes {
	return { "messaging.destination.partition.id": String(partition), "messaging.kafka.offset": offset };
}

/** The context in which OpenTelemetry starts a child span of `parent`. */
export function contextBelow(parent: SpanContext | undefined) {
	return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}
