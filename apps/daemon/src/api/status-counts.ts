/** How many orders of a range are in each status: a large range is counted once for all consoles that show it. */
import type { Clock } from "@orderdeck/core/ports/clock";
import type { CreatedRange, OrderQueries, StatusCounts } from "@orderdeck/core/ports/queries/orders";

/** Counting so many takes some tens of milliseconds. */
const LARGE = 20_000;
const LARGE_EVERY_MS = 15_000;
/** Consoles show a few windows. */
const RANGES_KEPT = 20;

interface Counted {
	readonly result: Promise<StatusCounts>;
	/** When it is counted again, ms since the epoch. */
	until: number;
}

interface Deps {
	readonly store: Pick<OrderQueries, "countByStatus">;
	readonly clock: Pick<Clock, "now">;
}

/** While a range is counted, and 15 s longer if it is large, everyone gets the same counts. */
export function createStatusCounts({ store, clock }: Deps): OrderQueries["countByStatus"] {
	const counted = new Map<string, Counted>();
	return ({ from, to }: CreatedRange) => {
		const name = `${from} ${to}`;
		const known = counted.get(name);
		if (known !== undefined && clock.now() < known.until) return known.result;
		const entry: Counted = { result: store.countByStatus({ from, to }), until: Number.POSITIVE_INFINITY };
		counted.delete(name);
		counted.set(name, entry);
		for (const oldest of counted.keys()) {
			if (counted.size <= RANGES_KEPT) break;
			counted.delete(oldest);
		}
		entry.result.then(
			({ by_status, at_least }) => {
				const orders = Object.values(by_status).reduce((sum, count) => sum + count, 0);
				entry.until = at_least || orders > LARGE ? clock.now() + LARGE_EVERY_MS : 0;
			},
			// A failure is not kept.
			() => counted.delete(name),
		);
		return entry.result;
	};
}
