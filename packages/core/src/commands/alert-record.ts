/** The stored record of a fraud alert, and what acts on it. */
import { AppError } from "@orderdeck/contracts/errors";
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import { completeAlert } from "../domain/alert.ts";
import type { Act } from "../domain/alert-queue.ts";
import { isoOf } from "../domain/instant.ts";
import type { AlertDocument, Versioned } from "../ports/documents.ts";
import type { CommandContext } from "./context.ts";
import type { Attempt } from "./decision.ts";

export interface LoadedAlert {
	readonly read: Versioned<AlertDocument>;
	readonly alert: AlertRecord;
}

type Context = Pick<CommandContext, "store" | "baseCurrency">;

/** Throws NOT_FOUND. */
export async function loadAlert(context: Context, id: string): Promise<LoadedAlert> {
	const [read] = await context.store.get("alerts", [id]);
	if (read === undefined) throw new AppError("NOT_FOUND", `There is no alert ${id}.`);
	return loaded(context, read);
}

/** The other alerts of its order. */
export async function otherAlerts(context: Context, { alert_id, order_id }: AlertRecord): Promise<LoadedAlert[]> {
	const all = await context.store.alertsOf(String(order_id));
	return all.map((read) => loaded(context, read)).filter(({ alert }) => alert.alert_id !== alert_id);
}

function loaded({ baseCurrency }: Context, read: Versioned<AlertDocument>): LoadedAlert {
	return { read, alert: completeAlert(read.doc, baseCurrency) };
}

/** The claim that an earlier part of the same attempt has made is no change by somebody else. */
export function actOf({ actor, at }: Attempt, { claim }: AlertRecord, version: number | undefined): Act {
	const isOwn = claim?.by === actor.name && claim.at === isoOf(at);
	return { by: actor.name, at, version: isOwn ? undefined : version };
}
