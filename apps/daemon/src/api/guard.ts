/** Errors of the ports as the API's callers see them, in one place. */
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import { BadCursor, StoreError } from "@orderdeck/core/ports/errors";

type Methods = { readonly [name: string]: (...args: never[]) => Promise<unknown> };

/** The same methods; what a port throws becomes an AppError, any other error stays as it is. */
export function guarded<M extends Methods>(methods: M): M {
	const entries = Object.entries(methods).map(([name, method]) => [
		name,
		async (...args: never[]) => {
			try {
				return await method(...args);
			} catch (error) {
				throw apiErrorOf(error);
			}
		},
	]);
	// Each method keeps its own arguments and result; the compiler cannot follow that through entries.
	return Object.fromEntries(entries) as M;
}

/** What an error of a port is to a caller; any other error as it is. */
export function apiErrorOf(error: unknown): unknown {
	if (error instanceof BadCursor) return invalidInput(["cursor"], "must be a nextCursor of this list, with the same filters");
	return error instanceof StoreError ? unavailable(error) : error;
}

export function unavailable(cause: unknown): AppError {
	return new AppError("UNAVAILABLE", "The store or the log cannot be reached now; try again in a moment.", { cause });
}
