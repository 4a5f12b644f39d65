/** Resolves many fraud alerts, each with the same command as a single one. */
import { AppError } from "@orderdeck/contracts/errors";
import { verdictSchema } from "@orderdeck/contracts/fraud/entities";
import type { alertCommands } from "@orderdeck/contracts/fraud/requests";
import { z } from "zod";
import type { Handler } from "../handler.ts";
import { done, jobKind } from "./kind.ts";
import { startJob } from "./start-job.ts";

export const RESOLVE_ALERTS = "resolve-alerts";

const inputSchema = z.object({ verdict: verdictSchema, note: z.string().nullable() });

export const resolveAlertsKind = jobKind(inputSchema, async ({ execute, store }, { target, input, request }) => {
	const { verdict, note } = input;
	try {
		const resolved = await execute("resolveAlert", { id: target, verdict, ...(note === null ? {} : { note }) }, request);
		return done(resolved.order_message ?? `resolved as ${verdict}`);
	} catch (error) {
		if (!(error instanceof AppError && error.code === "ALERT_RESOLVED")) throw error;
		const [read] = await store.get("alerts", [target]);
		const resolution = read?.doc.resolution;
		// Two alerts of one order: the first has resolved both.
		if (resolution?.order == null || resolution.verdict !== verdict || resolution.by !== request.actor.name) throw error;
		return done(`resolved with another alert of order ${read?.doc.order_id}`);
	}
});

export const resolveAlerts: Handler<(typeof alertCommands)["resolveAlerts"]> = async (
	deps,
	{ ids, verdict, note = null, rate },
	attempt,
) => {
	const targets = [...new Set(ids)];
	const order = { kind: RESOLVE_ALERTS, filter: null, input: { verdict, note }, reason: note, rate, select: async () => targets };
	return startJob(deps, order, attempt);
};
