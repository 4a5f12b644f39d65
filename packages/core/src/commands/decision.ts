/** What a command decided. The executor applies it and responds from what was committed; see execute.ts. */
import type { RequestSource } from "@orderdeck/contracts/command";
import type { OrderEvent } from "@orderdeck/contracts/events";
import type { Actor } from "@orderdeck/contracts/session";
import type { PlacedEvent } from "../domain/order-document.ts";
import type { Write } from "../ports/documents.ts";

/** One request for a command. The same for each of its tries, and for a repeated request with the same idempotency key. */
export interface Attempt {
	/** Identifies what the request creates. */
	readonly id: string;
	/** When it was first received, ms since the epoch. */
	readonly at: number;
	/** The id of the order that it creates, once one was taken. */
	readonly orderId?: string | undefined;
	/** True when an earlier try may have applied a part of it. Only where log and store are two systems. */
	readonly resumed: boolean;
	readonly actor: Actor;
	/** The `X-Request-Id`. */
	readonly requestId?: string | undefined;
	readonly source?: RequestSource | undefined;
}

/** What the audit log records of a command beside its action. */
export interface AuditEntry {
	/** What was acted on, where the input does not state it; else the target of the command's line in the contract. */
	readonly target?: string;
	/** Everything acted on, where that is more than the target. */
	readonly targets?: readonly string[];
	readonly before: unknown;
	readonly after: unknown;
}

/** `output`: the response. `writes`: bring views up to date with the event; consumers of the event do so too, later. */
export interface Outcome<O> {
	readonly output: O;
	readonly writes: readonly Write[];
}

/**
 * A decision takes effect as a whole where the unit of work is atomic. Otherwise its parts become durable in the order of the fields, and
 * the request has succeeded as soon as the part that commits it is durable: `decides` where there is one, all of it where there is none.
 */
export interface Decision<O> {
	/**
	 * The writes that commit the command. What follows them can be completed by others: steps publish the event from an outbox that these writes
	 * hold. Empty: an earlier try has made them durable. Undefined: the event, or else the audit record, commits the command.
	 */
	readonly decides?: readonly Write[];
	/** Undefined where nothing changes. */
	readonly audit?: AuditEntry;
	/** Other documents that change with the command. */
	readonly writes?: readonly Write[];
	readonly event?: OrderEvent;
	/** Given with the idempotency key to later tries. */
	readonly orderId?: string;
	/** Pure. `placed`: the event as it is in the log; undefined where there is none, or it is not there yet. */
	outcome(placed: PlacedEvent | undefined): Outcome<O>;
	/** Called after the commit, with the event as for `outcome`; a failure does not change the response. */
	committed?(placed: PlacedEvent | undefined): Promise<void> | void;
}

/** The decision to change nothing and to respond with `output`. */
export function unchanged<O>(output: O): Decision<O> {
	return { outcome: () => ({ output, writes: [] }) };
}
