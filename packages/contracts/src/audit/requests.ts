/** Inputs and outputs of the audit procedures. */

import { z } from "zod";
import { cursorSchema, limitSchema, only } from "../input.ts";
import { auditRecordSchema } from "./entities.ts";
import { auditFilterShape } from "./filters.ts";

/** Newest first. */
export const listAuditSchema = only({ limit: limitSchema, cursor: cursorSchema, ...auditFilterShape });

export const auditPageSchema = z.object({ records: z.array(auditRecordSchema), nextCursor: z.string().nullable() });
