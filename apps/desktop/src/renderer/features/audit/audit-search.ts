/** The filters of the audit log, as they stand in the address and as the API takes them. */
import { AUDIT_FILTERS } from "@orderdeck/contracts/audit/filters";
import { linksOf, readLink } from "@orderdeck/contracts/list-filters";
import { z } from "zod";
import { rangeOf, SPANS } from "../../ui/date-filter/date-range.ts";

const filterSchema = z.object({
	...linksOf(AUDIT_FILTERS),
	/** A span up to now; it wins over `from` and `to`. */
	since: z.enum(SPANS).optional().catch(undefined),
});

/** What is not understood is left out, so that an old or mistyped link still opens the log. */
export const auditSearchSchema = filterSchema.extend({
	/** The record that is open beside the list. */
	record: AUDIT_FILTERS.target.link,
});
export type AuditSearch = z.infer<typeof auditSearchSchema>;

export type AuditFilters = ReturnType<typeof auditFiltersOf>;

export const NO_AUDIT_FILTERS: { readonly [K in keyof z.infer<typeof filterSchema>]: undefined } = Object.fromEntries(
	Object.keys(filterSchema.shape).map((name) => [name, undefined]),
);

/** As the API takes them; a span begins counted back from `now`, ms since the epoch. */
export function auditFiltersOf(search: AuditSearch, now: number) {
	return { ...readLink(AUDIT_FILTERS, search), ...(search.since === undefined ? {} : rangeOf(search.since, now)) };
}
