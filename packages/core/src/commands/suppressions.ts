/** A rule that flags no orders of a customer for a time. */
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import { LONGEST_SUPPRESSION_DAYS, type ruleCommands } from "@orderdeck/contracts/rules/requests";
import { isoOf } from "../domain/instant.ts";
import { DAY_MS } from "../domain/quarters.ts";
import { lifted, type SuppressionPeriod, type SuppressionRecord, suppressionOf, withPeriod } from "../domain/suppression.ts";
import { put } from "../ports/documents.ts";
import { suppressionKey } from "../wire/suppression-key.ts";
import type { HandlersOf } from "./handler.ts";
import { inForceFrom, loadRule } from "./rule-record.ts";

type SuppressionCommands = Pick<typeof ruleCommands, "suppressRule" | "liftSuppression">;

export const suppressionHandlers: HandlersOf<SuppressionCommands> = {
	async suppressRule(context, { id, customer_id, comment, until }, attempt) {
		await loadRule(context, id);
		const key = suppressionKey(id, customer_id);
		const [read] = await context.store.get("suppressions", [key]);
		const [by, at] = [attempt.actor.name, isoOf(attempt.at)];
		const known: SuppressionRecord = read?.doc ?? { rule: id, customer_id: String(customer_id), periods: [] };
		if (attempt.resumed && isNewest(known, { by, at })) return decided(known, []);
		const period = { comment, by, at, from: isoOf(inForceFrom(context, attempt)), until: checkedUntil(until, attempt.at), lifted: null };
		const record = withPeriod(known, period);
		return decided(record, [put("suppressions", key, read, record)], known.periods.at(-1));
	},

	async liftSuppression(context, { id, customer_id }, attempt) {
		await loadRule(context, id);
		const key = suppressionKey(id, customer_id);
		const [read] = await context.store.get("suppressions", [key]);
		const [by, at] = [attempt.actor.name, isoOf(attempt.at)];
		const newest = read?.doc.periods.at(-1);
		const isLifted = newest?.lifted != null;
		if (attempt.resumed && read !== undefined && newest?.lifted?.by === by && newest.lifted.at === at) return ended(read.doc, []);
		if (read === undefined || newest === undefined || isLifted || instantOf(newest.until) <= attempt.at)
			throw new AppError("NOT_FOUND", `Rule ${id} is not suppressed for customer ${customer_id}.`);
		const record = lifted(read.doc, inForceFrom(context, attempt), { by, at });
		return ended(record, [put("suppressions", key, read, record)]);
	},
};

function isNewest({ periods }: SuppressionRecord, { by, at }: Pick<SuppressionPeriod, "by" | "at">): boolean {
	const newest = periods.at(-1);
	return newest?.by === by && newest.at === at;
}

function checkedUntil(iso: string, now: number): string {
	const until = instantOf(iso);
	if (!(until > now)) throw invalidInput(["until"], "must be in the future");
	if (until > now + LONGEST_SUPPRESSION_DAYS * DAY_MS)
		throw invalidInput(["until"], `must be at most ${LONGEST_SUPPRESSION_DAYS} days ahead`);
	return isoOf(until);
}

function decided(record: SuppressionRecord, decides: ReturnType<typeof put>[], before = record.periods.at(-2)) {
	const { customer_id, until } = suppressionOf(record);
	return {
		decides,
		audit: {
			before: { customer_id, suppressed_until: before?.until ?? null },
			after: { customer_id, suppressed_until: until },
		},
		outcome: () => ({ output: suppressionOf(record), writes: [] }),
	};
}

function ended(record: SuppressionRecord, decides: ReturnType<typeof put>[]) {
	const { customer_id, until } = suppressionOf(record);
	return {
		decides,
		audit: { before: { customer_id, suppressed: true }, after: { customer_id, suppressed: false, suppressed_until: until } },
		outcome: () => ({ output: suppressionOf(record), writes: [] }),
	};
}
