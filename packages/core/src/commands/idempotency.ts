/**
 * Idempotency keys: a request that repeats one with the same key, of the same client, returns the first response and changes nothing.
 * Refused requests leave no response: they are decided again.
 */
import { createHash } from "node:crypto";
import { AppError } from "@orderdeck/contracts/errors";
import type { DocumentReader, IdempotencyRecord, Versioned, Write } from "../ports/documents.ts";
import type { Attempt } from "./decision.ts";

/** What a request's key stands for. */
export interface KeyedRequest {
	/** The document's key: one for each pair of client and idempotency key. */
	readonly key: string;
	/** Fingerprint of the command and its input. */
	readonly request: string;
}

export function keyedRequest(client: string, idempotencyKey: string, command: string, input: unknown): KeyedRequest {
	return { key: fingerprint(client, idempotencyKey), request: fingerprint(command, input) };
}

/** The record of the first request with this key, if there is one. Throws IDEMPOTENCY_KEY_REUSED when that was another request. */
export async function findEarlier(
	store: DocumentReader,
	{ key, request }: KeyedRequest,
): Promise<Versioned<IdempotencyRecord> | undefined> {
	const [read] = await store.get("idempotency", [key]);
	if (read !== undefined && read.doc.request !== request) {
		throw new AppError("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used for another request; use a new key for a new request.");
	}
	return read;
}

/** The write that records the request; with its response where that is known. Throws CasMismatch when another request was first. */
export function recordOf(
	{ key, request }: KeyedRequest,
	{ id, at }: Attempt,
	result: { readonly orderId?: string | undefined; readonly response?: unknown },
): Write {
	const { orderId, response } = result;
	const doc: IdempotencyRecord = {
		request,
		id,
		at: new Date(at).toISOString(),
		...(orderId === undefined ? {} : { order_id: orderId }),
		...(response === undefined ? {} : { response }),
	};
	return { op: "insert", collection: "idempotency", key, doc };
}

function fingerprint(...parts: readonly unknown[]): string {
	return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
