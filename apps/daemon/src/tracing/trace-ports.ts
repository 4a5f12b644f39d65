/**
 * Decorators of the log and the unit of work that trace orders: a span for each published event, and one for each handled record, from its
 * delivery to its commit. The runtime and the steps do not know of them.
 */
import { defaultTextMapSetter, ROOT_CONTEXT, type Span, SpanKind, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import type { EventLog, GroupConsumer, NewRecord } from "@orderdeck/core/ports/event-log";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import { OpenSpans } from "./open-spans.ts";
import { causeOf, orderRecordOf, publishSpanIdOf, traceIdOf } from "./order-trace.ts";
import { messageAttributes, positionAttributes, type TraceDeps } from "./record-spans.ts";

/** Writes the header `traceparent`. */
const propagator = new W3CTraceContextPropagator();

export interface TracedPorts {
	readonly log: EventLog;
	readonly work: UnitOfWork;
}

/** The ports of one group: the spans of what it publishes are children of the span of the same order's current record. */
export function traceGroup(group: string, { log, work }: TracedPorts, deps: TraceDeps): TracedPorts {
	const open = new OpenSpans(group, deps);
	return {
		log: { ...log, consumer: (options) => tracedConsumer(log.consumer(options), open) },
		work: tracedWork(work, deps, open),
	};
}

/** For the producer and the commands, which publish without a group. */
export function traceWork(work: UnitOfWork, deps: TraceDeps): UnitOfWork {
	return tracedWork(work, deps, undefined);
}

function tracedConsumer(consumer: GroupConsumer, open: OpenSpans): GroupConsumer {
	return {
		group: consumer.group,
		async next(signal) {
			const batch = await consumer.next(signal);
			if (batch !== undefined) open.open(batch);
			return batch;
		},
		rewind() {
			open.clear();
			consumer.rewind();
		},
		pause: (scope) => consumer.pause(scope),
		resume: () => consumer.resume(),
		get paused() {
			return consumer.paused;
		},
		leave: () => consumer.leave(),
		rejoin: () => consumer.rejoin(),
		get generation() {
			return consumer.generation;
		},
		get unreadable() {
			return consumer.unreadable;
		},
		[Symbol.asyncDispose]: () => consumer[Symbol.asyncDispose](),
	};
}

/** Spans of what did not become durable are never ended, and so not exported. */
function tracedWork(work: UnitOfWork, deps: TraceDeps, open: OpenSpans | undefined): UnitOfWork {
	return {
		atomic: work.atomic,
		async apply(unit, written) {
			const spans = unit.records.map((record) => publishSpan(record, deps, open));
			const records = unit.records.map((record, index) => withParent(record, spans[index]));
			const applied = await work.apply({ ...unit, records }, written);
			spans.forEach((span, index) => {
				const position = applied.positions[index];
				if (position !== undefined) span?.setAttributes(positionAttributes(position));
				span?.end();
			});
			open?.commit(unit);
			return applied;
		},
	};
}

function publishSpan(record: NewRecord, deps: TraceDeps, open: OpenSpans | undefined): Span | undefined {
	const event = orderRecordOf(record);
	if (event === undefined) return undefined;
	const { namespace } = deps;
	const traceId = traceIdOf(namespace, event.orderId);
	const cause = causeOf(event.type, event.orderId);
	// A cause that is known in advance is sampled as this event is: by the id of their common trace.
	const known = cause === undefined ? undefined : { traceId, spanId: publishSpanIdOf(namespace, cause), traceFlags: 1 };
	return deps.start(
		{
			name: `publish ${record.topic}`,
			kind: SpanKind.PRODUCER,
			traceId,
			spanId: publishSpanIdOf(namespace, event.eventId),
			attributes: {
				...messageAttributes(record.topic, event, deps),
				"messaging.operation.name": "publish",
				"messaging.operation.type": "send",
			},
		},
		known ?? open?.handling(event.orderId),
	);
}

function withParent(record: NewRecord, span: Span | undefined): NewRecord {
	if (span === undefined) return record;
	const headers = { ...record.headers };
	propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, defaultTextMapSetter);
	return { ...record, headers };
}
