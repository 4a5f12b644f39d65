/**
 * Decorators of the log and the unit of work that tell of each order's way: a span for each event published, and one for each record handled, from its
 * delivery to its commit. The runtime and the steps know nothing of it.
 */
import { type Attributes, type Link, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Batch, EventLog, GroupConsumer, LogRecord, NewRecord, Position } from "@orderdeck/core/ports/event-log";
import type { UnitOfWork, Work } from "@orderdeck/core/ports/unit-of-work";
import { decodeRecord } from "@orderdeck/core/wire/codec";
import {
	causeOf,
	formatTraceParent,
	isOfOrder,
	type OrderRecord,
	orderRecordOf,
	parseTraceParent,
	publishSpanIdOf,
	type TraceParent,
	traceIdOf,
} from "./order-trace.ts";

export interface NewSpan {
	readonly name: string;
	readonly kind: SpanKind;
	readonly traceId: string;
	/** Undefined: any. */
	readonly spanId?: string;
	readonly attributes: Attributes;
	readonly links?: Link[];
}

export interface TraceDeps {
	/** Starts a span of the trace, below `parent`. */
	readonly start: (span: NewSpan, parent: TraceParent | undefined) => Span;
	readonly namespace: string;
	/** `messaging.system`: what carries the log. */
	readonly system: string;
}

export interface TracedPorts {
	readonly log: EventLog;
	readonly work: UnitOfWork;
}

/** The ports of one group: what it publishes is below the record of the same order that it has in hand. */
export function traceGroup(group: string, { log, work }: TracedPorts, deps: TraceDeps): TracedPorts {
	const inHand = new InHand(group, deps);
	return {
		log: { ...log, consumer: (options) => tracedConsumer(log.consumer(options), inHand) },
		work: tracedWork(work, deps, inHand),
	};
}

/** For those who publish without a group: the producer and the commands. */
export function traceWork(work: UnitOfWork, deps: TraceDeps): UnitOfWork {
	return tracedWork(work, deps, undefined);
}

function tracedConsumer(consumer: GroupConsumer, inHand: InHand): GroupConsumer {
	return {
		group: consumer.group,
		async next(signal) {
			const batch = await consumer.next(signal);
			if (batch !== undefined) inHand.take(batch);
			return batch;
		},
		rewind() {
			inHand.forget();
			consumer.rewind();
		},
		pause: () => consumer.pause(),
		resume: () => consumer.resume(),
		get paused() {
			return consumer.paused;
		},
		owns: (key) => consumer.owns(key),
		[Symbol.asyncDispose]: () => consumer[Symbol.asyncDispose](),
	};
}

/** What did not become durable is told nowhere: its spans are never ended. */
function tracedWork(work: UnitOfWork, deps: TraceDeps, inHand: InHand | undefined): UnitOfWork {
	return {
		atomic: work.atomic,
		async apply(unit, written) {
			const spans = unit.records.map((record) => publishSpan(record, deps, inHand));
			const records = unit.records.map((record, index) => withParent(record, spans[index]));
			const places = await work.apply({ ...unit, records }, written);
			spans.forEach((span, index) => {
				const place = places[index];
				if (place !== undefined) span?.setAttributes(placeAttributes(place));
				span?.end();
			});
			inHand?.done(unit);
			return places;
		},
	};
}

function publishSpan(record: NewRecord, deps: TraceDeps, inHand: InHand | undefined): Span | undefined {
	const event = orderRecordOf(record);
	if (event === undefined) return undefined;
	const { namespace } = deps;
	const traceId = traceIdOf(namespace, event.orderId);
	const cause = causeOf(event.type, event.orderId);
	// An event that is known beforehand is sampled as this one is: by the id of the trace that both are of.
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
		known ?? inHand?.handling(event.orderId),
	);
}

function withParent(record: NewRecord, span: Span | undefined): NewRecord {
	if (span === undefined) return record;
	return { ...record, headers: { ...record.headers, traceparent: formatTraceParent(span.spanContext()) } };
}

interface Handling {
	readonly record: LogRecord;
	readonly orderId: string;
	readonly span: Span;
}

