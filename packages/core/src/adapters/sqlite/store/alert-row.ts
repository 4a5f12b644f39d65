/** What an alert is found and summed by, beside its document; see the table in schema.ts. */
import type { SQLInputValue } from "node:sqlite";
import { sortableInstant } from "@orderdeck/contracts/instant";
import { tenThousandths } from "../../../domain/money.ts";
import type { AlertDocument } from "../../../ports/documents.ts";

export const ALERT_COLUMNS = [
	"state",
	"stoppable",
	"mildness",
	"smallness",
	"raised",
	"rule",
	"country",
	"order_id",
	"claimed_by",
	"expires",
	"verdict",
	"outcome",
	"changed",
	"currency",
	"ten_thousandths",
] as const;
export type AlertColumn = (typeof ALERT_COLUMNS)[number];

export function alertRow(doc: Readonly<AlertDocument>): Readonly<Record<AlertColumn, SQLInputValue>> {
	const { state, score, amount, rule, country, currency = "", claim, resolution, changed_at, stoppable = false } = doc;
	const verdict = resolution?.verdict ?? null;
	return {
		state,
		stoppable: stoppable ? 1 : 0,
		mildness: -score,
		smallness: -amount,
		raised: sortableInstant(doc.raised_at),
		rule,
		country,
		order_id: String(doc.order_id),
		claimed_by: claim?.by ?? null,
		expires: claim == null ? null : sortableInstant(claim.expires_at),
		verdict,
		outcome: verdict ?? state,
		changed: changed_at == null ? null : sortableInstant(changed_at),
		currency,
		ten_thousandths: tenThousandths({ amount, currency }),
	};
}

/** In the order of the columns. */
export function alertValues(doc: Readonly<AlertDocument>): SQLInputValue[] {
	const row = alertRow(doc);
	return ALERT_COLUMNS.map((column) => row[column]);
}
