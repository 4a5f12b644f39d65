/** What an issuer publishes: its discovery document and its keys (OpenID Connect Discovery 1.0, RFC 7517). */
import { z } from "zod";
import { isLoopback } from "../config.ts";

export interface IssuerDocuments {
	readonly keys: KeySet;
	/** By how much this machine's clock is ahead of the issuer's, in ms, to a second; undefined when the issuer states no time. */
	readonly clockAheadMs: number | undefined;
}

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
export type KeySet = z.infer<typeof keySetSchema>;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Of both documents together, in ms: a request waits for them. */
const DEADLINE_MS = 4_000;
const MOST_BYTES = 1_000_000;

export interface DocumentDeps {
	readonly fetch: typeof fetch;
	/** ms since the epoch. */
	now(): number;
}

/** Reads both documents. Rejects with a message that states which of them, and why. */
export async function readDocuments(issuer: string, deps: DocumentDeps): Promise<IssuerDocuments> {
	const signal = AbortSignal.timeout(DEADLINE_MS);
	const { value: discovery } = await readJson(discoveryUrl(issuer), discoverySchema, { ...deps, signal });
	if (discovery.issuer !== issuer) {
		throw new Error(
			`OIDC_ISSUER is ${issuer}, and the document there is of the issuer ${discovery.issuer.slice(0, 200)}: they must be the same to the letter`,
		);
	}
	const { protocol, hostname } = new URL(discovery.jwks_uri);
	if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname))) {
		throw new Error(`the issuer's keys are at ${discovery.jwks_uri}, which is not https`);
	}
	const { value: keys, clockAheadMs } = await readJson(discovery.jwks_uri, keySetSchema, { ...deps, signal });
	return { keys, clockAheadMs };
}

function discoveryUrl(issuer: string): string {
	return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

async function readJson<T>(url: string, schema: z.ZodType<T>, { fetch, now, signal }: DocumentDeps & { signal: AbortSignal }) {
	try {
		const response = await fetch(url, { signal, redirect: "error", headers: { accept: "application/json" } });
		if (!response.ok) throw new Error(`status ${response.status}`);
		const value = schema.parse(JSON.parse(await textOf(response)));
		const issuerTime = Date.parse(response.headers.get("date") ?? "");
		return { value, clockAheadMs: Number.isNaN(issuerTime) ? undefined : now() - issuerTime };
	} catch (cause) {
		throw new Error(`${url} could not be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
	}
}

/** Throws for a body that is too long, without reading it all. */
async function textOf({ body }: Response): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body ?? []) {
		size += chunk.byteLength;
		if (size > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString("utf8");
}
