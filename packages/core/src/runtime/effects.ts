/** Deciding and applying the parts of a step's effects. */
import type { Versions } from "../ports/documents.ts";
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

/** The failure as an error code and a location, the same for all records that fail by it: `HANDLER_FAILED TypeError in reserve`. */
export function codeOf(error: unknown): string {
	if (error instanceof AppendRefused) return `${error.code} published event`;
	const cause = error instanceof HandlerFailure ? error.cause : error;
	if (!(cause instanceof Error)) return "HANDLER_FAILED";
	const [, place] = /^ +at (?:async )?([\w$.<>]+)/m.exec(cause.stack?.slice(cause.stack.indexOf("\n    at ") + 1) ?? "") ?? [];
	return `HANDLER_FAILED ${cause.name}${place === undefined ? "" : ` in ${place}`}`;
}

const FRAMES_KEPT = 20;

/** The innermost frames of the error's stack, a line each, without its message; undefined where it has none. */
export function stackOf(error: unknown): string | undefined {
	const cause = error instanceof HandlerFailure ? error.cause : error;
	if (!(cause instanceof Error)) return undefined;
	const frames = (cause.stack ?? "").split("\n").filter((line) => /^ +at /.test(line));
	return frames.length === 0
		? undefined
		: frames
				.slice(0, FRAMES_KEPT)
				.map((line) => line.trim())
				.join("\n");
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

export interface Applying {
	/** Makes one part durable. Throws CasMismatch when a write is refused. */
	readonly apply: (part: Effects) => Promise<Versions>;
	/** Called before a part is decided again, with the number of refusals so far; what it throws ends the rest. */
	readonly refused: (error: CasMismatch, refusals: number) => Promise<void>;
	/** Called before each later part is decided; what it throws ends the rest. */
	readonly proceed?: () => void;
}

/** Makes the parts durable, one after the other. One that is refused is decided again where it has `again`; otherwise its error is thrown. */
export async function applyParts(first: Effects, { apply, refused, proceed }: Applying): Promise<void> {
	let part = first;
	let refusals = 0;
	for (;;) {
		const { next, again }: Effects = part;
		let decide: (() => Promise<Effects>) | undefined;
		try {
			const versions = await apply(part);
			decide = next === undefined ? undefined : () => next(versions);
		} catch (error) {
			if (!(error instanceof CasMismatch) || again === undefined) throw error;
			refusals += 1;
			await refused(error, refusals);
			decide = again;
		}
		if (decide === undefined) return;
		proceed?.();
		part = await decided(decide);
	}
}

/** Makes a part durable that does not end a batch; nothing is done when it is empty. */
export async function applyPart(part: Effects, work: UnitOfWork): Promise<Versions> {
	if (isEmpty(part)) return [];
	return (await work.apply({ writes: part.writes, records: part.events.map(encodeEvent) })).versions;
}

/** True when there is nothing to write and nothing to publish. */
export function isEmpty({ writes, events }: Effects): boolean {
	return writes.length === 0 && events.length === 0;
}
