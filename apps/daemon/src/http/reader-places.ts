/** How many live streams may be open: a stream costs memory for as long as its reader likes. */
import { AppError } from "@orderdeck/contracts/errors";
import type { Limits } from "./limits.ts";

export interface ReaderPlaces {
	/** Takes a place for the client of this name; the returned function gives it back, once. Throws TOO_MANY_READERS. */
	take(client: string, name: string): () => void;
}

export function createReaderPlaces({ readers, readersOfActor }: Pick<Limits, "readers" | "readersOfActor">): ReaderPlaces {
	const open = new Map<string, number>();
	let total = 0;
	const change = (client: string, by: 1 | -1) => {
		total += by;
		const count = (open.get(client) ?? 0) + by;
		if (count === 0) open.delete(client);
		else open.set(client, count);
	};
	return {
		take(client, name) {
			if (total >= readers) throw new AppError("TOO_MANY_READERS", `This daemon has ${readers} live streams open, the most it allows.`);
			if ((open.get(client) ?? 0) >= readersOfActor) {
				throw new AppError(
					"TOO_MANY_READERS",
					`${name} has ${readersOfActor} live streams open, the most that one name may have; close some.`,
				);
			}
			change(client, 1);
			let taken = true;
			return () => {
				if (taken) change(client, -1);
				taken = false;
			};
		},
	};
}
