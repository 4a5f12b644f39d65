/** Claim the worst alert that nobody has claimed: of several who do so at once, each gets another one. */
import { AppError } from "@orderdeck/contracts/errors";
import type { alertCommands } from "@orderdeck/contracts/fraud/requests";
import { claimAlert } from "../domain/alert-queue.ts";
import { isoOf } from "../domain/instant.ts";
import type { AlertQuery } from "../ports/queries/fraud.ts";
import { decideAlert } from "./alert-decision.ts";
import { type LoadedAlert, loadAlert } from "./alert-record.ts";
import type { CommandContext } from "./context.ts";
import type { Attempt } from "./decision.ts";
import type { Handler } from "./handler.ts";

/** Alerts found by one read: the first is claimed, unless somebody else was quicker. */
const PAGE = 10;

export const claimNextAlert: Handler<(typeof alertCommands)["claimNextAlert"]> = async (context, { rule }, attempt) => {
	const claimed = attempt.resumed ? await claimedBefore(context, attempt) : undefined;
	if (claimed !== undefined) return decideAlert(claimed, claimed.alert);
	for await (const known of alertsIn(context, { states: ["OPEN"], rule, order: "worst" })) {
		const acted = claimAlert(known.alert, { by: attempt.actor.name, at: attempt.at });
		if (known.alert.state === "OPEN" && acted.refusal === undefined) return decideAlert(known, acted.alert);
	}
	throw new AppError("NOT_FOUND", `There are no unclaimed alerts${rule === undefined ? "" : ` of the rule ${rule}`}.`);
};

/** What an earlier try of the same request has claimed. */
async function claimedBefore(context: CommandContext, { actor, at }: Attempt): Promise<LoadedAlert | undefined> {
	const now = isoOf(at);
	for await (const known of alertsIn(context, { states: ["CLAIMED"], claimedBy: actor.name, order: "newest" })) {
		const { history } = known.alert;
		if (history.some((past) => past.change === "claimed" && past.by === actor.name && past.at === now)) return known;
	}
	return undefined;
}

/** As they are stored now. */
async function* alertsIn(context: CommandContext, query: AlertQuery): AsyncGenerator<LoadedAlert> {
	let cursor: string | undefined;
	do {
		const page = await context.store.listAlerts(query, { limit: PAGE, cursor });
		for (const { alert_id } of page.items) yield loadAlert(context, alert_id);
		cursor = page.next;
	} while (cursor !== undefined);
}
