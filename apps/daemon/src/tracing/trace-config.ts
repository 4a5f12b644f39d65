/**
 * Whether traces are sent, by OpenTelemetry's own variables. Its exporter reads the destination by itself (endpoint, headers, timeout,
 * compression, certificates); the schemas here make an invalid value an error instead of ignoring it.
 */
import { z } from "zod";

export interface TracesConfig {
	readonly protocol: "http/protobuf" | "http/json";
	/** The share of orders that are traced, 0 to 1. */
	readonly ratio: number;
	readonly sendEveryMs: number;
	/** Limit of spans waiting to be sent; further ones are dropped. */
	readonly queue: number;
}

const url = z.url({ protocol: /^https?$/, error: "an http or https URL, such as http://127.0.0.1:4318" }).optional();
const PROTOCOLS = ["http/protobuf", "http/json"] as const;
const protocol = z.enum(PROTOCOLS, `one of ${PROTOCOLS.join(", ")}`).optional();
const SAMPLERS = [
	"always_on",
	"always_off",
	"traceidratio",
	"parentbased_always_on",
	"parentbased_always_off",
	"parentbased_traceidratio",
] as const;
const whole = (needs: string, max: number) =>
	z
		.string()
		.regex(/^[1-9]\d{0,8}$/, needs)
		.transform(Number)
		.pipe(z.number().max(max, needs));

/** The variables by name. Each message states what the variable needs. */
export const TRACE_VARIABLES = {
	OTEL_SDK_DISABLED: z.enum(["true", "false"], "true or false").optional(),
	OTEL_TRACES_EXPORTER: z.enum(["otlp", "none"], "otlp or none").optional(),
	OTEL_EXPORTER_OTLP_ENDPOINT: url,
	OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
	OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
	OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol,
	OTEL_TRACES_SAMPLER: z.enum(SAMPLERS, `one of ${SAMPLERS.join(", ")}`).default("parentbased_always_on"),
	OTEL_TRACES_SAMPLER_ARG: z
		.string()
		.regex(/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/, "a share from 0 to 1, such as 0.1")
		.transform(Number)
		.default(1),
	OTEL_BSP_SCHEDULE_DELAY: whole("whole milliseconds from 1 to 3600000", 3_600_000).default(5_000),
	OTEL_BSP_MAX_QUEUE_SIZE: whole("a number of spans from 1 to 1000000", 1_000_000).default(32_768),
} as const;
const traceSchema = z.object(TRACE_VARIABLES);

/** Undefined: nothing is traced. On with an endpoint, or with `OTEL_TRACES_EXPORTER=otlp` to the collector at http://localhost:4318. */
export function tracesOf(env: z.infer<typeof traceSchema>): TracesConfig | undefined {
	const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
	const wanted = env.OTEL_TRACES_EXPORTER ?? (endpoint === undefined ? "none" : "otlp");
	if (wanted === "none" || env.OTEL_SDK_DISABLED === "true") return undefined;
	return {
		protocol: env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL ?? "http/protobuf",
		ratio: ratioOf(env),
		sendEveryMs: env.OTEL_BSP_SCHEDULE_DELAY,
		queue: env.OTEL_BSP_MAX_QUEUE_SIZE,
	};
}

/** A parent's decision does not matter: all spans of an order's trace are decided by the same id. */
function ratioOf({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share }: z.infer<typeof traceSchema>): number {
	if (sampler.endsWith("always_on")) return 1;
	return sampler.endsWith("always_off") ? 0 : share;
}
