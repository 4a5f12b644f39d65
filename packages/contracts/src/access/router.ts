/** The access procedures: the unlock of production, and what the console records of its own: sign-ins and exports. */
import { acts, router } from "../procedures.ts";
import { exportInputSchema, lockInputSchema, lockStateSchema, recordedSchema, signInInputSchema, unlockInputSchema } from "./requests.ts";

export const accessRouter = router({
	unlock: acts("operator", "unlockProduction")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/unlock",
				tags: ["access"],
				summary: "Unlock production for the caller's consoles, with a reason, for up to 15 minutes",
			},
		})
		.input(unlockInputSchema)
		.output(lockStateSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("unlockProduction", input, ctx.request)),
	lock: acts("operator", "lockProduction")
		.meta({ openapi: { method: "POST", path: "/api/lock", tags: ["access"], summary: "Lock production again for the caller's consoles" } })
		.input(lockInputSchema)
		.output(lockStateSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("lockProduction", input, ctx.request)),
	recordSignIn: acts("viewer", "recordSignIn")
		.meta({ openapi: { method: "POST", path: "/api/sign-ins", tags: ["access"], summary: "Record that the caller has signed in" } })
		.input(signInInputSchema)
		.output(recordedSchema)
		.mutation(({ ctx }) => {
			const { granted_by, expires_at } = ctx.access;
			return ctx.api.execute("recordSignIn", { granted_by, expires_at }, ctx.request);
		}),
	recordExport: acts("viewer", "recordExport")
		.meta({
			openapi: { method: "POST", path: "/api/exports", tags: ["access"], summary: "Record what the caller is about to save as a file" },
		})
		.input(exportInputSchema)
		.output(recordedSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("recordExport", input, ctx.request)),
});
