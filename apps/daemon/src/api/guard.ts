/** Errors of the ports as the API's callers see them, in one place. */
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import { AppendRefused, BadCursor, StoreError, TooManyToSort } from "@orderdeck/core/ports/errors";

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
	if (error instanceof TooManyToSort) return invalidInput(["sort"], tooManyWords(error));
	if (error instanceof AppendRefused) return refused(error);
	return error instanceof StoreError ? unavailable(error) : error;
}

function tooManyWords({ most }: TooManyToSort): string {
	return `must be created for so many orders: at most ${most} are sorted by this column; narrow them, for example by from and to`;
}

/** What the log refuses for good is the request's fault where its record is, else the deployment's: an operator must change something. */
function refused(error: AppendRefused): AppError {
	switch (error.code) {
		case "RECORD_TOO_LARGE":
			return new AppError("PAYLOAD_TOO_LARGE", "The record exceeds the size limit of its topic.", { cause: error });
		case "INVALID_RECORD":
		case "UNKNOWN_TOPIC":
		case "TOPIC_DELETED":
		case "NOT_AUTHORIZED":
			return new AppError("UNAVAILABLE", "The log does not accept this now; the daemon's log contains the reason.", { cause: error });
	}
}

export function unavailable(cause: unknown): AppError {
	return new AppError("UNAVAILABLE", "The store or the log cannot be reached now; try again in a moment.", { cause });
}
