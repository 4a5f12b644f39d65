import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { deadLetterTopic, GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import type { Batch } from "@orderdeck/core/ports/event-log";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { deadLetterOf } from "@orderdeck/core/wire/dead-letter";
import { describe, expect, it } from "vitest";
import { created, openTestData, paid } from "../live/live.fixture.ts";
import { publishSpanIdOf, traceIdOf } from "./order-trace.ts";
import { createOrderTracing } from "./order-tracing.ts";
import type { TracedPorts } from "./trace-ports.ts";

/** One process, and the spans that it has exported. */
function process() {
	const exporter = new InMemorySpanExporter();
	const resource = resourceFromAttributes({ "service.namespace": "test" });
	const tracing = createOrderTracing({ processor: new SimpleSpanProcessor({ exporter }), resource, system: "orderdeck", ratio: 1 });
	return { tracing, spans: () => exporter.getFinishedSpans() };
}

async function deliver({ log }: TracedPorts): Promise<{ batch: Batch; consumer: ReturnType<TracedPorts["log"]["consumer"]> }> {
	const consumer = log.consumer({ group: GROUPS.payments, topics: [TOPICS.orders], maxRecords: 10, member: "m" });
	const batch = await consumer.next(AbortSignal.timeout(10_000));
	if (batch === undefined) throw new Error("nothing was delivered");
	return { batch, consumer };
}

const commitOf = ({ offsets, delivery }: Batch) => ({ group: GROUPS.payments, offsets, delivery });
const short = ({ name, attributes }: ReadableSpan) => `${name} ${attributes["orderdeck.event_type"]}`;

describe("traced ports", () => {
	it("continue the trace of the header in another process", async () => {
		await using data = await openTestData();
		const [api, payments] = [process(), process()];
		await api.tracing.work(data.backend.work).apply({ writes: [], records: [encodeEvent(created("7"))] });
		const ports = payments.tracing.group(GROUPS.payments, data.backend);
		const { batch, consumer } = await deliver(ports);
		await ports.work.apply({ writes: [], records: [encodeEvent(paid("7"))], commit: commitOf(batch) });
		await consumer[Symbol.asyncDispose]();

		const [sent] = api.spans();
		const [published, handled] = payments.spans();
		expect([sent, handled, published].map((span) => span && short(span))).toEqual([
			"publish orders ORDER_CREATED",
			"process orders ORDER_CREATED",
			"publish payments PAYMENT_PROCESSED",
		]);
		expect(new Set([sent, handled, published].map((span) => span?.spanContext().traceId))).toEqual(new Set([traceIdOf("test", "7")]));
		expect([sent?.kind, handled?.kind, published?.kind]).toEqual([SpanKind.PRODUCER, SpanKind.CONSUMER, SpanKind.PRODUCER]);
		expect(sent?.spanContext().spanId).toBe(publishSpanIdOf("test", "7:ORDER_CREATED"));
		expect(handled?.parentSpanContext?.spanId).toBe(sent?.spanContext().spanId);
		expect(published?.parentSpanContext?.spanId).toBe(handled?.spanContext().spanId);
		expect(handled?.attributes).toMatchObject({
			"messaging.system": "orderdeck",
			"messaging.destination.name": "orders",
			"messaging.consumer.group.name": GROUPS.payments,
			"messaging.kafka.offset": batch.records[0]?.offset,
			"messaging.message.id": "7:ORDER_CREATED",
		});
	});

	it("link a producer's own trace, and keep the order's", async () => {
		await using data = await openTestData();
		const record = encodeEvent(created("7"));
		const foreign = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
		await data.backend.log.append([{ ...record, headers: { ...record.headers, traceparent: foreign } }]);
		const { tracing, spans } = process();
		const ports = tracing.group(GROUPS.payments, data.backend);
		const { batch, consumer } = await deliver(ports);
		await ports.work.apply({ writes: [], records: [], commit: commitOf(batch) });
		await consumer[Symbol.asyncDispose]();
		const [handled] = spans();
		expect(handled?.spanContext().traceId).toBe(traceIdOf("test", "7"));
		expect(handled?.parentSpanContext).toBeUndefined();
		expect(handled?.links.map(({ context }) => [context.traceId, context.spanId])).toEqual([
			["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"],
		]);
	});

	it("export nothing of what did not become durable, and one span for what was retried", async () => {
		await using data = await openTestData();
		await data.append(created("7"));
		const { tracing, spans } = process();
		let away = true;
		const work: UnitOfWork = {
			atomic: true,
			async apply(unit) {
				if (away) throw new Error("away");
				return data.backend.work.apply(unit);
			},
		};
		const ports = tracing.group(GROUPS.payments, { log: data.backend.log, work });
		const { batch, consumer } = await deliver(ports);
		const records = [encodeEvent(paid("7"))];
		await expect(ports.work.apply({ writes: [], records, commit: commitOf(batch) })).rejects.toThrow("away");
		expect(spans()).toEqual([]);
		away = false;
		consumer.rewind();
		const again = await consumer.next(AbortSignal.timeout(10_000));
		if (again === undefined) throw new Error("nothing was delivered again");
		await ports.work.apply({ writes: [], records, commit: commitOf(again) });
		await consumer[Symbol.asyncDispose]();
		expect(spans().map(short)).toEqual(["publish payments PAYMENT_PROCESSED", "process orders ORDER_CREATED"]);
	});

	it("drop the spans of a partition that is revoked: its next owner exports them", async () => {
		await using data = await openTestData();
		const [appended] = await data.append(created("7"));
		if (appended === undefined) throw new Error("nothing was appended");
		const { tracing, spans } = process();
		const ports = tracing.group(GROUPS.payments, data.backend);
		const { consumer } = await deliver(ports);
		consumer.rewind();
		await data.backend.log.seek(GROUPS.payments, [{ ...appended, offset: appended.offset + 1 }]);
		await data.append(created("7"));
		const next = await consumer.next(AbortSignal.timeout(10_000));
		if (next === undefined) throw new Error("nothing more was delivered");
		await ports.work.apply({ writes: [], records: [], commit: commitOf(next) });
		await consumer[Symbol.asyncDispose]();
		expect(spans().map(({ attributes }) => attributes["messaging.kafka.offset"])).toEqual([appended.offset + 1]);
	});

	it("mark the span of a dead letter as failed, with the reason, and no other", async () => {
		await using data = await openTestData();
		await data.backend.log.ensureTopics([{ topic: deadLetterTopic(GROUPS.payments), partitions: PARTITIONS }]);
		await data.append(created("7"), created("8"));
		const { tracing, spans } = process();
		const ports = tracing.group(GROUPS.payments, data.backend);
		const { batch, consumer } = await deliver(ports);
		const bad = batch.records.find(({ key }) => key === "8");
		if (bad === undefined) throw new Error("8 was not delivered");
		const letter = deadLetterOf(bad, { group: GROUPS.payments, reason: "HANDLER_FAILED", error: "no such currency", attempts: 5, at: 0 });
		await ports.work.apply({ writes: [], records: [letter], commit: commitOf(batch) });
		await consumer[Symbol.asyncDispose]();
		const outcome = spans().map(({ attributes, status }) => [attributes["orderdeck.order_id"], status]);
		expect(Object.fromEntries(outcome)).toEqual({
			7: { code: SpanStatusCode.UNSET },
			8: { code: SpanStatusCode.ERROR, message: "no such currency" },
		});
	});

	it("end only what has been committed: of a batch that is taken apart, one record after the other", async () => {
		await using data = await openTestData();
		await data.append(created("7"), paid("7"));
		await data.append(created("7"));
		const { tracing, spans } = process();
		const ports = tracing.group(GROUPS.payments, data.backend);
		const { batch, consumer } = await deliver(ports);
		expect(batch.records.length).toBe(2);
		for (const [index, { topic, partition, offset }] of batch.records.entries()) {
			await ports.work.apply({
				writes: [],
				records: [],
				commit: commitOf({ ...batch, offsets: [{ topic, partition, offset: offset + 1 }] }),
			});
			expect(spans().map(({ attributes }) => attributes["messaging.kafka.offset"])).toEqual(
				batch.records.slice(0, index + 1).map((record) => record.offset),
			);
		}
		await consumer[Symbol.asyncDispose]();
	});

	it("know the current records when the next batch arrives before the last is committed", async () => {
		await using data = await openTestData();
		await data.append(created("7"));
		const { tracing, spans } = process();
		const ports = tracing.group(GROUPS.payments, data.backend);
		const { batch: first, consumer } = await deliver(ports);
		await data.append(created("8"));
		const second = await consumer.next(AbortSignal.timeout(10_000));
		if (second === undefined) throw new Error("nothing more was delivered");
		for (const batch of [first, second]) {
			const records = batch.records.map(({ key }) => encodeEvent(paid(key ?? "")));
			await ports.work.apply({ writes: [], records, commit: commitOf(batch) });
		}
		await consumer[Symbol.asyncDispose]();
		const parents = new Map(spans().map((span) => [span.spanContext().spanId, short(span)]));
		const below = spans().map((span) => [
			span.attributes["orderdeck.order_id"],
			short(span),
			parents.get(span.parentSpanContext?.spanId ?? ""),
		]);
		expect(below).toEqual(
			["7", "8"].flatMap((id) => [
				[id, "publish payments PAYMENT_PROCESSED", "process orders ORDER_CREATED"],
				[id, "process orders ORDER_CREATED", undefined],
			]),
		);
	});

	it("notify the unit's owner that its writes are durable", async () => {
		const work: UnitOfWork = {
			atomic: false,
			async apply(_unit, written) {
				written?.();
				return { positions: [], versions: [] };
			},
		};
		const notified: string[] = [];
		const traced = process().tracing.work(work);
		await traced.apply({ writes: [], records: [] }, () => void notified.push("written"));
		expect(notified).toEqual(["written"]);
	});

	it("trace a share of the orders, the same ones in every process", async () => {
		await using data = await openTestData();
		const exporters = [new InMemorySpanExporter(), new InMemorySpanExporter()];
		for (const exporter of exporters) {
			const parts = {
				processor: new SimpleSpanProcessor({ exporter }),
				resource: resourceFromAttributes({}),
				system: "orderdeck",
				ratio: 0.5,
			};
			const work = createOrderTracing(parts).work(data.backend.work);
			await work.apply({ writes: [], records: Array.from({ length: 200 }, (_, id) => encodeEvent(created(String(id)))) });
		}
		const [one, other] = exporters.map((exporter) => exporter.getFinishedSpans().map(({ attributes }) => attributes["orderdeck.order_id"]));
		expect(one).toEqual(other);
		expect(one?.length).toBeGreaterThan(60);
		expect(one?.length).toBeLessThan(140);
	});
});
