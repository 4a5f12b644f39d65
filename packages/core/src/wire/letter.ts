/** A dead letter of the log as the document that is kept of it. */
import { currencyCode } from "@orderdeck/contracts/codes";
import { isoDateTimeSchema } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import { type DeadLetter, UNKNOWN_REASON } from "@orderdeck/contracts/letters/entities";
import { deadLetterTopic } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { LogRecord } from "../ports/event-log.ts";
import { decodeRecord } from "./codec.ts";
import { originalOf } from "./dead-letter.ts";

/** Where a letter lies. */
export interface LetterPlace {
	readonly group: string;
	readonly partition: number;
	readonly offset: number;
}

export function letterIdOf({ group, partition, offset }: LetterPlace): string {
	return `${group}:${partition}:${offset}`;
}

const COUNT = /^\d{1,9}$/;

/** The document of a letter in the group's topic of dead letters. Whatever its writer states or leaves out, it never throws. */
export function letterOf(record: LogRecord, group: string): DeadLetter {
	const { partition, offset, headers } = record;
	const original = originalOf(record);
	return {
		letter_id: letterIdOf({ group, partition, offset }),
		group,
		position: { topic: deadLetterTopic(group), partition, offset },
		origin: original === undefined ? null : { topic: original.topic, partition: original.partition, offset: original.offset },
		key: record.key,
		...factsOf(record.value),
		size_bytes: record.value?.byteLength ?? 0,
		cut: countIn(headers.dlq_cut),
		reason: headers.dlq_reason?.slice(0, 300) ?? reasonNow(original),
		error: headers.dlq_error ?? "its writer states no error",
		attempts: countIn(headers.dlq_attempts) ?? 1,
		at: timeIn(headers.dlq_time) ?? isoOf(record.timestamp),
		state: "WAITING",
		redrive_count: countIn(headers.redrive_count) ?? 0,
		redrive_of: headers.redrive_of ?? null,
		version: 1,
		history: [],
	};
}

/** An earlier version states no reason: what cannot be read is unreadable still, and anything else its step failed on. */
function reasonNow(original: LogRecord | undefined): string {
	if (original === undefined) return UNKNOWN_REASON;
	const decoded = decodeRecord(original);
	return decoded.kind === "poison" ? decoded.code : "HANDLER_FAILED";
}

function countIn(text: string | undefined): number | null {
	return text !== undefined && COUNT.test(text) ? Number(text) : null;
}

function timeIn(text: string | undefined): string | undefined {
	if (text === undefined || !isoDateTimeSchema.safeParse(text).success) return undefined;
	const at = instantOf(text);
	return Number.isNaN(at) ? undefined : isoOf(at);
}

type Facts = Pick<DeadLetter, "order_id" | "amount" | "currency">;
const NO_FACTS: Facts = { order_id: null, amount: null, currency: null };
const MOST_READ_BYTES = 1_048_576;
const LARGEST_AMOUNT = 1e9;

/** What can be read of a value that groups could not handle: a byte order mark, or a field that is wrong, hides nothing else. */
function factsOf(value: Uint8Array | null): Facts {
	if (value === null || value.byteLength > MOST_READ_BYTES) return NO_FACTS;
	const body = jsonIn(value);
	if (body === undefined) return NO_FACTS;
	const { order_id, amount, currency } = body;
	const hasId = typeof order_id === "string" || typeof order_id === "number";
	const isAmount = typeof amount === "number" && amount >= 0 && amount <= LARGEST_AMOUNT;
	return {
		order_id: hasId ? String(order_id).toWellFormed().slice(0, 128) : null,
		amount: isAmount ? amount : null,
		currency: isAmount && typeof currency === "string" ? currencyCode(currency).slice(0, 8) : null,
	};
}

function jsonIn(value: Uint8Array): Readonly<Record<string, unknown>> | undefined {
	try {
		// Without a byte order mark, and whatever is no UTF-8 replaced.
		const body: unknown = JSON.parse(new TextDecoder().decode(value));
		return typeof body === "object" && body !== null ? { ...body } : undefined;
	} catch {
		// Not JSON: it states nothing that can be read.
		return undefined;
	}
}
