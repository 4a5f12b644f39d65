/** How many live streams may be open: a stream costs memory for as long as its reader likes. */
import { AppError } from "@orderdeck/contracts/errors";
import type { Limits } from "./limits.ts";

export interface ReaderPlaces {
	/** Takes a place for the actor; the returned function gives it back, once. Throws TOO_MANY_READERS. */
	take(actor: string): () => void;
}

export function createReaderPlaces({ readers, readersOfActor }: Pick<Limits, "readers" | "readersOfActor">): ReaderPlaces {
	const open = new Map<string, number>();
	let total = 0;
	const change = (actor: string, by: 1 | -1) => {
		total += by;
		const count = (open.get(actor) ?? 0) + by;
		if (count === 0) open.delete(actor);
		else open.set(actor, count);
	};
	return {
		take(actor) {
			if (total >= readers) throw new AppError("TOO_MANY_READERS", `This daemon has ${readers} live streams open, the most it allows.`);
			if ((open.get(actor) ?? 0) >= readersOfActor) {
				throw new AppError(
					"TOO_MANY_READERS",
					`${actor} has ${readersOfActor} live streams open, the most that one name may have; close some.`,
				);
			}
			change(actor, 1);
			let taken = true;
			return () => {
				if (taken) change(actor, -1);
				taken = false;
			};
		},
	};
}
