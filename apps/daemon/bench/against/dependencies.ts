/** Whether two versions can run on the same installed dependencies. */
import { z } from "zod";

/** What is read of a package-lock.json. */
export const lockSchema = z.object({
	packages: z.record(z.string(), z.object({ version: z.string().optional(), dev: z.boolean().optional() })),
});
export type Lock = z.infer<typeof lockSchema>;

/**
 * The production dependencies of `before` that `now` does not have in the same version and place, as `name version`. Those for development
 * do not run in what is measured, and those that `now` has in addition do no harm.
 */
export function changedDependencies(before: Lock, now: Lock): readonly string[] {
	return Object.entries(before.packages).flatMap(([path, { version, dev = false }]) => {
		const isPackage = path.startsWith("node_modules/") || path.includes("/node_modules/");
		if (!isPackage || dev || version === undefined || now.packages[path]?.version === version) return [];
		return [`${path.split("node_modules/").at(-1)} ${version}`];
	});
}
