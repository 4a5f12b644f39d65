/**
 * The live subscription as server-sent events, in the form that tRPC's client reads. tRPC's own stream would serialize each frame for each reader
 * and hold it in several buffers. Here a frame is serialized once for all readers, and a reader's next frame is made when it has read the
 * previous one: one that does not read costs a frame, until its connection is closed (`silenceMs`).
 */
import { finished, Readable } from "node:stream";
import type { LiveFrame } from "@orderdeck/contracts/live";
import { appRouter } from "@orderdeck/contracts/router";
import { clientOf } from "@orderdeck/contracts/session";
import { withDeadline } from "@orderdeck/core/async/deadline";
import { callTRPCProcedure, isTrackedEnvelope } from "@trpc/server";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { LEEWAY_MS } from "../access/token-times.ts";
import { type ContextDeps, contextOf } from "./context.ts";
import type { Limits } from "./limits.ts";
import { causeOf, type OnFailure } from "./problems.ts";
import { createReaderPlaces } from "./reader-places.ts";
import { createTurns } from "./turns.ts";

export const LIVE_PATH = "/trpc/live";

const { ping, client } = { ...appRouter._def._config.sse };
const CONNECTED = `event: connected\ndata: ${JSON.stringify({ ...client })}\n\n`;
const PING = "event: ping\ndata: \n\n";
const PING_MS = ping?.intervalMs ?? 5_000;
const HEADERS = { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" };

/** A frame comes for all readers at once. */
const turn = createTurns(20);

const querySchema = z.object({
	input: z.string("must be given once").optional(),
	lastEventId: z.string("must be given once").optional(),
	batch: z.undefined("is not accepted: a stream is read alone").optional(),
});

export function registerLiveStream(server: FastifyInstance, deps: ContextDeps & { readonly limits: Limits }, onFailure: OnFailure): void {
	const places = createReaderPlaces(deps.limits);
	server.get(LIVE_PATH, { exposeHeadRoute: false }, async (request, reply) => {
		const input = inputOf(request);
		const stop = new AbortController();
		const frames: AsyncIterable<unknown> = await callTRPCProcedure({
			router: appRouter,
			path: "live",
			type: "subscription",
			ctx: contextOf(request, deps),
			getRawInput: async () => input,
			signal: stop.signal,
			batchIndex: 0,
		});
		const { actor, expires_at } = { ...request.caller };
		const leave = actor === undefined ? () => undefined : places.take(clientOf(actor), actor.name);
		const events = eventsOf(frames, (error) => onFailure(request, causeOf(error)));
		// 0: nothing is made in advance.
		const stream = Readable.from(events, { highWaterMark: 0 });
		const keep = endAt(expires_at, () => stop.abort());
		finished(reply.raw, () => {
			keep();
			stop.abort();
			leave();
		});
		return reply.headers(HEADERS).send(stream);
	});
}

/** The longest delay of a timer, in ms. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Calls `end` when a session that expires at this time (ISO 8601) is no longer accepted; returns what prevents it. */
function endAt(expiresAt: string | null | undefined, end: () => void): () => void {
	if (expiresAt === null || expiresAt === undefined) return () => undefined;
	const timer = setTimeout(end, Math.min(Math.max(0, Date.parse(expiresAt) + LEEWAY_MS - Date.now()), LONGEST_DELAY_MS));
	return () => clearTimeout(timer);
}

/** What the query means, and the header that a reconnecting browser sends. Throws ZodError. */
function inputOf({ query, headers }: FastifyRequest): unknown {
	const given = querySchema.parse(query);
	const lastEventId = headers["last-event-id"] ?? given.lastEventId;
	const input = jsonOf(given.input ?? "{}");
	return typeof input === "object" && lastEventId !== undefined ? { ...input, lastEventId } : input;
}

/** Undefined for what is not JSON. */
function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Ends when the frames do; the client then reconnects. */
async function* eventsOf(frames: AsyncIterable<unknown>, onError: (error: unknown) => void): AsyncGenerator<string | Buffer> {
	yield CONNECTED;
	const iterator = frames[Symbol.asyncIterator]();
	try {
		let next = iterator.next();
		for (;;) {
			const result = await withDeadline(next, PING_MS, () => undefined);
			if (result?.done === true) return;
			await turn();
			yield result === undefined ? PING : eventOf(result.value);
			// Not before the reader has taken this one: what changes until then goes into one frame.
			if (result !== undefined) next = iterator.next();
		}
	} catch (error) {
		onError(error);
	} finally {
		await iterator.return?.();
	}
}

/** Readers at the same place get the same frame, and with it the same bytes. */
const serialized = new WeakMap<LiveFrame, Buffer>();

function eventOf(item: unknown): Buffer {
	if (!isTrackedEnvelope<LiveFrame>(item)) throw new Error("a live frame has no id");
	const [id, frame] = item;
	const known = serialized.get(frame);
	if (known !== undefined) return known;
	const event = Buffer.from(`data: ${JSON.stringify(frame)}\nid: ${id}\n\n`);
	serialized.set(frame, event);
	return event;
}
