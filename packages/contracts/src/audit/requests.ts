/** Inputs and outputs of the audit procedures. */

import { z } from "zod";
import { isoDateTimeSchema } from "../events.ts";
import { cursorSchema, limitSchema, listOf, only } from "../input.ts";
import { AUDIT_OUTCOMES, auditRecordSchema } from "./entities.ts";

const textSchema = z.string().min(1, "must not be empty").max(512, "must be at most 512 characters");
const nameSchema = textSchema.optional();

/** Newest first. `from` and `to` are inclusive. */
export const listAuditSchema = only({
	limit: limitSchema,
	cursor: cursorSchema,
	actor: nameSchema,
	/** One or more, such as `order.cancel`. */
	action: listOf(textSchema),
	/** Such as `order:123`. */
	target: nameSchema,
	outcome: z.enum(AUDIT_OUTCOMES, `must be one of ${AUDIT_OUTCOMES.join(", ")}`).optional(),
	from: isoDateTimeSchema.optional(),
	to: isoDateTimeSchema.optional(),
});

export const auditPageSchema = z.object({ records: z.array(auditRecordSchema), nextCursor: z.string().nullable() });
