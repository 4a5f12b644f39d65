/** The list of fraud alerts, worst or newest first. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { z } from "zod";
import type { AlertDocument } from "../../../../ports/documents.ts";
import type { Page } from "../../../../ports/queries/page.ts";
import { decodeCursor, encodeCursor } from "../../../cursor.ts";
import type { Statements } from "./statements.ts";

interface Row {
	readonly key: string;
	readonly mildness: number;
	readonly smallness: number;
	readonly raised: number;
	readonly doc: string;
}

const worstPlace = z.tuple([z.number(), z.number(), z.number(), z.string()]);
const newestPlace = z.tuple([z.number(), z.string()]);

// Worst: score, then amount, then age, the older first.
const ORDERS = {
	worst: {
		schema: worstPlace,
		placeOf: ({ mildness, smallness, raised, key }: Row) => [mildness, smallness, raised, key],
		from: [Number.MIN_SAFE_INTEGER, 0, 0, ""],
		after: "(mildness, smallness, raised, key) > (?, ?, ?, ?)",
		by: "mildness, smallness, raised, key",
	},
	newest: {
		schema: newestPlace,
		placeOf: ({ raised, key }: Row) => [raised, key],
		from: [Number.MAX_SAFE_INTEGER, ""],
		after: "(raised, key) < (?, ?)",
		by: "raised DESC, key DESC",
	},
} as const;

export function listAlerts(
	statements: Statements,
	{ state, order }: { state: FraudAlert["state"]; order: keyof typeof ORDERS },
	{ limit, cursor }: { limit: number; cursor?: string | undefined },
): Page<AlertDocument> {
	const list = `alerts ${state} ${order}`;
	const { from, after, by, placeOf, schema } = ORDERS[order];
	const place = cursor === undefined ? from : decodeCursor<readonly (string | number)[]>(list, cursor, schema);
	const query = `SELECT key, mildness, smallness, raised, doc FROM alerts INDEXED BY alerts_${order}
		WHERE state = ? AND ${after} ORDER BY ${by} LIMIT ?`;
	const rows = statements.all<Row>(query, state, ...place, limit + 1);
	const page = rows.slice(0, limit);
	const last = rows.length > limit ? page.at(-1) : undefined;
	return {
		items: page.map(({ doc }) => JSON.parse(doc) as AlertDocument),
		next: last && encodeCursor(list, placeOf(last)),
	};
}
