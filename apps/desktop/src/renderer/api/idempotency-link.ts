/** Gives each change an idempotency key, and the same one again when it is repeated because no response came: it takes effect once. */
import type { AppRouter } from "@orderdeck/contracts/router";
import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { mayPass } from "./problem.ts";

/** A change that is repeated later than this, in ms, is meant as another one. */
const REPEATED_WITHIN_MS = 5 * 60_000;

interface SentRequest {
	readonly key: string;
	/** When it was sent last. */
	at: number;
	/** So many of its responses are awaited. */
	awaited: number;
}

/**
 * A request is the procedure with its input. Its key is kept while a response is awaited, so that a repeated click is the same request, and
 * after a failure that states nothing about its effect: a response that was lost, or a daemon that is unavailable.
 */
export function idempotencyLink(now: () => number = Date.now): TRPCLink<AppRouter> {
	return () => {
		const sent = new Map<string, SentRequest>();
		const send = (id: string): SentRequest => {
			for (const [each, { at }] of sent) if (now() - at >= REPEATED_WITHIN_MS) sent.delete(each);
			const request = sent.get(id) ?? { key: newKey(), at: 0, awaited: 0 };
			request.at = now();
			request.awaited += 1;
			sent.set(id, request);
			return request;
		};
		return ({ op, next }) =>
			observable((observer) => {
				if (op.type !== "mutation") return next(op).subscribe(observer);
				const id = JSON.stringify([op.path, op.input]);
				const request = send(id);
				const end = (isEffectKnown: boolean) => {
					request.awaited -= 1;
					if (isEffectKnown && request.awaited === 0 && sent.get(id) === request) sent.delete(id);
				};
				return next({ ...op, context: { ...op.context, idempotencyKey: request.key } }).subscribe({
					next(value) {
						end(true);
						observer.next(value);
					},
					error(error) {
						end(!mayPass(error));
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
