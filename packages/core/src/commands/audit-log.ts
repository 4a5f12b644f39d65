/**
 * Writes the operator audit log: one record for each command, in the same unit of work as what it records. The records of a writer are
 * numbered, and each holds the hash of the one before, so that a record that was changed or removed later is found (see verify-audit.ts).
 */
import { createHash } from "node:crypto";
import { AUDIT_SCHEMA, type AuditRecord } from "@orderdeck/contracts/audit/entities";
import type { AuditedRequest } from "@orderdeck/contracts/command";
import { isoOf } from "../domain/instant.ts";
import type { Write } from "../ports/documents.ts";
import { CasMismatch } from "../ports/errors.ts";

/** What is recorded of a request. */
export interface AuditFacts {
	/** Identifies the record, with `at`: a request that is tried again is recorded once. */
	readonly id: string;
	/** When the request was received, ms since the epoch. */
	readonly at: number;
	readonly request: AuditedRequest;
	readonly action: string;
	readonly target: string;
	readonly targets?: readonly string[] | undefined;
	readonly reason: string | null;
	readonly before: unknown;
	readonly after: unknown;
	/** `done`, `refused:<CODE>` or `failed:<CODE>`. */
	readonly result: string;
}

type Link = Pick<AuditRecord, "writer" | "seq" | "prev">;

const UNKNOWN_SOURCE = { client: "api", auth: "none", ip: null } as const;

export class AuditLog {
	readonly #newId: () => string;
	#writer: string | undefined;
	#seq = 0;
	#prev: string | null = null;
	/** Settles when the record before has been written, or was not. */
	#before: Promise<unknown> = Promise.resolve();

	/** `newId` names the writer. */
	constructor(newId: () => string) {
		this.#newId = newId;
	}

	/**
	 * Calls `commit` with the write of the record: one at a time, since each record holds the hash of the one before. Where it is not known
	 * whether the record was written, the writer gets another name: what it has written so far stays verifiable.
	 */
	append<T>(facts: AuditFacts, commit: (record: Write) => Promise<T>): Promise<T> {
		const appended = this.#before.then(() => this.#append(facts, commit));
		this.#before = appended.catch(() => undefined);
		return appended;
	}

	async #append<T>(facts: AuditFacts, commit: (record: Write) => Promise<T>): Promise<T> {
		this.#writer ??= this.#newId();
		const doc = recordOf(facts, { writer: this.#writer, seq: this.#seq, prev: this.#prev });
		try {
			const result = await commit({ op: "insert", collection: "audit", key: doc.audit_id, doc });
			this.#seq += 1;
			this.#prev = hashOf(doc);
			return result;
		} catch (error) {
			// Nothing was written where another document has changed.
			if (!(error instanceof CasMismatch) || error.collection === "audit") this.#startAgain();
			throw error;
		}
	}

	#startAgain(): void {
		this.#writer = undefined;
		this.#seq = 0;
		this.#prev = null;
	}
}

function recordOf({ id, request, at: ms, targets = [], ...facts }: AuditFacts, link: Link): AuditRecord {
	const { actor, requestId = null, source = UNKNOWN_SOURCE, partOf = null } = request;
	const at = isoOf(ms);
	const { client, auth, ip } = source;
	return {
		audit_id: `${at}-${id}`,
		at,
		actor: actor.subject ?? actor.name,
		actor_name: actor.name,
		role: actor.role,
		...facts,
		targets: [...targets],
		request_id: requestId,
		client,
		auth,
		ip,
		part_of: partOf,
		schema: AUDIT_SCHEMA,
		...link,
	};
}

/** SHA-256 of the record's JSON with sorted keys, in hex: stores may return fields in another order. */
export function hashOf(record: Readonly<AuditRecord>): string {
	return createHash("sha256").update(JSON.stringify(record, sortedKeys)).digest("hex");
}

function sortedKeys(_key: string, value: unknown): unknown {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
