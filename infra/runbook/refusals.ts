/** The table of refused sign-ins: a real issuer's tokens are refused for each of its reasons, with the status that it states. */
import { z } from "zod";
import { AUDIENCE, createSigningKey, type TestIssuer } from "../../apps/daemon/src/access/issuer.fixture.ts";
import { createCaller } from "./caller.ts";

const HOUR_SECONDS = 3_600;
const refusedSchema = z.object({ result: z.object({ data: z.object({ refused: z.object({ reason: z.string() }) }) }) });
const failedSchema = z.object({ error: z.object({ data: z.object({ httpStatus: z.int() }) }) });

/** Rows of the table that are wrong, and reasons that it lacks. */
export async function refusalProblems(rows: readonly string[][], url: string, issuer: TestIssuer): Promise<string[]> {
	const now = Math.floor(Date.now() / 1000);
	const tokens: Readonly<Record<string, () => Promise<string>>> = {
		INVALID: () => issuer.token({ aud: `not-${AUDIENCE}` }),
		EXPIRED: () => issuer.token({ exp: now - HOUR_SECONDS }),
		NOT_YET_VALID: () => issuer.token({ nbf: now + HOUR_SECONDS }),
		CLOCK_SKEW: async () => {
			issuer.clockAheadMs = HOUR_SECONDS * 1000;
			return issuer.token({ nbf: now + HOUR_SECONDS });
		},
		NO_ROLE: () => issuer.token({ roles: ["somebody"] }),
		ISSUER_UNAVAILABLE: async () => {
			await issuer.setAvailable(false);
			return issuer.token({}, await createSigningKey());
		},
	};
	const stated = new Map(
		rows.flatMap(([reasons = "", status = ""]) => reasons.split(", ").map((reason) => [reason.replaceAll("`", ""), status])),
	);
	const problems: string[] = [];
	for (const [reason, make] of Object.entries(tokens)) {
		const token = await make();
		const caller = createCaller(url, () => token);
		const { status } = await caller.attempt("GET /api/lag");
		const { body } = await caller.attempt("GET /trpc/session");
		const got =
			reason === "ISSUER_UNAVAILABLE"
				? failedSchema.safeParse(body).data?.error.data.httpStatus
				: refusedSchema.safeParse(body).data?.result.data.refused.reason;
		const wanted = reason === "ISSUER_UNAVAILABLE" ? 503 : reason;
		if (stated.get(reason) !== String(status) || got !== wanted) {
			problems.push(
				`refused.reason ${reason}: the table states ${stated.get(reason)}, the daemon returns ${status} and ${JSON.stringify(body)}`,
			);
		}
		issuer.clockAheadMs = 0;
	}
	await issuer.setAvailable(true);
	for (const reason of stated.keys())
		if (!(reason in tokens)) problems.push(`refused.reason ${reason}: the table has it, and this check has no token for it`);
	return problems;
}
