/** Deciding and applying the parts of a step's effects. */
import { AppendRefused, CasMismatch, GatewayTimeout, StoreError } from "../ports/errors.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { encodeEvent } from "../wire/codec.ts";
import type { Effects } from "./step.ts";

/** The step failed on these records, and not because a port was unavailable. */
class HandlerFailure extends Error {
	override readonly name = "HandlerFailure";
	readonly code = "HANDLER_FAILED";
	constructor(cause: unknown) {
		super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
	}
}

/** Whether an error is about the records: a failing handler, or effects that the log refuses for good. Every other error is transient. */
export function isAboutRecords(error: unknown): boolean {
	return error instanceof HandlerFailure || error instanceof AppendRefused;
}

/** What `decide` returns. Rejects with HandlerFailure; with the port's error for a lost compare-and-swap or an unavailable port. */
export async function decided(decide: () => Promise<Effects>): Promise<Effects> {
	try {
		return await decide();
	} catch (cause) {
		if (cause instanceof CasMismatch || cause instanceof StoreError || cause instanceof GatewayTimeout) throw cause;
		throw new HandlerFailure(cause);
	}
}

/** Makes all parts but the last durable, one after the other. Returns the last. */
export async function applyAllButLast(first: Effects, work: UnitOfWork): Promise<Effects> {
	let effects = first;
	while (effects.next !== undefined) {
		if (!isEmpty(effects)) await work.apply({ writes: effects.writes, records: effects.events.map(encodeEvent) });
		effects = await decided(effects.next);
	}
	return effects;
}

/** True when there is nothing to write and nothing to publish. */
export function isEmpty({ writes, events }: Effects): boolean {
	return writes.length === 0 && events.length === 0;
}
