import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idTextSchema, isoDateTimeSchema, isPlainOrder, orderSchema } from "./events.ts";

/** Values on both sides of every limit of the schema, and what JSON may hold beside them. */
const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom(
		-1,
		-0,
		0.5,
		1e9,
		1e9 + 1,
		1_000_001,
		Number.MAX_SAFE_INTEGER,
		2 ** 53,
		"",
		"CREATED",
		"2026-02-30T25:00:00Z",
		"2026-02-30T10:00:00Z",
		"2024-02-29T10:00:00Z",
	),
	...[1, 8, 9, 64, 65, 128, 129, 256, 257, 320, 321, 512, 513].map((length) => fc.constant("x".repeat(length))),
);
const plainItem = fc.record(
	{
		product_id: fc.constant("PROD-001"),
		name: fc.string(),
		price: fc.constantFrom(0, 0.01, 1e9),
		quantity: fc.constantFrom(1, 1_000_000),
		also: anything,
	},
	{ requiredKeys: ["product_id", "price", "quantity"] },
);
const plainOrder = fc.record(
	{
		order_id: fc.oneof(fc.nat(), fc.constant("A-1")),
		customer_id: fc.oneof(fc.nat(), fc.constant("c")),
		amount: fc.constantFrom(0, 249.99, 1e9),
		currency: fc.constant("EUR"),
		country: fc.constant("DE"),
		status: fc.constantFrom("CREATED", "CONFIRMED", "CANCELLED"),
		created_at: fc.constantFrom("2024-01-15T10:30:00Z", "2024-01-15T10:30", "2024-01-15T10:30:00.123456789+0200"),
		source: fc.constant("order-service"),
		customer_email: fc.constant("a@example.com"),
		items: fc.array(plainItem, { maxLength: 3 }),
		isReplay: fc.boolean(),
		also: anything,
	},
	{ requiredKeys: ["order_id", "customer_id", "amount", "currency", "country", "status", "created_at", "source"] },
);
/** An order with one field of it, or of its first item, set to something else or left out; as it comes out of JSON. */
const changedOrder = fc
	.tuple(
		plainOrder,
		fc.constantFrom(...Object.keys(orderSchema.shape), "product_id", "name", "price", "quantity", "__proto__"),
		fc.option(anything),
	)
	.map(([order, field, value]) => {
		const of: Record<string, unknown> = JSON.parse(JSON.stringify(order));
		const [item] = Array.isArray(of.items) ? of.items : [];
		const target = field in orderSchema.shape || item === undefined ? of : item;
		Object.defineProperty(target, field, { value, enumerable: value !== null, configurable: true, writable: true });
		return JSON.parse(JSON.stringify(of)) as unknown;
	});

describe("a date", () => {
	it.each(["2024-02-29", "2000-02-29", "2026-01-31", "2026-04-30", "2026-12-31"])("%s exists", (day) => {
		expect(isoDateTimeSchema.safeParse(`${day}T10:30:00Z`).success).toBe(true);
	});

	it.each(["2026-02-29", "2026-02-30", "1900-02-29", "2026-04-31", "2026-06-31", "2026-02-31"])("%s does not exist", (day) => {
		expect(isoDateTimeSchema.safeParse(`${day}T10:30:00Z`).error?.issues[0]?.message).toBe("must be a day that exists in its month");
		expect(isPlainOrder({ ...fc.sample(plainOrder, 1)[0], created_at: `${day}T10:30:00Z` })).toBe(false);
	});

	it("exists exactly if the calendar has it", () => {
		const part = (max: number) => fc.integer({ min: 1, max }).map((value) => String(value).padStart(2, "0"));
		fc.assert(
			fc.property(fc.integer({ min: 1000, max: 9999 }), part(12), part(31), (year, month, day) => {
				const iso = `${year}-${month}-${day}T00:00:00.000Z`;
				expect(isoDateTimeSchema.safeParse(iso).success).toBe(new Date(iso).toISOString() === iso);
			}),
		);
	});
});

describe("an id as text", () => {
	it.each(["1", "A/1", "café", "#1001", " 7 ", "..", "x".repeat(128)])("may be %j, unchanged", (id) => {
		expect(idTextSchema.parse(id)).toBe(id);
	});

	it.each(["", "x".repeat(129), "\ud800"])("is not %j", (id) => expect(idTextSchema.safeParse(id).success).toBe(false));
});

describe("an order that is checked without its schema", () => {
	it("is one that the schema takes, and leaves as it is", () => {
		fc.assert(
			fc.property(fc.oneof(changedOrder, plainOrder, anything), (generated) => {
				const body: unknown = JSON.parse(JSON.stringify(generated));
				fc.pre(isPlainOrder(body));
				expect(orderSchema.parse(body)).toStrictEqual(body);
			}),
			{ numRuns: 2_000 },
		);
	});

	it("is every order that is well formed", () => {
		fc.assert(fc.property(plainOrder, (order) => isPlainOrder(JSON.parse(JSON.stringify(order)))));
	});

	it("leaves to the schema what carries a prototype", () => {
		const order = fc.sample(plainOrder, 1)[0];
		expect(isPlainOrder(JSON.parse(`{"__proto__":{"a":1},${JSON.stringify(order).slice(1)}`))).toBe(false);
		expect(isPlainOrder(Object.assign({}, order, { items: [JSON.parse('{"product_id":"P","price":1,"quantity":1,"__proto__":1}')] }))).toBe(
			false,
		);
	});
});
