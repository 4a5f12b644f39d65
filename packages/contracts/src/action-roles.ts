/** The role that each mutation of the API requires, from the router itself: what the console disables is what the daemon refuses. */
import type { AnyProcedure, AnyRouter } from "@trpc/server";
import { z } from "zod";
import { type AppRouter, appRouter } from "./router.ts";
import { ACCESS_ROLES, type AccessRole } from "./session.ts";

type MutationsOf<R> = {
	[K in keyof R & string]: R[K] extends { _def: { type: infer T } } ? (T extends "mutation" ? K : never) : `${K}.${MutationsOf<R[K]>}`;
}[keyof R & string];

/** A mutation by its dotted path, such as `orders.cancel`. */
export type ActionPath = MutationsOf<AppRouter["_def"]["record"]>;

export type ActionRoles = Readonly<Record<string, AccessRole>>;

const metaSchema = z.object({ role: z.enum(ACCESS_ROLES) });
const router: AnyRouter = appRouter;

/** By the mutation's path. Throws for a mutation that is declared without a role. */
export function actionRoles(): ActionRoles {
	const mutations = Object.entries<AnyProcedure>(router._def.procedures).filter(([, { _def }]) => _def.type === "mutation");
	return Object.fromEntries(mutations.map(([path, { _def }]) => [path, metaSchema.parse(_def.meta).role]));
}
