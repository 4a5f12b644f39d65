/**
 * Executes commands: decides, applies the decision with its audit record, and responds from what was committed. No failure after the commit
 * changes the response: it is reported, and the consumers of the event complete what is missing.
 */
import { type CommandRequest, reasonOf, targetOf } from "@orderdeck/contracts/command";
import { COMMANDS, type CommandName, type CommandOutput, type Execute } from "@orderdeck/contracts/commands";
import { AppError } from "@orderdeck/contracts/errors";
import { clientOf } from "@orderdeck/contracts/session";
import { backoffMs } from "../async/backoff.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import type { Write } from "../ports/documents.ts";
import { CasMismatch, StoreError } from "../ports/errors.ts";
import type { Appended, NewRecord } from "../ports/event-log.ts";
import type { Applied } from "../ports/unit-of-work.ts";
import { encodeEvent } from "../wire/codec.ts";
import type { AuditFacts } from "./audit-log.ts";
import type { Attempt, Decision } from "./decision.ts";
import type { CommandDeps, Handlers } from "./handler.ts";
import { findEarlier, type KeyedRequest, keyedRequest, recordOf } from "./idempotency.ts";
import { createRefusals, type Refusals, resultOf } from "./refusals.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

export function createExecute(deps: CommandDeps, handlers: Handlers, refusals: Refusals = createRefusals(deps)): Execute {
	return (name, input, request) => {
		const { actor, idempotencyKey } = request;
		const keyed = idempotencyKey === undefined ? undefined : keyedRequest(clientOf(actor), idempotencyKey, name, input);
		const decide = (attempt: Attempt) => handlers[name](deps, input, attempt);
		return new Execution<CommandOutput<typeof name>>({ ...deps, refusals }, { name, input, request, keyed, decide }).run();
	};
}

const TRIES = 4;
const BACKOFF = { baseMs: 50, maxMs: 1_000 };

interface Parts<O> {
	readonly name: CommandName;
	readonly input: unknown;
	readonly request: CommandRequest;
	readonly keyed: KeyedRequest | undefined;
	readonly decide: (attempt: Attempt) => Promise<Decision<O>>;
}

interface Committed<O> {
	readonly output: O;
	readonly decision: Decision<O>;
	/** Undefined while the event is not known to be in the log. */
	readonly placed: PlacedEvent | undefined;
}

/** One request, from its first try to its response. */
class Execution<O> {
	readonly #deps: CommandDeps & { readonly refusals: Refusals };
	readonly #parts: Parts<O>;
	readonly #first: Attempt;
	/** Set once the command is committed. */
	#committed: Committed<O> | undefined;
	/** Set while the command is committed and its audit record is not. */
	#unrecorded: AuditFacts | undefined;

