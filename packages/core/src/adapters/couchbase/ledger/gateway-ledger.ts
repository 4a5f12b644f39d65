/** The simulated provider's books in Couchbase: one document an idempotency key, shared by all processes on the bucket. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CasMismatch, StoreError } from "../../../ports/errors.ts";
import type { Charge, Ledger, LedgerEntry, Posting } from "../../simulated-gateway/ledger.ts";
import type { CouchbaseConnection } from "../client/connection.ts";
import { inParallel } from "../documents/in-parallel.ts";
import { find, type OneWrite, writeOne } from "../documents/one-document.ts";

const IN_FLIGHT = 64;
/** Many may charge one key at once; each try lets at least one of them through. */
const TRIES = 30;
const BACKOFF_MS = 5;

const commonFields = {
	key: z.string(),
	orderId: z.string(),
	captured: z.boolean(),
	paymentId: z.string(),
	at: z.int(),
	refunded: z.boolean(),
	attempts: z.int(),
};
/** An entry of an earlier version: all its charges were in US dollars. */
const centsSchema = z
	.object({ ...commonFields, amountCents: z.int() })
	.transform(({ amountCents, ...entry }) => ({ ...entry, amountMinor: amountCents, currency: "USD" }));
const entrySchema = z.union([
	z.object({ ...commonFields, amountMinor: z.int(), currency: z.string() }),
	centsSchema,
]) satisfies z.ZodType<LedgerEntry>;

interface Read {
	readonly entry: LedgerEntry;
	readonly cas: string | number;
}

/**
 * Each posting is durable by itself. When `post` throws, some of them may be in the books: to post them again is harmless. Disposing leaves
 * the connection to its owner.
 */
export function createCouchbaseLedger(connection: CouchbaseConnection): Ledger {
	async function read(key: string): Promise<Read | undefined> {
		const found = await find(connection, await connection.collection("gateway_ledger"), key);
		return found === undefined ? undefined : { entry: entrySchema.parse(found.doc), cas: found.cas };
	}

	/** Decides on what is there, and again on what is there then, until nobody was faster. */
	async function change(
		key: string,
		decide: (entry: LedgerEntry | undefined) => LedgerEntry | undefined,
	): Promise<LedgerEntry | undefined> {
		const place = await connection.collection("gateway_ledger");
		for (let tried = 0; tried < TRIES; tried++) {
			const before = await read(key);
			const after = decide(before?.entry);
			if (after === undefined || after === before?.entry) return after;
			const write: OneWrite =
				before === undefined ? { op: "insert", key, doc: after } : { op: "replace", key, doc: after, cas: before.cas };
			try {
				await writeOne(connection, place, write);
				return after;
			} catch (error) {
				if (!(error instanceof CasMismatch)) throw error;
			}
			await sleep(Math.random() * BACKOFF_MS * (tried + 1));
		}
		throw new StoreError("UNAVAILABLE", `too many write to the ledger's entry ${key} at once`);
	}

	function post(posting: Posting): Promise<LedgerEntry | undefined> {
		return posting.kind === "charge"
			? change(posting.charge.key, (entry) => charged(entry, posting.charge))
			: change(posting.key, (entry) => (entry?.captured === true && !entry.refunded ? { ...entry, refunded: true } : entry));
	}

	return {
		async post(postings) {
			const entries = new Map<Posting, LedgerEntry | undefined>();
			const byKey = Map.groupBy(postings, (posting) => (posting.kind === "charge" ? posting.charge.key : posting.key));
			await inParallel([...byKey.values()], IN_FLIGHT, async (ofOneKey) => {
				for (const posting of ofOneKey) entries.set(posting, await post(posting));
			});
			return postings.map((posting) => entries.get(posting));
		},
		find: async (key) => (await read(key))?.entry,
		[Symbol.asyncDispose]: () => Promise.resolve(),
	};
}

/** The first charge of a key decides; later ones are counted. */
function charged(entry: LedgerEntry | undefined, charge: Charge): LedgerEntry {
	return entry === undefined ? { ...charge, refunded: false, attempts: 1 } : { ...entry, attempts: entry.attempts + 1 };
}
