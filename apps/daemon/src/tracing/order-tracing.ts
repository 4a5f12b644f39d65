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
import { withDeadline } from "@orderdeck/core/async/deadline";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import type { ReportEvent } from "../logging.ts";
import { traceIdOf } from "./order-trace.ts";
import { contextBelow, type NewSpan } from "./record-spans.ts";
import type { TracesConfig } from "./trace-config.ts";
import { type TracedPorts, traceGroup, traceWork } from "./trace-ports.ts";

/** Disposing sends the queued spans, for at most two seconds. */
export interface OrderTracing extends AsyncDisposable {
	traceIdOf(orderId: string): string;
	/** For one consumer group. */
	group(group: string, ports: TracedPorts): TracedPorts;
	/** For publishers without a group. */
	work(work: UnitOfWork): UnitOfWork;
}

export interface TracedProcess {
	/** The system behind the log. */
	readonly system: "kafka" | "orderdeck";
	readonly version: string;
	readonly instance: string;
	readonly report: ReportEvent;
}

const LAST_SEND_MS = 2_000;
const WARN_EVERY_MS = 60_000;

/** Sends to the endpoint in OpenTelemetry's variables. An unavailable collector is logged once, and costs spans, nothing else. */
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
	/** Its `service.namespace` separates the orders of two deployments. */
	readonly resource: Resource;
	readonly system: string;
	readonly ratio: number;
}

export function createOrderTracing({ processor, resource, system, ratio }: TracingParts): OrderTracing {
	const ids = new PresetIdGenerator();
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
			const sent = provider.shutdown().catch(() => undefined);
			await withDeadline(sent, LAST_SEND_MS, () => undefined);
		},
	};
}

/** Gives the next span the ids that were set for it; a span is started in the same turn as its ids are set. */
class PresetIdGenerator implements IdGenerator {
	readonly #random = new RandomIdGenerator();
	next: { readonly traceId: string; readonly spanId: string | undefined } | undefined;
	generateTraceId = (): string => this.next?.traceId ?? this.#random.generateTraceId();
	generateSpanId = (): string => this.next?.spanId ?? this.#random.generateSpanId();
}

/** Attributes from the variables override the service's own. */
function resourceOf({ version, instance }: TracedProcess): Resource {
	const own = { "service.name": "orderdeck", "service.version": version, "service.instance.id": instance };
	const configured = detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] });
	return defaultResource().merge(resourceFromAttributes(own)).merge(configured);
}

/** Logs when the collector becomes unavailable and when it has recovered; spans that cannot be sent are lost, and not waited for. */
function watched(exporter: SpanExporter, report: ReportEvent): SpanExporter {
	let unavailable = false;
	return {
		export(spans, done) {
			exporter.export(spans, (result) => {
				const failed = result.error !== undefined;
				if (failed && !unavailable) report("warn", "traces_not_sent", { err: result.error?.message, spans: spans.length });
				if (!failed && unavailable) report("info", "traces_sent_again", {});
				unavailable = failed;
				done({ code: 0 });
			});
		},
		forceFlush: async () => exporter.forceFlush?.(),
		shutdown: () => exporter.shutdown(),
	};
}

/** Logs OpenTelemetry's own warnings, such as spans dropped from a full queue; at most one per minute. */
function reportWarnings(report: ReportEvent): void {
	let quietUntil = 0;
	const warn = (message: string): void => {
		if (Date.now() < quietUntil) return;
		quietUntil = Date.now() + WARN_EVERY_MS;
		report("warn", "traces", { message });
	};
	const nothing = (): void => undefined;
	diag.setLogger({ error: warn, warn, info: nothing, debug: nothing, verbose: nothing }, DiagLogLevel.WARN);
}
