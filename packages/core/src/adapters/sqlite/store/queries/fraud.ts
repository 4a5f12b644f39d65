import type { AlertState, Verdict } from "@orderdeck/contracts/fraud/entities";
import { DAY_MS } from "../../../../domain/quarters.ts";
import type { AlertDocument } from "../../../../ports/documents.ts";
import type { AlertOutcome, AlertVerdict, ExpiredClaim, FraudQueries } from "../../../../ports/queries/fraud.ts";
import { alertLists } from "../../../alert-lists.ts";
import { decodeCursor, encodeCursor } from "../../../cursor.ts";
import { type Documents, existing } from "../documents.ts";
import { alertPlaces } from "./alert-list.ts";
import { type MoneyRow, moneyGroupOf } from "./money-row.ts";
import { placeSchema } from "./paged.ts";
import type { Statements } from "./statements.ts";

interface TotalRow extends MoneyRow {
	readonly state: AlertState;
	readonly stoppable: 0 | 1;
}

interface HourRow extends MoneyRow {
	readonly rule: string;
	readonly hour: number;
	readonly outcome: AlertOutcome;
}

interface VerdictRow extends AlertVerdict {
	readonly at: number;
	readonly key: string;
}

export function createFraudQueries(statements: Statements, documents: Documents): FraudQueries {
	const docs = (keys: readonly string[]): AlertDocument[] => existing(documents, "alerts", keys).map(({ doc }) => doc);

	return {
		listAlerts: alertLists({
			places: async (slice) => alertPlaces(statements, slice),
			alerts: async (ids) => docs(ids),
		}),
		async alertTotals() {
			const query = `SELECT state, stoppable, currency, sum(count) AS count, CAST(sum(ten_thousandths) AS TEXT) AS sum FROM alert_totals
				WHERE count > 0 GROUP BY state, stoppable, currency`;
			return statements
				.all<TotalRow>(query)
				.map(({ state, stoppable, ...money }) => ({ ...moneyGroupOf(money), state, stoppable: stoppable === 1 }));
		},
		async claimedTotals(by, now) {
			const query = `SELECT currency, count(*) AS count, CAST(sum(ten_thousandths) AS TEXT) AS sum FROM alerts INDEXED BY alerts_claimed
				WHERE claimed_by = ? AND expires > ? GROUP BY currency`;
			return statements.all<MoneyRow>(query, by, now).map(moneyGroupOf);
		},
		async claimsExpired(now, limit) {
			const query = "SELECT key FROM alerts WHERE expires <= ? ORDER BY expires, key LIMIT ?";
			return docs(statements.keys(query, now, limit)).flatMap(({ alert_id, claim }): ExpiredClaim[] =>
				claim == null ? [] : [{ alert_id, expires_at: claim.expires_at }],
			);
		},
		async alertsChangedSince(since, limit) {
			return docs(statements.keys("SELECT key FROM alerts WHERE changed >= ? ORDER BY changed, key LIMIT ?", since, limit));
		},
		async alertsOf(orderId) {
			return existing(documents, "alerts", statements.keys("SELECT key FROM alerts WHERE order_id = ? ORDER BY key", orderId));
		},
		async similarVerdicts({ rule, country, from }) {
			const query = "SELECT verdict, sum(count) AS count FROM alert_days WHERE rule = ? AND country = ? AND day >= ? GROUP BY verdict";
			const rows = statements.all<{ verdict: Verdict; count: number }>(query, rule, country, Math.ceil(from / DAY_MS) * DAY_MS);
			return Object.fromEntries(rows.filter(({ count }) => count > 0).map(({ verdict, count }) => [verdict, count]));
		},
		async ruleHours(from) {
			const query = `SELECT rule, hour, outcome, currency, count, CAST(ten_thousandths AS TEXT) AS sum FROM alert_hours
				WHERE hour >= ? AND count > 0 AND outcome <> 'RESOLVED'`;
			return statements
				.all<HourRow>(query, from)
				.map(({ rule, hour, outcome, ...money }) => ({ ...moneyGroupOf(money), rule, hour, outcome }));
		},
		async openByRule() {
			const query = `SELECT rule, sum(count) AS count FROM alert_totals WHERE state IN ('OPEN', 'CLAIMED') GROUP BY rule`;
			const rows = statements.all<{ rule: string; count: number }>(query);
			return Object.fromEntries(rows.filter(({ count }) => count > 0).map(({ rule, count }) => [rule, count]));
		},
		async verdicts(from, { limit, cursor }) {
			const list = `verdicts ${from}`;
			const [at, key] = cursor === undefined ? [from, ""] : decodeCursor(list, cursor, placeSchema);
			const query = `SELECT raised AS at, key, order_id, rule, verdict FROM alerts INDEXED BY alerts_verdicts
				WHERE verdict IS NOT NULL AND (raised, key) > (?, ?) ORDER BY raised, key LIMIT ?`;
			const rows = statements.all<VerdictRow>(query, at, key, limit + 1);
			const page = rows.slice(0, limit);
			const last = rows.length > limit ? page.at(-1) : undefined;
			return {
				items: page.map(({ order_id, rule, verdict }) => ({ order_id, rule, verdict })),
				next: last && encodeCursor(list, [last.at, last.key]),
			};
		},
	};
}
