/** Sign-ins that are refused, in the audit log: those of people who are known by a valid signature, never what anybody could make up. */
import type { RequestSource } from "@orderdeck/contracts/command";
import type { RecordRefusal } from "@orderdeck/contracts/commands";
import { clientOf, type SignInRefused } from "@orderdeck/contracts/session";
import { createPerMinute } from "@orderdeck/core/commands/per-minute";
import type { Clock } from "@orderdeck/core/ports/clock";

export interface RefusedSignInsDeps {
	readonly recordRefusal: RecordRefusal;
	readonly clock: Pick<Clock, "now">;
}

/** A client sends a refused credential with each request: one record a minute for each person and reason. */
const MOST_PER_MINUTE = 1;

/** Records the refusal of a request where it is certain whose credential it is. Never rejects: the caller is refused all the same. */
export type RecordRefusedSignIn = (
	refusal: SignInRefused | undefined,
	request: { readonly requestId: string; readonly source: RequestSource },
) => Promise<void>;

export function createRefusedSignIns({ recordRefusal, clock }: RefusedSignInsDeps): RecordRefusedSignIn {
	const isFirst = createPerMinute(clock, MOST_PER_MINUTE);
	return async (refusal, request) => {
		if (refusal?.owner === undefined) return;
		const { owner, reason: code } = refusal;
		if (!isFirst(`${code} ${clientOf(owner)}`)) return;
		// The credential's kind is known, though it is not accepted.
		const source = { ...request.source, auth: "oidc" };
		await recordRefusal(
			{ name: "recordSignIn", target: "session", reason: null, code },
			{ actor: { ...owner, role: "none" }, requestId: request.requestId, source },
		);
	};
}