/** The records that a group has been given and has not committed, each with its span. */
class InHand {
	readonly #group: string;
	readonly #deps: TraceDeps;
	/** By partition, as they were delivered. */
	readonly #queues = new Map<string, Handling[]>();
	/** By order: the newest of its records counts. */
	readonly #newest = new Map<string, Span>();

	constructor(group: string, deps: TraceDeps) {
		this.#group = group;
		this.#deps = deps;
	}

	/** The batch before may not have been committed yet. */
	take(batch: Batch): void {
		for (const record of batch.records) {
			const decoded = decodeRecord(record);
			if (decoded.kind !== "event" || !isOfOrder(decoded.placed.event.type)) continue;
			const { type, id, key: orderId } = decoded.placed.event;
			const span = this.#start(record, { type, eventId: id, orderId });
			const queue = this.#queues.get(partitionKey(record)) ?? [];
			// What is delivered again was not handled.
			while ((queue.at(-1)?.record.offset ?? -1) >= record.offset) queue.pop();
			queue.push({ record, orderId, span });
			this.#queues.set(partitionKey(record), queue);
			this.#newest.set(orderId, span);
		}
	}

	/** All that is not committed will be delivered again, here or elsewhere. */
	forget(): void {
		this.#queues.clear();
		this.#newest.clear();
	}

	#start(record: LogRecord, event: OrderRecord): Span {
		const traceId = traceIdOf(this.#deps.namespace, event.orderId);
		const sender = parseTraceParent(record.headers.traceparent);
		const own = sender?.traceId === traceId;
		return this.#deps.start(
			{
				name: `process ${record.topic}`,
				kind: SpanKind.CONSUMER,
				traceId,
				// A producer of its own trace: the order has one of its own all the same, and says where it comes from.
				...(sender === undefined || own ? {} : { links: [{ context: sender }] }),
				attributes: {
					...messageAttributes(record.topic, event, this.#deps),
					...placeAttributes(record),
					"messaging.operation.name": "process",
					"messaging.operation.type": "process",
					"messaging.consumer.group.name": this.#group,
				},
			},
			own ? sender : undefined,
		);
	}

	/** The span of the order's record that is being handled. */
	handling(orderId: string): TraceParent | undefined {
		return this.#newest.get(orderId)?.spanContext();
	}

	/** Ends the spans of the records that the unit has committed; those that it put aside have failed. */
	done({ records, commit }: Work): void {
		if (commit === undefined) return;
		const errors = new Map(records.flatMap((record) => letterOf(record) ?? []));
		for (const position of commit.offsets) {
			const queue = this.#queues.get(partitionKey(position)) ?? [];
			const left = queue.findIndex(({ record }) => record.offset >= position.offset);
			for (const handled of queue.splice(0, left === -1 ? queue.length : left)) this.#end(handled, errors);
		}
	}

	#end({ record, orderId, span }: Handling, errors: ReadonlyMap<string, string>): void {
		const error = errors.get(placeKey(record));
		if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
		span.end();
		if (this.#newest.get(orderId) === span) this.#newest.delete(orderId);
	}
}

function partitionKey({ topic, partition }: Omit<Position, "offset">): string {
	return `${topic}/${partition}`;
}

function placeKey(position: Position): string {
	return `${partitionKey(position)}/${position.offset}`;
}

/** Where a dead letter comes from, and why it is one. */
function letterOf({ headers }: NewRecord): [[place: string, error: string]] | undefined {
	const { dlq_topic: topic, dlq_partition: partition, dlq_offset: offset, dlq_error: error } = headers;
	return topic === undefined || error === undefined ? undefined : [[`${topic}/${partition}/${offset}`, error]];
}

/** By OpenTelemetry's semantic conventions for messaging; the order by our own name. */
function messageAttributes(topic: string, { type, eventId, orderId }: OrderRecord, { system }: TraceDeps): Attributes {
	return {
		"messaging.system": system,
		"messaging.destination.name": topic,
		"messaging.message.id": eventId,
		"messaging.kafka.message.key": orderId,
		"orderdeck.order_id": orderId,
		"orderdeck.event_type": type,
	};
}

function placeAttributes({ partition, offset }: Position): Attributes {
	return { "messaging.destination.partition.id": String(partition), "messaging.kafka.offset": offset };
}

/** The context below which OpenTelemetry starts a span. */
export function contextBelow(parent: TraceParent | undefined) {
	return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}
