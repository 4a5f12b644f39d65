import type { DeadLetter, LetterState } from "@orderdeck/contracts/letters/entities";
import { HOUR_MS } from "../../../../domain/quarters.ts";
import type { LetterFilter, LetterHour, LetterQueries } from "../../../../ports/queries/letters.ts";
import { decodeCursor } from "../../../cursor.ts";
import { type MoneyRow, moneyGroupOf } from "./money-row.ts";
import { type PlacedRow, pageOf, placeSchema } from "./paged.ts";
import type { Statements } from "./statements.ts";

interface GroupRow extends MoneyRow {
	readonly grp: string;
	readonly reason: string;
	readonly oldest: number;
	readonly newest: number;
}

const COLUMN = { group: "grp", reason: "reason", topic: "topic", state: "state" } as const satisfies Record<keyof LetterFilter, string>;

export function createLetterQueries(statements: Statements): LetterQueries {
	return {
		async listLetters(filter, { limit, cursor }) {
			const set = (Object.keys(COLUMN) as (keyof LetterFilter)[]).flatMap((name) => {
				const value = filter[name];
				return value === undefined ? [] : [{ name, value }];
			});
			const list = `letters ${JSON.stringify(set)}`;
			const [at, key] = cursor === undefined ? [Number.MAX_SAFE_INTEGER, ""] : decodeCursor(list, cursor, placeSchema);
			const conditions = set.map(({ name }) => ` AND ${COLUMN[name]} = ?`).join("");
			const query = `SELECT at, key, doc FROM dead_letters WHERE (at, key) < (?, ?)${conditions} ORDER BY at DESC, key DESC LIMIT ?`;
			const values = set.map(({ value }) => value);
			return pageOf<DeadLetter>(list, statements.all<PlacedRow>(query, at, key, ...values, limit + 1), limit);
		},
		async letterGroups(state) {
			const query = `SELECT grp, reason, currency, count(*) AS count, CAST(sum(ten_thousandths) AS TEXT) AS sum, min(at) AS oldest, max(at) AS newest
				FROM dead_letters WHERE state = ? GROUP BY grp, reason, currency`;
			return statements.all<GroupRow>(query, state).map(({ grp, reason, oldest, newest, ...money }) => ({
				...moneyGroupOf(money),
				group: grp,
				reason,
				oldest,
				newest,
			}));
		},
		async letterHours(state, from) {
			const query = `SELECT grp AS "group", reason, at / ${HOUR_MS} * ${HOUR_MS} AS hour, count(*) AS count
				FROM dead_letters WHERE state = ? AND at >= ? GROUP BY grp, reason, hour`;
			return statements.all<LetterHour>(query, state, from);
		},
		async letterStates() {
			const rows = statements.all<{ state: LetterState; count: number }>(
				"SELECT state, count(*) AS count FROM dead_letters GROUP BY state",
			);
			return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
		},
	};
}
