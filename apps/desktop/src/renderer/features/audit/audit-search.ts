/** The filters of the audit log, as they stand in the address and as the API takes them. */
import { AUDIT_OUTCOMES, type AuditOutcome } from "@orderdeck/contracts/audit/entities";
import { isoDateTimeSchema } from "@orderdeck/contracts/events";
import { z } from "zod";
import { SPANS, spanEnd, spanStart } from "../../ui/date-filter/date-range.ts";

const text = z.string().max(512).regex(/\S/).optional().catch(undefined);
const time = isoDateTimeSchema.optional().catch(undefined);

/** What is not understood is left out, so that an old or mistyped link still opens the log. */
export const auditSearchSchema = z.object({
	actor: text,
	/** One or more, separated by commas. */
	action: text,
	target: text,
	outcome: z.enum(AUDIT_OUTCOMES).optional().catch(undefined),
	/** A span up to now; it wins over `from` and `to`. */
	since: z.enum(SPANS).optional().catch(undefined),
	from: time,
	to: time,
	/** The record that is open beside the list. */
	record: text,
});
export type AuditSearch = z.infer<typeof auditSearchSchema>;

export interface AuditFilters {
	readonly actor?: string;
	readonly action?: string[];
	readonly target?: string;
	readonly outcome?: AuditOutcome;
	readonly from?: string;
	readonly to?: string;
}

export const NO_AUDIT_FILTERS: Readonly<Record<keyof Omit<AuditSearch, "record">, undefined>> = {
	actor: undefined,
	action: undefined,
	target: undefined,
	outcome: undefined,
	since: undefined,
	from: undefined,
	to: undefined,
};

/** As the API takes them; a span begins counted back from `now`, ms since the epoch. */
export function auditFiltersOf({ record: _, since, from, to, action, ...others }: AuditSearch, now: number): AuditFilters {
	const iso = (at: number) => new Date(at).toISOString();
	const ends = since === undefined ? { from, to } : { from: iso(spanStart(since, now)), to: iso(spanEnd(since, now)) };
	return Object.fromEntries(Object.entries({ ...others, action: action?.split(","), ...ends }).filter(([, value]) => value !== undefined));
}
