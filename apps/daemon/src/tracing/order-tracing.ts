/** Traces of orders by OpenTelemetry, sent by OTLP over HTTP. Loaded only where it is configured. */
import { DiagLogLevel, diag, type Span } from "@opentelemetry/api";
import {
	defaultResource,
	detectResources,
	type Resource,
	resourceAttributesEnvDetector,
	resourceFromAttributes,
	serviceNameEnvDetector,
} from "@opentelemetry/resources";
import {
	BatchSpanProcessor,
	type IdGenerator,
	RandomIdGenerator,
	type SpanExporter,
	type SpanProcessor,
	TraceIdRatioBasedSampler,
	TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import type { Report } from "../pipeline/backend.ts";
import { traceIdOf } from "./order-trace.ts";
import type { TracesConfig } from "./trace-config.ts";
import { contextBelow, type NewSpan, type TracedPorts, traceGroup, traceWork } from "./trace-ports.ts";

/** Disposing sends what waits, as far as that does not take long. */
export interface OrderTracing extends AsyncDisposable {
	traceIdOf(orderId: string): string;
	/** For one consumer group. */
	group(group: string, ports: TracedPorts): TracedPorts;
	/** For who publishes without one. */
	work(work: UnitOfWork): UnitOfWork;
}

export interface TracedProcess {
	/** What carries the log. */
	readonly system: "kafka" | "orderdeck";
	readonly version: string;
	readonly instance: string;
	readonly report: Report;
}

const LAST_SEND_MS = 2_000;
const WARN_EVERY_MS = 60_000;

/** Sends to where OpenTelemetry's variables say. A collector that is away is told of once, and costs spans, nothing else. */
export async function openTracing(config: TracesConfig, process: TracedProcess): Promise<OrderTracing> {
	const { OTLPTraceExporter } = await (config.protocol === "http/json"
		? import("@opentelemetry/exporter-trace-otlp-http")
		: import("@opentelemetry/exporter-trace-otlp-proto"));
	reportWarnings(process.report);
	const exporter = watched(new OTLPTraceExporter(), process.report);
	const processor = new BatchSpanProcessor({ exporter, scheduledDelayMillis: config.sendEveryMs, maxQueueSize: config.queue });
	return createOrderTracing({ processor, resource: resourceOf(process), system: process.system, ratio: config.ratio });
}

export interface TracingParts {
	readonly processor: SpanProcessor;
	/** Its `service.namespace` keeps the orders of two deployments apart. */
	readonly resource: Resource;
	readonly system: string;
	readonly ratio: number;
}

export function createOrderTracing({ processor, resource, system, ratio }: TracingParts): OrderTracing {
	const ids = new ToldIds();
	const sampler = new TraceIdRatioBasedSampler(ratio);
	const provider = new TracerProvider({ resource, sampler, idGenerator: ids, spanProcessors: [processor] });
	const tracer = provider.getTracer("orderdeck");
	const namespace = String(resource.attributes["service.namespace"] ?? "");
	const start = ({ traceId, spanId, name, ...options }: NewSpan, parent: Parameters<typeof contextBelow>[0]): Span => {
		ids.next = { traceId, spanId };
		return tracer.startSpan(name, options, contextBelow(parent));
	};
	const deps = { start, namespace, system };
	return {
		traceIdOf: (orderId) => traceIdOf(namespace, orderId),
		group: (group, ports) => traceGroup(group, ports, deps),
		work: (work) => traceWork(work, deps),
		async [Symbol.asyncDispose]() {
			const { promise: late, resolve } = Promise.withResolvers<void>();
			const timer = setTimeout(resolve, LAST_SEND_MS);
			await Promise.race([provider.shutdown().catch(() => undefined), late]);
			clearTimeout(timer);
		},
	};
}

/** A span is started as soon as its ids have been told: nothing comes between. */
class ToldIds implements IdGenerator {
	readonly #random = new RandomIdGenerator();
	next: { readonly traceId: string; readonly spanId: string | undefined } | undefined;
	generateTraceId = (): string => this.next?.traceId ?? this.#random.generateTraceId();
	generateSpanId = (): string => this.next?.spanId ?? this.#random.generateSpanId();
}

/** What the variables say of this service wins over what it says of itself. */
function resourceOf({ version, instance }: TracedProcess): Resource {
	const own = { "service.name": "orderdeck", "service.version": version, "service.instance.id": instance };
	const told = detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] });
	return defaultResource().merge(resourceFromAttributes(own)).merge(told);
}

/** Says when the collector goes away and when it is back; spans that cannot be sent are lost, and nobody waits for them. */
function watched(exporter: SpanExporter, report: Report): SpanExporter {
	let away = false;
	return {
		export(spans, done) {
			exporter.export(spans, (result) => {
				const failed = result.error !== undefined;
				if (failed && !away) report("warn", "traces_not_sent", { err: result.error?.message, spans: spans.length });
				if (!failed && away) report("info", "traces_sent_again", {});
				away = failed;
				done({ code: 0 });
			});
		},
		forceFlush: async () => exporter.forceFlush?.(),
		shutdown: () => exporter.shutdown(),
	};
}

/** What OpenTelemetry itself warns of, such as spans dropped from a full queue; once a minute at most. */
function reportWarnings(report: Report): void {
	let quietUntil = 0;
	const warn = (message: string): void => {
		if (Date.now() < quietUntil) return;
		quietUntil = Date.now() + WARN_EVERY_MS;
		report("warn", "traces", { message });
	};
	const nothing = (): void => undefined;
	diag.setLogger({ error: warn, warn, info: nothing, debug: nothing, verbose: nothing }, DiagLogLevel.WARN);
}
