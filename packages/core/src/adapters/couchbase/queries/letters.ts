import { letterStateSchema } from "@orderdeck/contracts/letters/entities";
import { z } from "zod";
import { HOUR_MS } from "../../../domain/quarters.ts";
import type { LetterQueries } from "../../../ports/queries/letters.ts";
import { decodeCursor } from "../../cursor.ts";
import { letterGroupsQuery, letterHoursQuery, letterStatesQuery, lettersQuery } from "../statements/letters.ts";
import { atSchema, docsOf, moneyGroupOf, moneyShape, nextOf, type Reading, run, timePlaceSchema } from "./reading.ts";

const groupSchema = moneyShape
	.extend({ group: z.string(), reason: z.string(), oldest: z.number(), newest: z.number() })
	.transform(({ group, reason, oldest, newest, ...money }) => ({ ...moneyGroupOf(money), group, reason, oldest, newest }));
const hourSchema = z
	.object({ group: z.string(), reason: z.string(), hour: z.number(), count: z.number() })
	.transform((row) => ({ ...row, hour: row.hour * HOUR_MS }));
const stateSchema = z.object({ state: letterStateSchema, count: z.number() });

export function createLetterQueries(reading: Reading): LetterQueries {
	return {
		async listLetters(filter, { limit, cursor }) {
			const { group, reason, topic, state } = filter;
			const list = `letters ${JSON.stringify({ group, reason, topic, state })}`;
			const [at, id] = cursor === undefined ? [] : decodeCursor(list, cursor, timePlaceSchema);
			const after = at === undefined || id === undefined ? undefined : { at, id };
			const rows = await run(reading, lettersQuery(filter, { limit: limit + 1, after }), atSchema);
			const next = nextOf(list, rows, limit, (row) => [row.at, row.id]);
			const letters = await docsOf(reading, "dead_letters", rows.slice(0, limit));
			// The index may not know yet that a letter has moved.
			return { items: letters.filter((letter) => state === undefined || letter.state === state), next };
		},
		letterGroups: (state) => run(reading, letterGroupsQuery(state), groupSchema),
		letterHours: (state, from) => run(reading, letterHoursQuery(state, from), hourSchema),
		async letterStates() {
			const rows = await run(reading, letterStatesQuery(), stateSchema);
			return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
		},
	};
}
