/** The records that a group has been given and has not committed, each with its open span. */
import { type Span, type SpanContext, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { parseTraceParent } from "@opentelemetry/core";
import type { Batch, LogRecord, NewRecord, Position, TopicPartition } from "@orderdeck/core/ports/event-log";
import type { Work } from "@orderdeck/core/ports/unit-of-work";
import { decodeRecord } from "@orderdeck/core/wire/codec";
import { isOfOrder, type OrderRecord, traceIdOf } from "./order-trace.ts";
import { messageAttributes, positionAttributes, type TraceDeps } from "./record-spans.ts";

interface OpenSpan {
	readonly record: LogRecord;
	readonly orderId: string;
	readonly span: Span;
}

export class OpenSpans {
	readonly #group: string;
	readonly #deps: TraceDeps;
	/** By partition, in order of delivery. */
	readonly #queues = new Map<string, OpenSpan[]>();
	/** By order: the span of its newest record. */
	readonly #newest = new Map<string, Span>();

	constructor(group: string, deps: TraceDeps) {
		this.#group = group;
		this.#deps = deps;
	}

	/** Opens a span per record; the previous batch may not be committed yet. */
	open(batch: Batch): void {
		for (const record of batch.records) {
			const decoded = decodeRecord(record);
			if (decoded.kind !== "event" || !isOfOrder(decoded.placed.event.type)) continue;
			const { type, id, key: orderId } = decoded.placed.event;
			const span = this.#start(record, { type, eventId: id, orderId });
			const queue = this.#queues.get(partitionKey(record)) ?? [];
			// A record that is delivered again was not handled.
			while ((queue.at(-1)?.record.offset ?? -1) >= record.offset) queue.pop();
			queue.push({ record, orderId, span });
			this.#queues.set(partitionKey(record), queue);
			this.#newest.set(orderId, span);
		}
	}

	/** Drops all spans: what is not committed will be delivered again, here or to another member. */
	clear(): void {
		this.#queues.clear();
		this.#newest.clear();
	}

	#start(record: LogRecord, event: OrderRecord): Span {
		const traceId = traceIdOf(this.#deps.namespace, event.orderId);
		const sender = parseTraceParent(record.headers.traceparent ?? "");
		const own = sender?.traceId === traceId;
		return this.#deps.start(
			{
				name: `process ${record.topic}`,
				kind: SpanKind.CONSUMER,
				traceId,
				// A producer with its own trace: the order keeps its trace, and links to the producer's.
				...(sender === null || own ? {} : { links: [{ context: sender }] }),
				attributes: {
					...messageAttributes(record.topic, event, this.#deps),
					...positionAttributes(record),
					"messaging.operation.name": "process",
					"messaging.operation.type": "process",
					"messaging.consumer.group.name": this.#group,
				},
			},
			own ? sender : undefined,
		);
	}

	/** The span of the order's current record. */
	handling(orderId: string): SpanContext | undefined {
		return this.#newest.get(orderId)?.spanContext();
	}

	/** Ends the spans of the records that the unit has committed; those of dead letters as failed. */
	commit({ records, commit }: Work): void {
		if (commit === undefined) return;
		const errors = new Map(records.flatMap((record) => deadLetterOf(record) ?? []));
		for (const position of commit.offsets) {
			const queue = this.#queues.get(partitionKey(position)) ?? [];
			const left = queue.findIndex(({ record }) => record.offset >= position.offset);
			for (const handled of queue.splice(0, left === -1 ? queue.length : left)) this.#end(handled, errors);
		}
	}

	#end({ record, orderId, span }: OpenSpan, errors: ReadonlyMap<string, string>): void {
		const error = errors.get(positionKey(record));
		if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
		span.end();
		if (this.#newest.get(orderId) === span) this.#newest.delete(orderId);
	}
}

function partitionKey({ topic, partition }: TopicPartition): string {
	return `${topic}/${partition}`;
}

function positionKey(position: Position): string {
	return `${partitionKey(position)}/${position.offset}`;
}

/** The position that a dead letter comes from, and its error. */
function deadLetterOf({ headers }: NewRecord): [[position: string, error: string]] | undefined {
	const { dlq_topic: topic, dlq_partition: partition, dlq_offset: offset, dlq_error: error } = headers;
	return topic === undefined || error === undefined ? undefined : [[`${topic}/${partition}/${offset}`, error]];
}
