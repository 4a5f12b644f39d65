/** Which of an issuer's tokens is for the daemon. The daemon verifies it; here its payload is only read. */
import { z } from "zod";

export interface IssuedTokens {
	readonly access_token?: string | undefined;
	readonly id_token?: string | undefined;
}

const payloadSchema = z.object({ aud: z.union([z.string(), z.array(z.string())]).optional(), nonce: z.string().optional() });

/** The access token where it is a JWT for this audience, else the ID token. The ID token must state the nonce. */
export function tokenFor(issued: IssuedTokens, wanted: { audience: string; nonce: string }): { token: string } | { refused: string } {
	const { access_token: access, id_token: id } = issued;
	if (id !== undefined && payloadOf(id)?.nonce !== wanted.nonce) return { refused: "The issuer's response belongs to another sign-in." };
	const token = [access, id].find((each) => each !== undefined && audiencesOf(each).includes(wanted.audience));
	return token === undefined ? { refused: `The issuer issued no token for the audience ${wanted.audience}.` } : { token };
}

function audiencesOf(token: string): readonly string[] {
	return [payloadOf(token)?.aud ?? []].flat();
}

/** Undefined for what is no JWT. */
function payloadOf(token: string): z.infer<typeof payloadSchema> | undefined {
	const [, payload, signature] = token.split(".");
	if (payload === undefined || signature === undefined) return undefined;
	try {
		const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
		return payloadSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
	} catch {
		return undefined;
	}
}
