/** What waits behind a consumer group, in orders and money. */

import type { Id } from "@orderdeck/contracts/events";
import type { Waiting } from "@orderdeck/contracts/lag/entities";
import { moneySums } from "@orderdeck/contracts/money";
import { isoOf } from "./instant.ts";

/** A record that the group has not consumed, as far as it concerns an order. */
export interface UnreadRecord {
	readonly order_id: Id;
	/** Undefined where the event has none. */
	readonly amount?: number | undefined;
	/** Of the amount; where the event states none, it is the base currency. */
	readonly currency?: string | undefined;
	/** The record's timestamp, ms since the epoch. */
	readonly timestamp: number;
}

export interface WaitingOptions {
	/** True: not all unread records were looked at. */
	readonly atLeast: boolean;
	readonly baseCurrency: string;
}

export function nothingWaits(baseCurrency: string): Waiting {
	return waitingOf([], { atLeast: false, baseCurrency });
}

/** Each order counts once, however many of its records wait. */
export function waitingOf(records: Iterable<UnreadRecord>, { atLeast, baseCurrency }: WaitingOptions): Waiting {
	const byOrder = new Map<string, UnreadRecord>();
	let oldest: UnreadRecord | undefined;
	for (const record of records) {
		const id = String(record.order_id);
		const known = byOrder.get(id);
		if (known === undefined || statesMore(record, known)) byOrder.set(id, record);
		if (oldest === undefined || record.timestamp < oldest.timestamp) oldest = record;
	}
	const money = [...byOrder.values()].map(({ amount = 0, currency = baseCurrency }) => ({ amount, currency }));
	return {
		orders: byOrder.size,
		...moneySums(money, baseCurrency),
		oldest_order_id: oldest?.order_id ?? null,
		oldest_at: oldest === undefined ? null : isoOf(oldest.timestamp),
		at_least: atLeast,
	};
}

/**
 * Which of an order's records counts: one that states a currency, then the larger amount, which is what is at stake. They differ only when
 * one of them is wrong or from a program that states less.
 */
function statesMore(a: UnreadRecord, b: UnreadRecord): boolean {
	if (a.currency !== b.currency) return (a.currency ?? "") > (b.currency ?? "");
	return (a.amount ?? 0) > (b.amount ?? 0);
}