	constructor(deps: CommandDeps & { readonly refusals: Refusals }, parts: Parts<O>) {
		this.#deps = deps;
		this.#parts = parts;
		this.#first = {
			id: deps.clock.id(),
			at: deps.clock.now(),
			resumed: false,
			actor: parts.request.actor,
			requestId: parts.request.requestId,
			source: parts.request.source,
		};
	}

	async run(): Promise<O> {
		try {
			return await retryOnConflict(this.#deps.clock, () => this.#tryOnce());
		} catch (error) {
			if (this.#committed === undefined) {
				await this.#refused(error);
				throw error;
			}
			this.#incomplete(error);
			return this.#respond(this.#committed);
		}
	}

	/** A repeated request is refused again, and recorded once. */
	async #refused(error: unknown): Promise<void> {
		const result = resultOf(error);
		if (result === undefined) return;
		const { id, at } = this.#first;
		// Not the id of the record that a repeated request leaves when it takes effect.
		await this.#deps.refusals.record({ id: `${id}-not-done`, at, ...this.#named(), result });
	}

	/** What the request itself states for its audit record. */
	#named(): Pick<AuditFacts, "request" | "action" | "target" | "reason"> {
		const { name, input, request } = this.#parts;
		const command = COMMANDS[name];
		return { request, action: command.action, target: targetOf(command, input), reason: reasonOf(command, input) };
	}

	async #respond({ output, decision, placed }: Committed<O>): Promise<O> {
		await this.#afterwards(async () => decision.committed?.(placed));
		return output;
	}

	async #tryOnce(): Promise<O> {
		const { keyed, decide } = this.#parts;
		const earlier = keyed === undefined ? undefined : (await findEarlier(this.#deps.store, keyed))?.doc;
		// It was stored as the response of this very command.
		if (earlier?.response !== undefined) return earlier.response as O;
		const attempt =
			earlier === undefined
				? this.#first
				: { ...this.#first, id: earlier.id, at: Date.parse(earlier.at), orderId: earlier.order_id, resumed: true };
		const decision = await decide(attempt);
		return this.#respond(await (this.#deps.work.atomic ? this.#commit(attempt, decision) : this.#commitInParts(attempt, decision)));
	}

	/** Everything in one transaction, the response to repeated requests included. */
	async #commit(attempt: Attempt, decision: Decision<O>): Promise<Committed<O>> {
		const { keyed } = this.#parts;
		let committed: Committed<O> | undefined;
		const apply = (records: readonly Write[]) =>
			this.#deps.work.apply({
				writes: [...(decision.decides ?? []), ...(decision.writes ?? []), ...records],
				records: recordsOf(decision),
				derived: ([appended]) => {
					const placed = placedAt(decision, appended);
					const { output, writes } = decision.outcome(placed);
					committed = { output, decision, placed };
					const result = { orderId: decision.orderId, response: output };
					return keyed === undefined ? writes : [...writes, recordOf(keyed, attempt, result)];
				},
			});
		const facts = this.#factsOf(attempt, decision);
		await (facts === undefined ? apply([]) : this.#deps.audit.append(facts, (record) => apply([record])));
		if (committed === undefined) throw new Error("the unit of work did not derive its writes");
		return committed;
	}

	/** Part by part. A conflict after the decision is decided again: the decision itself is then found done. */
	async #commitInParts(attempt: Attempt, decision: Decision<O>): Promise<Committed<O>> {
		const { work } = this.#deps;
		const { keyed } = this.#parts;
		const { decides } = decision;
		const claim = keyed === undefined || attempt.resumed ? [] : [recordOf(keyed, attempt, { orderId: decision.orderId })];
		const rest = decision.writes ?? [];
		const facts = this.#factsOf(attempt, decision);
		if (decides !== undefined) {
			await work.apply({ writes: [...claim, ...decides], records: [] });
			this.#committed = { output: decision.outcome(undefined).output, decision, placed: undefined };
			this.#unrecorded = facts;
		}
		const writes = decides === undefined ? [...claim, ...rest] : rest;
		if (writes.length > 0) await this.#retryUnavailable(() => work.apply({ writes, records: [] }));
		if (facts !== undefined) await this.#record(facts);
		this.#unrecorded = undefined;
		const [appended] = (await this.#append(decision)).positions;
		const placed = placedAt(decision, appended);
		const { output, writes: views } = decision.outcome(placed);
		await this.#afterwards(() => work.apply({ writes: views, records: [] }));
		if (keyed !== undefined) await this.#afterwards(() => this.#storeResponse(keyed, output));
		return { output, decision, placed };
	}

	/** The record of an earlier try stands. */
	async #record(facts: AuditFacts): Promise<void> {
		const { audit, work } = this.#deps;
		try {
			await audit.append(facts, (record) => this.#retryUnavailable(() => work.apply({ writes: [record], records: [] })));
		} catch (error) {
			if (!(error instanceof CasMismatch)) throw error;
		}
	}

	#factsOf({ id, at }: Attempt, { audit }: Decision<O>): AuditFacts | undefined {
		return audit === undefined ? undefined : { id, at, ...this.#named(), ...audit, result: "done" };
	}

	/** An append that fails may have reached the log all the same: the message states how to find out. */
	async #append(decision: Decision<O>): Promise<Applied> {
		try {
			return await this.#deps.work.apply({ writes: [], records: recordsOf(decision) });
		} catch (cause) {
			if (!(cause instanceof StoreError) || decision.decides !== undefined || decision.event === undefined) throw cause;
			const repeat = "repeat it with the same Idempotency-Key, which returns the first response if there was one";
			throw new AppError("UNAVAILABLE", `The log did not confirm this request, so it may have taken effect: ${repeat}.`, { cause });
		}
	}

	/** What was decided is also recorded, though the store fails for a moment. */
	async #retryUnavailable(act: () => Promise<unknown>): Promise<void> {
		const { clock } = this.#deps;
		for (let tries = 1; ; tries += 1) {
			try {
				await act();
				return;
			} catch (error) {
				if (!(error instanceof StoreError) || tries === TRIES) throw error;
				await clock.sleep(backoffMs(tries, BACKOFF, clock.random));
			}
		}
	}

	async #storeResponse(keyed: KeyedRequest, response: O): Promise<void> {
		const read = await findEarlier(this.#deps.store, keyed);
		if (read === undefined) return;
		await this.#deps.work.apply({
			writes: [{ op: "replace", collection: "idempotency", key: keyed.key, doc: { ...read.doc, response }, cas: read.cas }],
			records: [],
		});
	}

	async #afterwards(act: () => Promise<unknown>): Promise<void> {
		try {
			await act();
		} catch (error) {
			// Another request or a consumer has written the same document meanwhile: it is up to date.
			if (!(error instanceof CasMismatch)) this.#incomplete(error);
		}
	}

	#incomplete(error: unknown): void {
		const { name, request } = this.#parts;
		this.#deps.onIncomplete({ command: name, requestId: request.requestId, error, audit: this.#unrecorded });
	}
}

function recordsOf({ event }: Decision<unknown>): NewRecord[] {
	return event === undefined ? [] : [encodeEvent(event)];
}

function placedAt({ event }: Decision<unknown>, appended: Appended | undefined): PlacedEvent | undefined {
	if (event === undefined || appended === undefined) return undefined;
	const { partition, offset, timestamp } = appended;
	return { event, partition, offset, timestamp };
}
