/** The tokens of AUTH_TOKENS: stored as SHA-256 only and compared in constant time. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Actor } from "@orderdeck/contracts/session";
import type { TokenGrant } from "../environment.ts";

/** The actor of a token; undefined for one that is not granted. */
export function createTokenGrants(grants: readonly TokenGrant[]): (token: string) => Actor | undefined {
	const known = grants.map(({ name, role, sha256 }) => ({ actor: { name, role }, hash: Buffer.from(sha256, "hex") }));
	return (token) => {
		const hash = createHash("sha256").update(token).digest();
		// Every grant is compared, so that the time does not reveal which one was similar.
		return known.reduce<Actor | undefined>((found, grant) => (timingSafeEqual(grant.hash, hash) ? grant.actor : found), undefined);
	};
}
