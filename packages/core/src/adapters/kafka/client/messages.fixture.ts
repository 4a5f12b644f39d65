/** For tests: any messages that kafkajs encodes, and those that it refuses. */
import fc from "fast-check";
import type { IHeaders, Message } from "kafkajs";

/** Sizes around those at which their own size takes one byte more: 64, 8,192 and 1,048,576. */
const size = fc.oneof(
	{ weight: 40, arbitrary: fc.nat(80) },
	{ weight: 4, arbitrary: fc.integer({ min: 8_180, max: 8_200 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 1_048_560, max: 1_048_580 }) },
);
export const text = fc.oneof(
	fc.string({ unit: "binary", maxLength: 90 }),
	fc.string({ unit: "grapheme", maxLength: 30 }),
	fc.tuple(fc.constantFrom("a", "ß", "€", "😀", "\ud800"), fc.nat(90)).map(([unit, times]) => unit.repeat(times)),
);
const bytes = fc.oneof(
	fc.uint8Array({ maxLength: 90 }).map((array) => Buffer.from(array)),
	size.map((length) => Buffer.alloc(length, "an order ")),
);
const value = fc.oneof(bytes, text);
const field = fc.option(value, { nil: null, freq: 4 });

/** Names that every object has, and numbers, which come first, among them. */
export const headerName = fc.oneof(
	{ weight: 100, arbitrary: fc.constantFrom("ce_type", "ce_id", "ce_time", "ce_source", "traceparent", "7", "constructor", "toString") },
	{ weight: 40, arbitrary: text },
	{ weight: 1, arbitrary: fc.constantFrom("", "__proto__") },
);
/** As own names, `__proto__` too: by assignment it would be none. */
function headersOf(names: fc.Arbitrary<string>, values: fc.Arbitrary<unknown>): fc.Arbitrary<IHeaders> {
	return fc.array(fc.tuple(names, values), { maxLength: 8 }).map((entries) => Object.fromEntries(entries) as IHeaders);
}
const headerValue = fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.array(value, { maxLength: 4 }) });

const NOW = 1_700_000_000_000;
const timestamp = fc.oneof(
	{ weight: 20, arbitrary: fc.constant(NOW) },
	{ weight: 10, arbitrary: fc.integer({ min: NOW - 10_000, max: NOW + 10_000 }) },
	// Differences of 27, 31 and more bits.
	{ weight: 1, arbitrary: fc.constantFrom(NOW + 2 ** 27, NOW - 2 ** 27, NOW + 2 ** 31 - 1, NOW - 2 ** 31, NOW + 2 ** 31, 1, 2 ** 52) },
);

const message: fc.Arbitrary<Message> = fc.record(
	{ key: field, value: field, headers: headersOf(headerName, headerValue), timestamp: timestamp.map(String) },
	{ requiredKeys: ["value"] },
);
export const messages = fc.array(message, { maxLength: 12 });

/** What the types exclude: null, numbers, arrays of bytes that are no buffers. */
const other = fc.constantFrom<unknown>(null, undefined, 7, true, new Uint8Array([1, 2]), new ArrayBuffer(3), ["nested"], { a: 1 });
const odd = fc.oneof(value, other);
export const oddMessages: fc.Arbitrary<Message[]> = fc.array(
	fc.record(
		{
			key: odd,
			value: odd,
			headers: fc.option(headersOf(headerName, fc.oneof(odd, fc.array(odd, { maxLength: 3 }))), { nil: null, freq: 9 }),
			timestamp: fc.oneof(timestamp.map(String), timestamp, fc.constantFrom<unknown>("", "soon", 1.5, 0, null, "Infinity")),
		},
		{ requiredKeys: [] },
	) as fc.Arbitrary<Message>,
	{ minLength: 1, maxLength: 3 },
);
