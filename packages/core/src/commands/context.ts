/** What commands read, write and publish with. */
import { AppError } from "@orderdeck/contracts/errors";
import type { OrderEvent } from "@orderdeck/contracts/events";
import { foldOrder, type OrderDocument, type PlacedEvent } from "../domain/order-view.ts";
import type { Clock } from "../ports/clock.ts";
import { type DocumentReader, put, type Write } from "../ports/documents.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { OrderQueries } from "../ports/queries/orders.ts";
import type { ReplayQueries } from "../ports/queries/replays.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { encodeEvent } from "../wire/codec.ts";
import type { OrderIds } from "./order-ids.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

export interface CommandContext {
	readonly log: EventLog;
	readonly store: DocumentReader & OrderQueries & ReplayQueries;
	readonly work: UnitOfWork;
	readonly clock: Clock;
	readonly ids: OrderIds;
}

/** Appends the event after the writes; returns it with its position, as consumers will read it. */
export async function publishOne({ work }: CommandContext, writes: readonly Write[], event: OrderEvent): Promise<PlacedEvent> {
	const [appended] = await work.apply({ writes, records: [encodeEvent(event)] });
	if (appended === undefined) throw new AppError("INTERNAL", "The log returned no position for the event.");
	const { partition, offset, timestamp } = appended;
	return { event, partition, offset, timestamp };
}

/**
 * Folds an event into the stored view immediately, so that the operator sees the result without waiting for analytics, which folds the
 * same event into the same view later: folding tolerates duplicates.
 */
export async function foldNow({ store, work, clock }: CommandContext, key: string, placed: PlacedEvent): Promise<OrderDocument> {
	return retryOnConflict(clock, async () => {
		const [read] = await store.get("orders", [key]);
		const view = foldOrder(read?.doc, [placed]);
		if (view === undefined) throw new Error(`order ${key} has no view after its own event`);
		if (view !== read?.doc) await work.apply({ writes: [put("orders", key, read, view)], records: [] });
		return view;
	});
}
