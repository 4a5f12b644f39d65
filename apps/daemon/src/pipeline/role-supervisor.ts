/** Keeps a permanent refusal of one role from ending the others: the role stops, and its status and readiness state why. */
import type { Role } from "@orderdeck/contracts/topics";
import { OperatorRefusal } from "@orderdeck/core/ports/errors";
import type { ReportEvent } from "../logging.ts";

export interface RoleSupervisor {
	/**
	 * Settles as the role's loop does, except that it resolves when the loop rejects with an OperatorRefusal. A restart would meet the same
	 * refusal, so the role is not restarted until the operator restarts the daemon.
	 */
	watch(role: Role, loop: Promise<void>): Promise<void>;
	/** Why the role has stopped; undefined while it has not been refused. */
	refusalOf(role: Role): string | undefined;
	/** All refusals, as sentences. */
	refusals(): readonly string[];
}

export function createRoleSupervisor(report: ReportEvent): RoleSupervisor {
	const refused = new Map<Role, string>();
	return {
		async watch(role, loop) {
			try {
				await loop;
			} catch (error) {
				if (!(error instanceof OperatorRefusal)) throw error;
				refused.set(role, error.message);
				report("error", "role_stopped", { role, code: error.code, err: error.message });
			}
		},
		refusalOf: (role) => refused.get(role),
		refusals: () => [...refused].map(([role, message]) => `${role} has stopped: ${message}`),
	};
}
