/** Which actions on a group the role and the state allow, and why not. Pure. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { AccessRole } from "@orderdeck/contracts/session";

export type GroupAction = "pause" | "resume" | "reset" | "restore";

/** The reason for each action that is not allowed. */
export function blockedActions(
	{ group, paused, members }: Pick<GroupLag, "group" | "paused" | "members">,
	{ name, role }: { readonly name: string; readonly role: AccessRole },
): Readonly<Partial<Record<GroupAction, string>>> {
	const isOthers = paused !== null && paused.by !== name;
	const noOperator = role === "viewer" ? "Requires the role operator" : undefined;
	const noAdmin = role === "admin" ? undefined : "Requires the role admin";
	const active = paused === null && members.length > 0 ? `Pause ${group} first: it has members` : undefined;
	return known({
		pause: noOperator,
		resume: noOperator ?? (isOthers && role !== "admin" ? `Paused by ${paused.by}: they or an admin can resume it` : undefined),
		reset: noAdmin ?? active,
		restore: noAdmin ?? active,
	});
}

function known(reasons: Record<GroupAction, string | undefined>): Partial<Record<GroupAction, string>> {
	return Object.fromEntries(Object.entries(reasons).filter(([, reason]) => reason !== undefined));
}
