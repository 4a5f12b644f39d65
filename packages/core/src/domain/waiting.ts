/** What waits behind a consumer group, in orders and money. */

import type { Id } from "@orderdeck/contracts/events";
import type { Waiting } from "@orderdeck/contracts/lag/entities";
import { isoOf } from "./instant.ts";
import { fromCents, toCents } from "./money.ts";

/** A record that the group has not consumed, as far as it concerns an order. */
export interface UnreadRecord {
	readonly order_id: Id;
	/** Units of currency; undefined where the event has none. */
	readonly amount: number | undefined;
	/** The record's timestamp, ms since the epoch. */
	readonly timestamp: number;
}

export const NOTHING_WAITS: Waiting = { orders: 0, amount: 0, oldest_order_id: null, oldest_at: null, at_least: false };

/** Each order counts once, however many of its records wait. `atLeast`: not all unread records were looked at. */
export function waitingOf(records: Iterable<UnreadRecord>, { atLeast }: { readonly atLeast: boolean }): Waiting {
	const cents = new Map<string, number>();
	let oldest: UnreadRecord | undefined;
	for (const record of records) {
		const id = String(record.order_id);
		// Two amounts of one order differ only when one of its records is wrong; the larger is what is at stake.
		cents.set(id, Math.max(cents.get(id) ?? 0, toCents(record.amount ?? 0)));
		if (oldest === undefined || record.timestamp < oldest.timestamp) oldest = record;
	}
	const total = [...cents.values()].reduce((sum, each) => sum + each, 0);
	return {
		orders: cents.size,
		amount: fromCents(total),
		oldest_order_id: oldest?.order_id ?? null,
		oldest_at: oldest === undefined ? null : isoOf(oldest.timestamp),
		at_least: atLeast,
	};
}
