/** What commands work with. */
import { AppError } from "@orderdeck/contracts/errors";
import type { OrderEvent } from "@orderdeck/contracts/events";
import { foldOrder, type OrderDocument, type PlacedEvent } from "../domain/order-view.ts";
import type { Clock } from "../ports/clock.ts";
import { put, type Write } from "../ports/documents.ts";
import { CasMismatch } from "../ports/errors.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { OrderStore } from "../ports/order-store.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { encodeEvent } from "../wire/codec.ts";
import type { OrderIds } from "./order-ids.ts";

export interface CommandContext {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly work: UnitOfWork;
	readonly clock: Clock;
	readonly ids: OrderIds;
}

/** Decides and applies again until no compare-and-swap is lost. */
export async function untilWon<T>(decideAndApply: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			return await decideAndApply();
		} catch (error) {
			if (!(error instanceof CasMismatch)) throw error;
		}
	}
}

/** Appends the event after the writes; answers it with its place, as consumers will read it. */
export async function publishOne({ work }: CommandContext, writes: readonly Write[], event: OrderEvent): Promise<PlacedEvent> {
	const [appended] = await work.apply({ writes, records: [encodeEvent(event)] });
	if (appended === undefined) throw new AppError("INTERNAL", "The log did not say where the event went.");
	const { partition, offset, timestamp } = appended;
	return { event, partition, offset, timestamp };
}

/**
 * Folds an event into the stored view at once, so that who acted sees what he did without waiting for analytics, which folds the same
 * event into the same view later: a fold takes duplicates.
 */
export async function foldNow({ store, work }: CommandContext, key: string, placed: PlacedEvent): Promise<OrderDocument> {
	return untilWon(async () => {
		const [read] = await store.get("orders", [key]);
		const view = foldOrder(read?.doc, [placed]);
		if (view === undefined) throw new Error(`order ${key} has no view after its own event`);
		if (view !== read?.doc) await work.apply({ writes: [put("orders", key, read, view)], records: [] });
		return view;
	});
}
