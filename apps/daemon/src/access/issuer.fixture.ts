/** An OpenID Connect issuer on this machine: discovery, keys, authorization and token endpoints over real HTTP, with keys of its own. */
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

export interface TestIssuer extends AsyncDisposable {
	readonly url: string;
	/** Paths of the requests that were received, in order. */
	readonly requests: readonly string[];
	/** Every token that was issued. */
	readonly issued: readonly string[];
	/** The claims of whoever signs in. */
	user: JWTPayload;
	/** Seconds for which the tokens of a sign-in are valid. */
	lifetimeSeconds: number;
	/** While set, every response has the status 500. */
	isFailing: boolean;
	/** By how much the issuer's clock is ahead of this machine's, in ms. */
	clockAheadMs: number;
	/** Publishes another signing key; `revoked`: instead of those before. `alg`: ES256 when not given. */
	rotate(options?: { readonly revoked?: boolean; readonly alg?: string }): Promise<SigningKey>;
	/** A token signed with the newest key, valid for an hour; `claims` replace the usual ones, undefined removes one. */
	token(claims?: Readonly<Record<string, unknown>>, key?: SigningKey): Promise<string>;
	/** Closes the port, or opens it again. */
	setAvailable(available: boolean): Promise<void>;
}

export interface SigningKey {
	readonly kid: string;
	readonly privateKey: CryptoKey;
	readonly jwk: JWK;
}

export const AUDIENCE = "orderdeck";
export const CLIENT_ID = "orderdeck-console";

/** A key pair that no issuer publishes. */
export async function createSigningKey(alg = "ES256"): Promise<SigningKey> {
	const kid = randomUUID();
	const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
	return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

interface Grant {
	readonly redirectUri: string;
	readonly challenge: string;
	readonly nonce: string | undefined;
}

export async function startTestIssuer(): Promise<TestIssuer> {
	const first = await createSigningKey();
	let published = [first];
	let [newest] = published;
	const grants = new Map<string, Grant>();
	const requests: string[] = [];
	const issued: string[] = [];

	const server = createServer((request, response) => void respond(request, response));
	const listen = async (port: number) => {
		server.listen(port, "127.0.0.1");
		await once(server, "listening");
		const address = server.address();
		return typeof address === "object" && address !== null ? address.port : port;
	};
	const port = await listen(0);
	const url = `http://127.0.0.1:${port}`;

	const issuer: TestIssuer = {
		url,
		requests,
		issued,
		user: { sub: "user-1", name: "Ann Example", roles: ["operator"] },
		lifetimeSeconds: 3_600,
		isFailing: false,
		clockAheadMs: 0,
		async rotate({ revoked, alg } = {}) {
			const key = await createSigningKey(alg);
			published = revoked === true ? [key] : [...published, key];
			newest = key;
			return key;
		},
		async token(claims = {}, key = newest ?? first) {
			const now = Math.floor((Date.now() + issuer.clockAheadMs) / 1000);
			const usual = { iss: url, aud: AUDIENCE, iat: now, exp: now + issuer.lifetimeSeconds, ...issuer.user };
			const merged = Object.fromEntries(Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined));
			const token = await new SignJWT(merged).setProtectedHeader({ alg: key.jwk.alg ?? "ES256", kid: key.kid }).sign(key.privateKey);
			issued.push(token);
			return token;
		},
		async setAvailable(available) {
			if (available) await listen(port);
			else await close();
		},
		[Symbol.asyncDispose]: async () => {
			if (server.listening) await close();
		},
	};

	async function close(): Promise<void> {
		const closed = once(server, "close");
		server.close();
		server.closeAllConnections();
		await closed;
	}

	async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? "/", url);
		requests.push(pathname);
		response.setHeader("date", new Date(Date.now() + issuer.clockAheadMs).toUTCString());
		response.setHeader("access-control-allow-origin", "*");
		const json = (status: number, body: unknown) =>
			response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
		if (issuer.isFailing) return void json(500, { error: "server_error" });
		if (pathname === "/.well-known/openid-configuration") {
			return void json(200, {
				issuer: url,
				jwks_uri: `${url}/jwks`,
				authorization_endpoint: `${url}/authorize`,
				token_endpoint: `${url}/token`,
			});
		}
		if (pathname === "/jwks") return void json(200, { keys: published.map(({ jwk }) => jwk) });
		if (pathname === "/authorize") return authorize(searchParams, response);
		if (pathname === "/token" && request.method === "POST") return exchange(await bodyOf(request), json);
		json(404, { error: "not_found" });
	}

	/** Whoever comes is signed in. */
	function authorize(query: URLSearchParams, response: ServerResponse): void {
		const code = randomUUID();
		const back = new URL(query.get("redirect_uri") ?? "");
		const isSound =
			query.get("response_type") === "code" &&
			query.get("client_id") === CLIENT_ID &&
			query.get("code_challenge_method") === "S256" &&
			(query.get("scope") ?? "").split(" ").includes("openid");
		if (isSound) back.searchParams.set("code", code);
		else back.searchParams.set("error", "invalid_request");
		back.searchParams.set("state", query.get("state") ?? "");
		grants.set(code, {
			redirectUri: query.get("redirect_uri") ?? "",
			challenge: query.get("code_challenge") ?? "",
			nonce: query.get("nonce") ?? undefined,
		});
		response.writeHead(302, { location: back.href }).end();
	}

	async function exchange(body: URLSearchParams, json: (status: number, body: unknown) => unknown): Promise<void> {
		const code = body.get("code") ?? "";
		const grant = grants.get(code);
		grants.delete(code);
		const challenge = createHash("sha256")
			.update(body.get("code_verifier") ?? "")
			.digest("base64url");
		const isSound =
			grant?.challenge === challenge &&
			grant.redirectUri === body.get("redirect_uri") &&
			body.get("client_id") === CLIENT_ID &&
			body.get("grant_type") === "authorization_code";
		if (!isSound) return void json(400, { error: "invalid_grant", error_description: "The code is not valid." });
		json(200, {
			token_type: "Bearer",
			expires_in: issuer.lifetimeSeconds,
			access_token: await issuer.token(),
			id_token: await issuer.token({ aud: CLIENT_ID, nonce: grant.nonce }),
		});
	}

	return issuer;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
	let text = "";
	for await (const chunk of request) text += String(chunk);
	return new URLSearchParams(text);
}
