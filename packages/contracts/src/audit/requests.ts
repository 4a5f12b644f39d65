/** Inputs and outputs of the audit procedures. */

import { z } from "zod";
import { cursorSchema, limitSchema, only } from "../input.ts";
import { auditRecordSchema } from "./entities.ts";

export const listAuditSchema = only({ limit: limitSchema, cursor: cursorSchema });

export const auditPageSchema = z.object({ records: z.array(auditRecordSchema), nextCursor: z.string().nullable() });
