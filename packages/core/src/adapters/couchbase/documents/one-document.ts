/** One document by its key: reading it, and a write by compare-and-swap that finds out whether it was applied. */
import { setTimeout as sleep } from "node:timers/promises";
import { CasMismatchError, type Collection, DocumentExistsError, DocumentNotFoundError } from "couchbase";
import { backoffMs } from "../../../async/backoff.ts";
import type { Cas, Versioned } from "../../../ports/documents.ts";
import { CasMismatch, StoreError } from "../../../ports/errors.ts";
import type { CouchbaseConnection } from "../client/connection.ts";
import { failureOf, isAmbiguous } from "../client/failures.ts";
import { stored, unstored } from "./document.ts";
import type { Indexed } from "./indexed.ts";

/** A write as the port has it, of any of our collections. */
export interface OneWrite {
	readonly op: "ensure" | "insert" | "replace";
	readonly key: string;
	readonly doc: object;
	readonly cas?: Cas | undefined;
	readonly indexed?: Indexed;
}

export interface Found extends Versioned<object> {
	/** The write that made this version. */
	readonly write: string | undefined;
}

/** How often a write whose response was lost is looked up and retried. */
const TRIES = 4;
const BACKOFF = { baseMs: 50, maxMs: 1_000 };

/** The document of this key; undefined when there is none. Throws StoreError UNAVAILABLE. */
export async function find(connection: CouchbaseConnection, place: Collection, key: string): Promise<Found | undefined> {
	try {
		const { content, cas } = await place.get(key);
		return { ...unstored(content), cas: cas.toString() };
	} catch (error) {
		if (error instanceof DocumentNotFoundError) return undefined;
		throw failureOf(error, connection.attempt(`${place.scope.name}.${place.name}`));
	}
}

/**
 * Writes once. It is sent again only unchanged: inserting the same key or replacing the same version cannot be done twice. The write's id in
 * the document shows whether an earlier try was applied. Returns the version that it made; undefined where `ensure` found one. Throws
 * CasMismatch, StoreError UNAVAILABLE.
 */
export async function writeOne(connection: CouchbaseConnection, place: Collection, write: OneWrite): Promise<Cas | undefined> {
	const { key, op } = write;
	const id = newWriteId();
	const content = stored(write.doc, id, write.indexed);
	let cause: unknown;
	for (let tried = 0; tried < TRIES; tried++) {
		try {
			return await send(connection, place, write, content);
		} catch (error) {
			const met = isMismatch(error);
			if (met && op === "ensure") return undefined;
			if (!met && !isAmbiguous(error)) throw failureOf(error, connection.attempt(`${place.scope.name}.${place.name}`));
			const found = await find(connection, place, key);
			if (found?.write === id) return found.cas;
			if (found !== undefined && op === "ensure") return undefined;
			if (met || !isStillPossible(write, found)) throw new CasMismatch(place.name, key);
			cause = error;
		}
		await sleep(backoffMs(tried + 1, BACKOFF, Math.random));
	}
	throw new StoreError("UNAVAILABLE", `Couchbase did not report the result of a write to ${place.name}`, { cause });
}

/** Removes the document if there is one. Throws StoreError UNAVAILABLE. */
export async function removeOne(connection: CouchbaseConnection, place: Collection, key: string): Promise<void> {
	try {
		await place.remove(key, { durabilityLevel: connection.durabilityLevel });
	} catch (error) {
		if (!(error instanceof DocumentNotFoundError)) throw failureOf(error, connection.attempt(`${place.scope.name}.${place.name}`));
	}
}

async function send({ durabilityLevel }: CouchbaseConnection, place: Collection, write: OneWrite, content: object): Promise<Cas> {
	const { op, key, cas } = write;
	if (op === "replace" && !isCas(cas)) throw new CasMismatch(place.name, key);
	const { cas: made } = isCas(cas)
		? await place.replace(key, content, { durabilityLevel, cas })
		: await place.insert(key, content, { durabilityLevel });
	return made.toString();
}

/** False when the write can no longer be applied: another version exists, or the document is missing. */
function isStillPossible(write: OneWrite, found: Found | undefined): boolean {
	return write.op === "replace" ? found?.cas === write.cas : found === undefined;
}

function isMismatch(error: unknown): boolean {
	return (
		error instanceof CasMismatch ||
		error instanceof CasMismatchError ||
		error instanceof DocumentExistsError ||
		error instanceof DocumentNotFoundError
	);
}

/** Couchbase's versions are 64-bit integers as text; 0 would mean any. */
function isCas(cas: Cas | undefined): cas is string {
	return typeof cas === "string" && /^[1-9]\d{0,19}$/.test(cas) && BigInt(cas) < 2n ** 64n;
}

const PROCESS = crypto.randomUUID().slice(0, 18);
let writes = 0;

/** An id that no other write has: a random part per process, then a count. */
function newWriteId(): string {
	writes += 1;
	return `${PROCESS}-${writes.toString(36)}`;
}
