/**
 * A record's headers as its row has them. Most records have the six headers of an event, whose names and two values never change: their row has
 * only what does, which saves a third of a record. Any others are stored as they are, and so are those of rows of earlier versions.
 */
import type { Headers } from "../../../ports/event-log.ts";

/** The id is left out where it follows from the record's key and the type. */
type EventHeaders = readonly [type: string, source: string, time: string, id?: string];

const NAMES = ["ce_specversion", "ce_type", "ce_id", "ce_source", "ce_time", "content-type"];
const SPEC_VERSION = "1.0";
const CONTENT_TYPE = "application/json";

export function headersText(headers: Headers, key: string | null): string {
	return JSON.stringify(isOfEvent(headers) ? shortened(headers, key) : headers);
}

/** The text is what this module made, so it needs no schema. */
export function headersIn(text: string, key: string | null): Headers {
	const stored: Headers | EventHeaders = JSON.parse(text);
	if (!isShort(stored)) return stored;
	const [ce_type, ce_source, ce_time, ce_id = idOf(key, ce_type)] = stored;
	return { ce_specversion: SPEC_VERSION, ce_type, ce_id, ce_source, ce_time, "content-type": CONTENT_TYPE };
}

interface OfEvent extends Headers {
	readonly ce_type: string;
	readonly ce_id: string;
	readonly ce_source: string;
	readonly ce_time: string;
}

/** Exactly these, in this order. */
function isOfEvent(headers: Headers): headers is OfEvent {
	if (headers.ce_specversion !== SPEC_VERSION || headers["content-type"] !== CONTENT_TYPE) return false;
	const names = Object.keys(headers);
	return names.length === NAMES.length && names.every((name, index) => name === NAMES[index]);
}

function shortened({ ce_type, ce_id, ce_source, ce_time }: OfEvent, key: string | null): EventHeaders {
	return ce_id === idOf(key, ce_type) ? [ce_type, ce_source, ce_time] : [ce_type, ce_source, ce_time, ce_id];
}

function idOf(key: string | null, type: string): string {
	return `${key}:${type}`;
}

function isShort(stored: Headers | EventHeaders): stored is EventHeaders {
	return Array.isArray(stored);
}
