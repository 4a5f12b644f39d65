/** One order is one trace over all its topics, in a real daemon with a real collector; without a collector only traces are lost. */
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import type { LogRecord } from "@orderdeck/core/ports/event-log";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Daemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import { freePort } from "./free-ports.ts";
import { type CollectedSpan, startCollector } from "./trace-collector.ts";

const QUIET = { PRODUCER_RATE: "0", PAYMENT_LATENCY_MS: "1", PAYMENT_DECLINE_RATE: "0", SHIP_DISPATCH_MS: "10", SHIP_DELIVER_MS: "10" };
const orderSchema = z.object({ order_id: z.number(), status: z.string() });
const TOPICS = ["orders", "payments", "inventory", "shipping", "fraud-alerts"];

async function createOrder({ url }: Daemon): Promise<number> {
	const body = JSON.stringify({ customerId: 1234, items: [{ productId: "PROD-003", name: "USB-C Hub", price: 34.99, quantity: 10 }] });
	const response = await fetch(`${url}/api/orders`, { method: "POST", headers: { "content-type": "application/json" }, body });
	return orderSchema.parse(await response.json()).order_id;
}

async function statusOf({ url }: Daemon, id: number): Promise<string> {
	return orderSchema.parse(await (await fetch(`${url}/api/orders/${id}`)).json()).status;
}

const delivered = (daemon: Daemon, id: number) => until("the order is delivered", async () => (await statusOf(daemon, id)) === "DELIVERED");

/** The headers of the order's records, by event id. */
async function headersIn(dir: string, id: number): Promise<Map<string, LogRecord["headers"]>> {
	const reader = createSqliteReader({ dir });
	try {
		const bounds = await reader.log.bounds(TOPICS);
		const read = await Promise.all(
			bounds.map(({ topic, partition, earliest }) => reader.log.read({ topic, partition, offset: earliest }, 1_000)),
		);
		const own = read.flat().filter(({ key }) => key === String(id));
		return new Map(own.map(({ headers }) => [headers.ce_id ?? "", headers]));
	} finally {
		reader[Symbol.dispose]();
	}
}

