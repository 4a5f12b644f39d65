/** Who the caller is, and whether this daemon requires a token. */
import { z } from "zod";

export const ACCESS_ROLES = ["viewer", "operator", "admin"] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

const actorSchema = z.object({ name: z.string(), role: z.enum(ACCESS_ROLES) });

/** Who makes a request. On loopback without tokens: the local operator, an admin. */
export type Actor = Readonly<z.infer<typeof actorSchema>>;

export const sessionSchema = z.object({ actor: actorSchema.nullable(), auth_required: z.boolean(), version: z.string() });
