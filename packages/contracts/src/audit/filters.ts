/** The filters of the audit log, each defined once. */
import { z } from "zod";
import { instantFilter, oneOf, schemasOf, severalOf, textFilter } from "../list-filters.ts";
import { AUDIT_OUTCOMES } from "./entities.ts";

const MOST = 512;

export const AUDIT_FILTERS = {
	actor: textFilter(MOST),
	/** One or more, such as `order.cancel`. */
	action: severalOf(z.string().min(1, "must not be empty").max(MOST, `must be at most ${MOST} characters`)),
	/** Such as `order:123`. */
	target: textFilter(MOST),
	outcome: oneOf(AUDIT_OUTCOMES),
	/** Both inclusive. */
	from: instantFilter,
	to: instantFilter,
};

export const auditFilterShape = schemasOf(AUDIT_FILTERS);