describe("traces", () => {
	it("follow one order over all its topics, below one root", async () => {
		await using dir = await temporaryDir();
		await using collector = await startCollector();
		await using daemon = await startDaemon({
			...QUIET,
			DATA_DIR: dir.path,
			OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
			OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
			OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
		});
		const id = await createOrder(daemon);
		await delivered(daemon, id);
		expect(await daemon.end("SIGTERM")).toBe(0);

		expect(new Set(collector.requests)).toEqual(new Set(["POST /v1/traces application/json"]));
		const { spans } = collector;
		expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
		expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
		expect(spans[0]?.resource).toMatchObject({ "service.name": "orderdeck", "deployment.environment.name": "test" });

		// Which group published each event, and which event it was handling.
		const byId = new Map(spans.map((span) => [span.spanId, span]));
		const parentOf = ({ parentSpanId }: CollectedSpan) => (parentSpanId === undefined ? undefined : byId.get(parentSpanId));
		const publish = spans.filter(({ name }) => name.startsWith("publish "));
		const eventOf = (span: CollectedSpan | undefined) => span?.attributes["orderdeck.event_type"];
		const groupOf = (span: CollectedSpan | undefined) => span?.attributes["messaging.consumer.group.name"];
		const published = publish.map((span) => [`${span.name} ${eventOf(span)}`, parentOf(span)?.name.split(" ")[0], groupOf(parentOf(span))]);
		expect(published.toSorted()).toEqual([
			["publish inventory INVENTORY_RESERVED", "process", "inventory-group"],
			["publish orders ORDER_CREATED", undefined, undefined],
			["publish payments PAYMENT_PROCESSED", "process", "payments-group"],
			["publish payments PAYMENT_PROCESSING", "process", "payments-group"],
			["publish shipping SHIPMENT_CREATED", "process", "shipping-group"],
			["publish shipping SHIPMENT_DELIVERED", "publish", undefined],
			["publish shipping SHIPMENT_DISPATCHED", "publish", undefined],
		]);
		const before = new Map(publish.map((span) => [eventOf(span), eventOf(parentOf(span))]));
		expect(["PAYMENT_PROCESSED", "INVENTORY_RESERVED"]).toContain(before.get("SHIPMENT_CREATED"));
		expect(before.get("SHIPMENT_DISPATCHED")).toBe("SHIPMENT_CREATED");
		expect(before.get("SHIPMENT_DELIVERED")).toBe("SHIPMENT_DISPATCHED");
		expect(spans.filter((span) => parentOf(span) === undefined).map(({ name }) => name)).toEqual(["publish orders"]);

		// Every group handled every event it reads, below the span that published it, and not before that span began.
		const handled = spans.filter(({ name }) => name.startsWith("process "));
		expect(new Set(handled.filter((span) => eventOf(span) === "ORDER_CREATED").map(groupOf))).toEqual(
			new Set(["fraud-group", "payments-group", "inventory-group", "analytics-group"]),
		);
		for (const span of handled) {
			const sender = parentOf(span);
			expect([sender?.name, eventOf(sender)]).toEqual([span.name.replace("process", "publish"), eventOf(span)]);
			expect(span.startTimeUnixNano).toBeGreaterThanOrEqual(sender?.startTimeUnixNano ?? 0n);
		}

		// The headers of the records name the same spans.
		const headers = await headersIn(dir.path, id);
		for (const span of publish) {
			const { traceparent } = headers.get(String(span.attributes["messaging.message.id"])) ?? {};
			expect(traceparent).toBe(`00-${span.traceId}-${span.spanId}-01`);
		}
	});

	it("keep many orders apart, and include the alert of a risky one", async () => {
		await using dir = await temporaryDir();
		await using collector = await startCollector();
		await using daemon = await startDaemon({
			...QUIET,
			PRODUCER_RATE: "100",
			PRODUCER_SEED: "1",
			DATA_DIR: dir.path,
			OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
			OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
		});
		let risky: number | undefined;
		await until("a flagged order is delivered", async () => {
			const response = await fetch(`${daemon.url}/api/orders?status=DELIVERED&flagged=true&limit=1`);
			risky = z.object({ orders: z.array(orderSchema) }).parse(await response.json()).orders[0]?.order_id;
			return risky !== undefined;
		});
		expect(await daemon.end("SIGTERM")).toBe(0);

		const byTrace = Map.groupBy(collector.spans, ({ traceId }) => traceId);
		const orders = [...byTrace.values()].map((spans) => new Set(spans.map(({ attributes }) => attributes["orderdeck.order_id"])));
		expect(orders.length).toBeGreaterThan(10);
		expect(orders.every((ids) => ids.size === 1)).toBe(true);
		expect(new Set(orders.flatMap((ids) => [...ids])).size).toBe(orders.length);
		const spans = collector.spans.filter(({ attributes }) => attributes["orderdeck.order_id"] === String(risky));
		const alert = spans.find(({ name }) => name === "publish fraud-alerts");
		const raiser = spans.find(({ spanId }) => spanId === alert?.parentSpanId);
		expect([raiser?.name, raiser?.attributes["messaging.consumer.group.name"]]).toEqual(["process orders", "fraud-group"]);
		const topics = spans.filter(({ name }) => name.startsWith("publish ")).map(({ name }) => name.slice("publish ".length));
		expect(new Set(topics)).toEqual(new Set(TOPICS));
	});

	it("do not exist when they are off: not in the headers, not on the network", async () => {
		await using dir = await temporaryDir();
		await using collector = await startCollector();
		await using daemon = await startDaemon({
			...QUIET,
			DATA_DIR: dir.path,
			OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
			OTEL_TRACES_EXPORTER: "none",
		});
		const id = await createOrder(daemon);
		await delivered(daemon, id);
		await daemon.end("SIGTERM");
		const headers = [...(await headersIn(dir.path, id)).values()];
		expect(headers.length).toBeGreaterThan(0);
		expect(headers.filter(({ traceparent }) => traceparent !== undefined)).toEqual([]);
		expect(collector.requests).toEqual([]);
	});

	it("are sent as protobuf by default", async () => {
		await using dir = await temporaryDir();
		await using collector = await startCollector();
		await using daemon = await startDaemon({ ...QUIET, DATA_DIR: dir.path, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
		const id = await createOrder(daemon);
		await delivered(daemon, id);
		await daemon.end("SIGTERM");
		expect(new Set(collector.requests)).toEqual(new Set(["POST /v1/traces application/x-protobuf"]));
		const { traceparent } = (await headersIn(dir.path, id)).get(`${id}:ORDER_CREATED`) ?? {};
		const traceId = Buffer.from(traceparent?.split("-")[1] ?? "", "hex");
		expect(traceId.length).toBe(16);
		expect(Buffer.concat(collector.binary).includes(traceId)).toBe(true);
	});

	it("delay nothing while the collector is unavailable: a bounded queue, one warning, an orderly stop", async () => {
		await using dir = await temporaryDir();
		await using daemon = await startDaemon({
			...QUIET,
			PRODUCER_RATE: "200",
			DATA_DIR: dir.path,
			OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
			OTEL_BSP_SCHEDULE_DELAY: "50",
			OTEL_BSP_MAX_QUEUE_SIZE: "1000",
		});
		const id = await createOrder(daemon);
		await delivered(daemon, id);
		await until("the failure is reported", async () => daemon.output().includes("traces_not_sent"));
		await until("300 orders exist", async () => (await fetch(`${daemon.url}/api/orders/300`)).ok);
		expect(await daemon.end("SIGTERM")).toBe(0);
		const lines = daemon
			.output()
			.trim()
			.split("\n")
			.map((line) => z.object({ event: z.string() }).loose().parse(JSON.parse(line)));
		expect(lines.filter(({ event }) => event === "traces_not_sent")).toHaveLength(1);
		expect(lines.filter(({ event }) => event === "drain_overdue")).toEqual([]);
		expect(lines.filter(({ event }) => event === "traces").length).toBeLessThanOrEqual(1);
	});

	it("are named in the lines of the log, with the order", async () => {
		await using dir = await temporaryDir();
		await using collector = await startCollector();
		await using daemon = await startDaemon({
			...QUIET,
			DATA_DIR: dir.path,
			LOG_LEVEL: "debug",
			OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
		});
		const id = await createOrder(daemon);
		await delivered(daemon, id);
		await daemon.end("SIGTERM");
		const { traceparent } = (await headersIn(dir.path, id)).get(`${id}:ORDER_CREATED`) ?? {};
		const lineSchema = z.object({ event: z.string(), event_type: z.string(), order_id: z.string(), trace_id: z.string() });
		const lines = daemon
			.output()
			.trim()
			.split("\n")
			.flatMap((line) => lineSchema.safeParse(JSON.parse(line)).data ?? []);
		expect(lines.filter(({ order_id }) => order_id === String(id)).map(({ event_type }) => event_type)).toEqual(
			expect.arrayContaining(["ORDER_CREATED", "PAYMENT_PROCESSED", "INVENTORY_RESERVED", "SHIPMENT_CREATED", "SHIPMENT_DELIVERED"]),
		);
		expect(new Set(lines.map(({ trace_id }) => trace_id))).toEqual(new Set([traceparent?.split("-")[1]]));
	});
});
