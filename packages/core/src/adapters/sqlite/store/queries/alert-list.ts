/** A slice of a list of fraud alerts: no document is read for it. */
import type { SQLInputValue } from "node:sqlite";
import type { AlertPlace, AlertSlice } from "../../../alert-lists.ts";
import type { Statements } from "./statements.ts";

interface Row {
	readonly key: string;
	readonly mildness: number;
	readonly smallness: number;
	readonly raised: number;
}

const ORDERS = {
	worst: {
		index: "alerts_worst",
		after: "(mildness, smallness, raised, key) > (?, ?, ?, ?)",
		by: "mildness, smallness, raised, key",
		valuesOf: ({ score, amount, at, id }: AlertPlace) => [-score, -amount, at, id],
	},
	newest: {
		index: "alerts_by_age",
		after: "(raised, key) < (?, ?)",
		by: "raised DESC, key DESC",
		valuesOf: ({ at, id }: AlertPlace) => [at, id],
	},
	oldest: {
		index: "alerts_by_age",
		after: "(raised, key) > (?, ?)",
		by: "raised, key",
		valuesOf: ({ at, id }: AlertPlace) => [at, id],
	},
} as const;

export function alertPlaces(statements: Statements, slice: AlertSlice): AlertPlace[] {
	const { state, stoppable, rule, claimedBy, after, limit } = slice;
	const order = ORDERS[slice.order];
	// One operator's claims are few: they are sorted.
	const index = claimedBy !== undefined ? "alerts_claimed" : rule !== undefined ? `${order.index}_of_rule` : order.index;
	const conditions: [string, ...SQLInputValue[]][] = [
		["state = ?", state],
		["stoppable = ?", stoppable ? 1 : 0],
		...(rule === undefined ? [] : [["rule = ?", rule] as [string, string]]),
		...(claimedBy === undefined ? [] : [["claimed_by = ?", claimedBy] as [string, string]]),
		...(after === undefined ? [] : [[order.after, ...order.valuesOf(after)] as [string, ...SQLInputValue[]]]),
	];
	const where = conditions.map(([condition]) => condition).join(" AND ");
	const query = `SELECT key, mildness, smallness, raised FROM alerts INDEXED BY ${index} WHERE ${where} ORDER BY ${order.by} LIMIT ?`;
	const rows = statements.all<Row>(query, ...conditions.flatMap(([, ...values]) => values), limit);
	return rows.map(({ key, mildness, smallness, raised }) => ({ score: -mildness, amount: -smallness, at: raised, id: key }));
}
