/**
 * Why something cannot be done now: the session has ended, the role does not allow it (by the daemon's own table), or the environment is locked.
 * Buttons, menus, keys and the palette all take it from here.
 */
import type { ActionPath } from "@orderdeck/contracts/action-roles";
import { ACCESS_ROLES, type AccessRole } from "@orderdeck/contracts/session";
import { useActionLock } from "./environments/action-lock.ts";
import { useSession } from "./session.tsx";

export interface ActBlock {
	/** In a sentence. */
	readonly reason: string;
	/** The dialog that helps; undefined where none does. */
	readonly opens: "unlock" | "sign-in" | undefined;
}

/** Undefined where nothing is in the way. Without an action: for what operators do. */
export function useActBlock(action?: ActionPath): ActBlock | undefined {
	const block = useRoleBlock(action);
	const lock = useActionLock();
	if (block !== undefined || lock.state !== "locked") return block;
	return { reason: lock.reason, opens: lock.isReachable ? "unlock" : undefined };
}

/** As far as it depends on who is signed in alone: for what helps where the environment is locked. */
export function useRoleBlock(action?: ActionPath): ActBlock | undefined {
	const { role, ended, actions } = useSession();
	if (ended !== undefined) return { reason: "Your session has ended. Sign in again to act.", opens: "sign-in" };
	const needed = (action === undefined ? undefined : actions[action]) ?? "operator";
	if (!isEnough(role, needed)) return { reason: `This requires the role ${needed}; yours is ${role}.`, opens: undefined };
	return undefined;
}

function isEnough(role: AccessRole, needed: AccessRole): boolean {
	return ACCESS_ROLES.indexOf(role) >= ACCESS_ROLES.indexOf(needed);
}
