/**
 * Reads the records that a group has not consumed, to count the waiting orders and their amount. Bounded, in slices that yield to the event
 * loop, and round-robin over the partitions, so that the oldest record of each is read.
 */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { amountSchema, type Id, idSchema } from "@orderdeck/contracts/events";
import type { Waiting } from "@orderdeck/contracts/lag/entities";
import { type UnreadRecord, waitingOf } from "@orderdeck/core/domain/waiting";
import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { EventLog, LogRecord, Position, TopicPartition } from "@orderdeck/core/ports/event-log";
import { z } from "zod";

/** The unread range of a group in one partition. */
export interface Unread extends Position {
	readonly end: number;
}

export const MOST_SCANNED = 5_000;
const SLICE = 100;

const concerned = z.object({
	order_id: idSchema,
	amount: amountSchema.optional().catch(undefined),
	currency: z.string().optional().catch(undefined),
});

export interface ScanOptions {
	readonly baseCurrency: string;
	/** The most records to read. */
	readonly most?: number;
	/** An order that is not counted. */
	readonly except?: Id;
}

/** Throws StoreError. Records without an order are not counted. */
export async function scanWaiting(
	log: Pick<EventLog, "read">,
	unread: readonly Unread[],
	{ baseCurrency, most = MOST_SCANNED, except }: ScanOptions,
): Promise<Waiting> {
	const { found, cut } = await scanRecords(log, unread, most);
	const counted = found.filter(({ order_id }) => String(order_id) !== String(except));
	return waitingOf(counted, { atLeast: cut, baseCurrency });
}

export interface ScannedRecords {
	readonly found: readonly (UnreadRecord & TopicPartition)[];
	/** Not all records of the ranges were read. */
	readonly cut: boolean;
}

/** What the records of these ranges state of orders; at most `most` records are read. Throws StoreError. */
export async function scanRecords(log: Pick<EventLog, "read">, unread: readonly Unread[], most: number): Promise<ScannedRecords> {
	const found: (UnreadRecord & TopicPartition)[] = [];
	let left = most;
	let cut = false;
	let open = unread.filter(({ offset, end }) => end > offset);
	while (open.length > 0 && left > 0) {
		const next: Unread[] = [];
		for (const part of open) {
			const records = await log.read(part, Math.min(SLICE, left, part.end - part.offset)).catch(ifUnreadable);
			if (records === undefined) {
				cut = true;
				continue;
			}
			left -= records.length;
			for (const record of records) if (record.offset < part.end) found.push(...unreadOf(record));
			const after = (records.at(-1)?.offset ?? part.end) + 1;
			if (after < part.end) next.push({ ...part, offset: after });
			await yieldToOthers();
			if (left <= 0) break;
		}
		open = left <= 0 ? open : next;
	}
	const mostUnread = unread.reduce((sum, { offset, end }) => sum + Math.max(0, end - offset), 0);
	return { found, cut: cut || (left <= 0 && mostUnread > most) };
}

function ifUnreadable(error: unknown): undefined {
	if (!(error instanceof UnreadableRecord)) throw error;
}

function unreadOf({ topic, partition, value, timestamp }: LogRecord): (UnreadRecord & TopicPartition)[] {
	if (value === null) return [];
	try {
		const { success, data } = concerned.safeParse(JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()));
		return success ? [{ ...data, topic, partition, timestamp }] : [];
	} catch {
		// Not JSON: it will be a dead letter, and is no order.
		return [];
	}
}
