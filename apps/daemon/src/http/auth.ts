/** Authentication. Tokens are stored as SHA-256 only and compared in constant time. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Actor } from "@orderdeck/contracts/session";
import type { TokenGrant } from "../environment.ts";

export interface Auth {
	/** True when this daemon requires a token. */
	readonly required: boolean;
	/** The actor of an Authorization header; undefined when a token is required and it is missing or wrong. */
	actorOf(authorization: string | undefined): Actor | undefined;
}

const LOCAL: Actor = { name: "local", role: "admin" };
const BEARER = /^Bearer +([\x21-\x7e]{1,4096})$/i;

/** Without grants everyone who can connect is the local operator: the configuration allows that on loopback only. */
export function createAuth(grants: readonly TokenGrant[]): Auth {
	if (grants.length === 0) return { required: false, actorOf: () => LOCAL };
	const known = grants.map(({ name, role, sha256 }) => ({ actor: { name, role }, hash: Buffer.from(sha256, "hex") }));
	return {
		required: true,
		actorOf(authorization) {
			const token = BEARER.exec(authorization ?? "")?.[1];
			if (token === undefined) return undefined;
			const hash = createHash("sha256").update(token).digest();
			// Every grant is compared, so that the time does not reveal which one was similar.
			return known.reduce<Actor | undefined>((found, grant) => (timingSafeEqual(grant.hash, hash) ? grant.actor : found), undefined);
		},
	};
}
