/** Who the caller is, and whether this daemon requires a token. */
import { z } from "zod";

export const sessionSchema = z.object({
	actor: z.object({ name: z.string(), role: z.enum(["viewer", "operator", "admin"]) }).nullable(),
	auth_required: z.boolean(),
	version: z.string(),
});
