/** Gives each change an idempotency key, and the same one again when it is repeated because no response came: it takes effect once. */
import type { AppRouter } from "@orderdeck/contracts/router";
import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { mayPass } from "./problem.ts";

/** A change that is repeated later than this, in ms, is meant as another one. */
const REPEATED_WITHIN_MS = 5 * 60_000;

interface SentRequest {
	readonly key: string;
	readonly at: number;
}

/**
 * A request is the procedure with its input. Its key is kept while its response is awaited, so that a repeated click is the same request, and
 * after a failure that states nothing about its effect: a response that was lost, or a daemon that is unavailable.
 */
export function idempotencyLink(now: () => number = Date.now): TRPCLink<AppRouter> {
	return () => {
		const sent = new Map<string, SentRequest>();
		const keyOf = (request: string): SentRequest => {
			for (const [each, { at }] of sent) if (now() - at >= REPEATED_WITHIN_MS) sent.delete(each);
			const next = { key: sent.get(request)?.key ?? newKey(), at: now() };
			sent.set(request, next);
			return next;
		};
		return ({ op, next }) =>
			observable((observer) => {
				if (op.type !== "mutation") return next(op).subscribe(observer);
				const request = JSON.stringify([op.path, op.input]);
				const { key } = keyOf(request);
				const settle = () => {
					if (sent.get(request)?.key === key) sent.delete(request);
				};
				return next({ ...op, context: { ...op.context, idempotencyKey: key } }).subscribe({
					next(value) {
						settle();
						observer.next(value);
					},
					error(error) {
						if (!mayPass(error)) settle();
						observer.error(error);
					},
					complete: () => observer.complete(),
				});
			});
	};
}

/** Unlike `crypto.randomUUID`, available without a secure context too. */
function newKey(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
