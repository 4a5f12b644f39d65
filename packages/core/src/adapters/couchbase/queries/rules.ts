import { z } from "zod";
import { HOUR_MS } from "../../../domain/quarters.ts";
import { suppressedUntil } from "../../../domain/suppression.ts";
import { MOST_SUPPRESSIONS, type RuleQueries } from "../../../ports/queries/rules.ts";
import { oldShadowQuery, shadowHoursQuery, suppressionsQuery } from "../statements/rules.ts";
import { docsOf, idSchema, type Reading, run } from "./reading.ts";

const hourSchema = z
	.object({ hour: z.number(), live: z.boolean(), shadow: z.boolean(), orders: z.number() })
	.transform((row) => ({ ...row, hour: row.hour * HOUR_MS }));

const REMOVED_AT_ONCE = 1_000;

export function createRuleQueries(reading: Reading): RuleQueries {
	return {
		async suppressions(rule, at) {
			const rows = await run(reading, suppressionsQuery(rule, at, MOST_SUPPRESSIONS), idSchema);
			// The index may not know yet that one was lifted.
			return (await docsOf(reading, "suppressions", rows)).filter((each) => suppressedUntil(each) > at);
		},
		shadowHours: (rule, version) => run(reading, shadowHoursQuery(rule, version), hourSchema),
		async dropShadowResults(before) {
			for (;;) {
				const rows = await run(reading, oldShadowQuery(before, REMOVED_AT_ONCE), idSchema);
				await reading.keyValue.remove(
					"shadow_results",
					rows.map(({ id }) => id),
				);
				if (rows.length < REMOVED_AT_ONCE) return;
			}
		},
	};
}
