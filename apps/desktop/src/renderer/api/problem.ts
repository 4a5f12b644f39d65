/** Why the daemon refused, or that it could not be reached. */
import { TRPCClientError } from "@trpc/client";
import { z } from "zod";

const problemSchema = z.object({
	httpStatus: z.number().optional(),
	problem: z.object({
		code: z.string(),
		message: z.string(),
		issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })),
	}),
});

export interface ApiProblem {
	/** The contract's error code, or UNREACHABLE when no response came. */
	readonly code: string;
	readonly message: string;
	readonly issues: readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
}

export function problemOf(error: unknown): ApiProblem {
	if (error instanceof TRPCClientError) {
		const parsed = problemSchema.safeParse(error.data);
		if (parsed.success) return parsed.data.problem;
		return { code: "UNREACHABLE", message: "The daemon did not respond.", issues: [] };
	}
	return { code: "INTERNAL", message: error instanceof Error ? error.message : String(error), issues: [] };
}

/** True when a retry may help: no response came, or the daemon reports that it is unavailable now. */
export function mayPass(error: unknown): boolean {
	return ["UNREACHABLE", "UNAVAILABLE", "RATE_LIMITED"].includes(problemOf(error).code);
}
