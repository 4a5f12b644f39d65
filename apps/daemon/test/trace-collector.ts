/** A collector for OpenTelemetry's exporters: OTLP over HTTP on the loopback. */
import { once } from "node:events";
import { createServer } from "node:http";
import { z } from "zod";
import { freePort } from "./free-ports.ts";

const valueSchema = z.object({ stringValue: z.string().optional(), intValue: z.union([z.string(), z.number()]).optional() }).loose();
const attributesSchema = z
	.array(z.object({ key: z.string(), value: valueSchema }))
	.transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)])));
const spanSchema = z.object({
	traceId: z.string(),
	spanId: z.string(),
	parentSpanId: z.string().optional(),
	name: z.string(),
	kind: z.number(),
	startTimeUnixNano: z.string().transform(BigInt),
	endTimeUnixNano: z.string().transform(BigInt),
	attributes: attributesSchema,
	links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
	status: z.object({ code: z.number().optional(), message: z.string().optional() }).default({}),
});
const requestSchema = z.object({
	resourceSpans: z.array(
		z.object({
			resource: z.object({ attributes: attributesSchema }),
			scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
		}),
	),
});
export type CollectedSpan = z.infer<typeof spanSchema> & { readonly resource: z.infer<typeof attributesSchema> };

export interface TraceCollector extends AsyncDisposable {
	readonly url: string;
	/** All received as JSON so far. */
	readonly spans: readonly CollectedSpan[];
	/** Bodies received as protobuf. */
	readonly binary: readonly Buffer[];
	/** Every request, by method, path and type. */
	readonly requests: readonly string[];
}

export async function startCollector(): Promise<TraceCollector> {
	const spans: CollectedSpan[] = [];
	const binary: Buffer[] = [];
	const requests: string[] = [];
	const server = createServer(async (request, response) => {
		const type = request.headers["content-type"] ?? "";
		requests.push(`${request.method} ${request.url} ${type}`);
		const body = Buffer.concat(await request.toArray());
		if (type === "application/json") spans.push(...spansOf(body));
		else binary.push(body);
		response.setHeader("content-type", type);
		response.end(type === "application/json" ? "{}" : undefined);
	});
	const port = await freePort();
	server.listen(port, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${port}`,
		spans,
		binary,
		requests,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}

function spansOf(body: Buffer): CollectedSpan[] {
	const { resourceSpans } = requestSchema.parse(JSON.parse(body.toString()));
	return resourceSpans.flatMap(({ resource, scopeSpans }) =>
		scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, resource: resource.attributes }))),
	);
}
