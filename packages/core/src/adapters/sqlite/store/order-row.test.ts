import { EVENT_TYPES, TOPIC_OF } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { HistoryEntry, OrderDocument } from "../../../domain/order-document.ts";
import { order } from "../../../ports/order-store.samples.ts";
import { documentIn, historyText, viewIn, viewText } from "./order-row.ts";

const json = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 });
const detail = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minKeys: 1, maxKeys: 3 });

function entryOf(orderId: number | string): fc.Arbitrary<HistoryEntry> {
	return fc.constantFrom(...EVENT_TYPES).chain((type) =>
		fc
			.record(
				{
					event_id: fc.constantFrom(`${orderId}:${type}`, `${orderId}:${type}:2`, "another"),
					type: fc.constant(type),
					occurred_at: fc.string(),
					topic: fc.constantFrom(TOPIC_OF[type], "elsewhere"),
					partition: fc.nat(),
					offset: fc.nat(),
					detail,
					data: json,
				},
				{ requiredKeys: ["event_id", "type", "occurred_at", "topic", "partition", "offset"], noNullPrototype: true },
			)
			.map(({ detail, data, ...entry }) => ({ ...entry, ...(detail && { detail }), ...(data && { data }) })),
	);
}

const documents: fc.Arbitrary<OrderDocument> = fc
	.oneof(fc.nat(), fc.string({ minLength: 1 }))
	.chain((id) => fc.record({ own: json, lifecycle: fc.array(entryOf(id), { maxLength: 8 }) }).map((rest) => ({ id, ...rest })))
	.map(({ id, own, lifecycle }) => JSON.parse(JSON.stringify({ ...own, ...order(id), lifecycle })));

it("is the document again, byte for byte, whatever its entries", () => {
	fc.assert(
		fc.property(documents, (doc) => {
			expect(JSON.stringify(documentIn(viewText(doc), historyText(doc)))).toBe(JSON.stringify(doc));
		}),
	);
});

it("has the bodies in a column of their own: the view is without them", () => {
	fc.assert(
		fc.property(documents, (doc) => {
			const view = { ...doc, lifecycle: doc.lifecycle.map(({ data: _data, ...entry }) => entry) };
			expect(JSON.stringify(viewIn(viewText(doc)))).toBe(JSON.stringify(view));
			expect(historyText(view)).toBeNull();
		}),
	);
});

it("reads the row of an earlier version, whose entries are whole", () => {
	fc.assert(
		fc.property(documents, (doc) => {
			const view = { ...doc, lifecycle: doc.lifecycle.map(({ data: _data, ...entry }) => entry) };
			expect(JSON.stringify(documentIn(JSON.stringify(view), null))).toBe(JSON.stringify(view));
		}),
	);
});
