/**
 * The issuer's keys. They are read at the first use and again when they are five minutes old, so that a key that the issuer has withdrawn is
 * refused from then on, and once when a token names a key that is not among them; never more than once a minute, whatever tokens come. While
 * the issuer is unavailable the known keys stay.
 */
import { SignInRefused } from "@orderdeck/contracts/session";
import { type CryptoKey, createLocalJWKSet, errors, type FlattenedJWSInput, type JWTHeaderParameters } from "jose";
import { type DocumentDeps, readDocuments } from "./issuer-documents.ts";

export interface IssuerKeysDeps extends DocumentDeps {
	/** The issuer's documents could not be read. */
	failed(error: unknown): void;
}

export interface IssuerKeys {
	/** The key that signed a token. Throws SignInRefused: INVALID when the issuer has no such key, ISSUER_UNAVAILABLE when that is unknown. */
	keyOf(header: JWTHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey>;
	/** By how much this machine's clock was ahead of the issuer's when the keys were read, in ms; undefined when that is unknown. */
	clockAheadMs(): number | undefined;
}

/** Between two reads, in ms; the first one does not count. */
const READ_EVERY_MS = 60_000;
/** Until the first read has succeeded: nobody can sign in until then. */
const FIRST_READ_EVERY_MS = 5_000;
const MAX_AGE_MS = 300_000;

interface Known {
	readonly find: ReturnType<typeof createLocalJWKSet>;
	readonly clockAheadMs: number | undefined;
	readonly readAt: number;
}

export function createIssuerKeys(issuer: string, deps: IssuerKeysDeps): IssuerKeys {
	let known: Known | undefined;
	let triedAt = Number.NEGATIVE_INFINITY;
	let lastFailed = false;
	let reading: Promise<void> | undefined;

	const read = async () => {
		const isFirst = known === undefined;
		triedAt = deps.now();
		try {
			const { keys, clockAheadMs } = await readDocuments(issuer, deps);
			known = { find: createLocalJWKSet(keys), clockAheadMs, readAt: deps.now() };
			lastFailed = false;
			if (isFirst) triedAt = Number.NEGATIVE_INFINITY;
		} catch (error) {
			lastFailed = true;
			deps.failed(error);
		}
	};
	/** False when it is too soon for another read. */
	const reread = async (): Promise<boolean> => {
		if (reading === undefined && deps.now() - triedAt < (known === undefined ? FIRST_READ_EVERY_MS : READ_EVERY_MS)) return false;
		reading ??= read().finally(() => {
			reading = undefined;
		});
		await reading;
		return true;
	};
	const find = async (header: JWTHeaderParameters, token: FlattenedJWSInput) => {
		try {
			return await known?.find(header, token);
		} catch (error) {
			if (error instanceof errors.JWKSNoMatchingKey) return undefined;
			throw error;
		}
	};

	return {
		async keyOf(header, token) {
			const isOld = known === undefined || deps.now() - known.readAt >= MAX_AGE_MS;
			const wasRead = isOld && (await reread());
			const key = await find(header, token);
			if (key !== undefined) return key;
			const later = !wasRead && (await reread()) ? await find(header, token) : undefined;
			if (later !== undefined) return later;
			if (known !== undefined && !lastFailed)
				throw new SignInRefused("INVALID", "The token is signed with a key that the issuer does not publish.");
			throw new SignInRefused(
				"ISSUER_UNAVAILABLE",
				`The issuer ${issuer} cannot be reached, and the key that signed this token is unknown; try again in a minute.`,
			);
		},
		clockAheadMs: () => known?.clockAheadMs,
	};
}
