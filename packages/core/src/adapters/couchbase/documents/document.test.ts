import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Write } from "../../../ports/documents.ts";
import { order } from "../../../ports/order-store.samples.ts";
import { FIELD, stored, unstored } from "./document.ts";
import { indexedOf } from "./indexed.ts";

const json = fc.dictionary(fc.oneof(fc.string(), fc.constant(FIELD)), fc.jsonValue());

/** As it comes back from Couchbase: through its JSON. */
function read(content: object) {
	return unstored(JSON.parse(JSON.stringify(content)));
}

describe("a stored document", () => {
	it("comes back as it was given, with the write that made it, whatever fields it has", () => {
		fc.assert(
			fc.property(json, fc.string(), fc.integer(), (given, write, at) => {
				// What Couchbase keeps is JSON, which has no -0.
				const doc = JSON.parse(JSON.stringify(given)) as object;
				const back = read(stored(doc, write, { at }));
				expect(back.write).toBe(write);
				expect(back.doc).toEqual(doc);
			}),
		);
	});

	it("keeps a field called __proto__", () => {
		const doc = JSON.parse('{"__proto__":[1],"order_id":1}') as object;
		expect(JSON.stringify(read(stored(doc, "w")).doc)).toBe('{"__proto__":[1],"order_id":1}');
	});

	it("has nothing of ours when another program has written it", () => {
		expect(unstored({ order_id: 1 })).toEqual({ doc: { order_id: 1 }, write: undefined });
	});
});

describe("what the indexes need", () => {
	const of = (doc: Extract<Write, { collection: "orders" }>["doc"]) => indexedOf({ op: "ensure", collection: "orders", key: "1", doc });

	it("is the instant of an order, wherever its clock stood, its customer as text, its words, its money and units, and since when it is waiting", () => {
		const words = { customer_email: "Ann@Example.com", items: [{ product_id: "P", price: 1, quantity: 1, name: "USB-C Hub" }] };
		expect(of(order(1, { created_at: "2026-01-01T02:00:00+02:00", customer_id: 7, ...words }))).toEqual({
			created: Date.UTC(2026, 0, 1),
			customer: "7",
			search: "ann@example.com\nusb-c hub",
			ten_thousandths: 2_499_900,
			units: 1,
			waiting: Date.UTC(2026, 0, 1),
		});
		expect(of(order(1, { created_at: "2026-01-01T00:00:00.123456" })).created).toBe(Date.UTC(2026, 0, 1, 0, 0, 0, 123));
	});

	it("is when the log took the order in, where no calendar has its date or it claims a later one", () => {
		for (const created_at of ["soon", "2099-01-01T00:00:00Z"]) {
			expect(of(order(1, { created_at, processed_at: "2026-01-01T00:00:00.000Z" })).created).toBe(Date.UTC(2026, 0, 1));
		}
	});

	it("is nothing for an order that has not been seen itself", () => {
		expect(of({ order_id: 1, status: "PAID", updated_at: "", flagged: false, lifecycle: [] })).toEqual({});
	});
});
