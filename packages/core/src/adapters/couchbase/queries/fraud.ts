import { z } from "zod";
import type { FraudQueries } from "../../../ports/queries/fraud.ts";
import { decodeCursor } from "../../cursor.ts";
import { type AlertPlace, alertsQuery, openAlertsQuery } from "../statements/alerts.ts";
import { atSchema, docsOf, nextOf, type Reading, run, runSums } from "./reading.ts";

const alertSchema = atSchema.extend({ score: z.number().default(0), amount: z.number().default(0) });
const cursorSchema = z.tuple([z.number(), z.number(), z.number(), z.string()]);

export function createFraudQueries(reading: Reading): FraudQueries {
	return {
		async listAlerts({ state, order }, { limit, cursor }) {
			const list = `alerts ${state} ${order}`;
			const after = cursor === undefined ? undefined : alertPlaceOf(decodeCursor(list, cursor, cursorSchema));
			const rows = await run(reading, alertsQuery(state, order, { limit: limit + 1, after }), alertSchema);
			const next = nextOf(list, rows, limit, (row) => [row.score, row.amount, row.at, row.id]);
			const alerts = await docsOf(reading, "alerts", rows.slice(0, limit));
			// The index may not know yet that one was resolved.
			return { items: alerts.filter((alert) => alert.state === state), next };
		},
		openAlerts: () => runSums(reading, openAlertsQuery()),
		ruleHours: async () => [],
		openByRule: async () => ({}),
		verdicts: async () => ({ items: [], next: undefined }),
	};
}

function alertPlaceOf([score, amount, at, id]: readonly [number, number, number, string]): AlertPlace {
	return { score, amount, at, id };
}
