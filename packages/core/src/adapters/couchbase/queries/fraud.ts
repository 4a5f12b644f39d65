import { alertStateSchema, verdictSchema } from "@orderdeck/contracts/fraud/entities";
import { z } from "zod";
import { DAY_MS, HOUR_MS } from "../../../domain/quarters.ts";
import { type ExpiredClaim, type FraudQueries, type RuleHour, UNRESOLVED } from "../../../ports/queries/fraud.ts";
import { alertLists } from "../../alert-lists.ts";
import { decodeCursor } from "../../cursor.ts";
import {
	alertsOfOrderQuery,
	alertsQuery,
	alertTotalsQuery,
	changedAlertsQuery,
	claimedTotalsQuery,
	claimsExpiredQuery,
	openByRuleQuery,
	ruleHoursQuery,
	similarVerdictsQuery,
	verdictsQuery,
} from "../statements/alerts.ts";
import {
	atSchema,
	docsOf,
	existing,
	idSchema,
	moneyGroupOf,
	moneyShape,
	nextOf,
	type Reading,
	run,
	runSums,
	timePlaceSchema,
} from "./reading.ts";

const placeSchema = atSchema.extend({ score: z.number().default(0), amount: z.number().default(0) });
const totalSchema = moneyShape
	.extend({ state: alertStateSchema, stoppable: z.boolean() })
	.transform(({ state, stoppable, ...money }) => ({ ...moneyGroupOf(money), state, stoppable }));
const verdictCountSchema = z.object({ verdict: verdictSchema, count: z.number() });
const ruleCountSchema = z.object({ rule: z.string(), count: z.number() });
const verdictRowSchema = atSchema.extend({ rule: z.string(), verdict: verdictSchema, order_id: z.string() });
const hourSchema = moneyShape
	.extend({ rule: z.string(), hour: z.number(), state: alertStateSchema, verdict: verdictSchema.nullish() })
	.transform(({ rule, hour, state, verdict, ...money }): RuleHour[] => {
		const outcome = verdict ?? (state === "RESOLVED" ? undefined : state);
		return outcome === undefined ? [] : [{ ...moneyGroupOf(money), rule, hour: hour * HOUR_MS, outcome }];
	});

export function createFraudQueries(reading: Reading): FraudQueries {
	return {
		listAlerts: alertLists({
			places: (slice) => run(reading, alertsQuery(slice), placeSchema),
			alerts: (ids) =>
				docsOf(
					reading,
					"alerts",
					ids.map((id) => ({ id })),
				),
		}),
		alertTotals: () => run(reading, alertTotalsQuery(), totalSchema),
		claimedTotals: (by, now) => runSums(reading, claimedTotalsQuery(by, now)),
		async claimsExpired(now, limit) {
			const alerts = await docsOf(reading, "alerts", await run(reading, claimsExpiredQuery(now, limit), idSchema));
			return alerts.flatMap(({ alert_id, claim }): ExpiredClaim[] =>
				claim == null || Date.parse(claim.expires_at) > now ? [] : [{ alert_id, expires_at: claim.expires_at }],
			);
		},
		async alertsChangedSince(since, limit) {
			return docsOf(reading, "alerts", await run(reading, changedAlertsQuery(since, limit), idSchema));
		},
		async alertsOf(orderId) {
			const rows = await run(reading, alertsOfOrderQuery(orderId), idSchema);
			return existing(
				reading,
				"alerts",
				rows.map(({ id }) => id),
			);
		},
		async similarVerdicts({ from, ...similar }) {
			const query = similarVerdictsQuery({ ...similar, from: Math.ceil(from / DAY_MS) * DAY_MS });
			const rows = await run(reading, query, verdictCountSchema);
			return Object.fromEntries(rows.map(({ verdict, count }) => [verdict, count]));
		},
		async ruleHours(from) {
			return (await run(reading, ruleHoursQuery(from), hourSchema)).flat();
		},
		async openByRule() {
			const rows = await run(reading, openByRuleQuery(UNRESOLVED), ruleCountSchema);
			return Object.fromEntries(rows.map(({ rule, count }) => [rule, count]));
		},
		async verdicts(from, { limit, cursor }) {
			const list = `verdicts ${from}`;
			const [at, id] = cursor === undefined ? [from, ""] : decodeCursor(list, cursor, timePlaceSchema);
			const rows = await run(reading, verdictsQuery({ at, id }, limit + 1), verdictRowSchema);
			return {
				items: rows.slice(0, limit).map(({ order_id, rule, verdict }) => ({ order_id, rule, verdict })),
				next: nextOf(list, rows, limit, (row) => [row.at, row.id]),
			};
		},
	};
}
