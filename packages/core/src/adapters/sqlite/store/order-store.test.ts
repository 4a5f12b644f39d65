import { describe, expect, it } from "vitest";
import type { Write } from "../../../ports/documents.ts";
import { orderStoreConformance } from "../../../ports/order-store.conformance.ts";
import { order } from "../../../ports/order-store.samples.ts";
import { createSqliteReader } from "../backend.ts";
import { temporaryBackend } from "../temporary-backend.ts";

orderStoreConformance("the embedded store", temporaryBackend);

const inserts = (count: number): Write[] =>
	Array.from({ length: count }, (_, id) => ({ op: "insert", collection: "orders", key: String(id), doc: order(id) }));

describe("the embedded store", () => {
	it("shows a reader what was committed, and lets it write nothing", async () => {
		await using backend = await temporaryBackend();
		using reader = createSqliteReader({ dir: backend.dir });
		await backend.store.write(inserts(3));
		expect((await reader.store.listOrders({}, { limit: 10 })).items.map(({ order_id }) => order_id)).toEqual([2, 1, 0]);
		await expect(reader.store.write(inserts(1))).rejects.toMatchObject({ code: "UNAVAILABLE" });
	});

	it("reads on beyond a slice that holds nothing", async () => {
		await using backend = await temporaryBackend();
		await backend.store.write([
			{ op: "insert", collection: "orders", key: "rare", doc: order("rare", { country: "IS", created_at: "2020-01-01T00:00:00Z" }) },
			...inserts(2_000),
		]);
		let cursor: string | undefined;
		const found: unknown[] = [];
		do {
			const page = await backend.store.listOrders({ country: ["IS"] }, { limit: 5, cursor });
			found.push(...page.items.map(({ order_id }) => order_id));
			cursor = page.next;
		} while (cursor !== undefined);
		expect(found).toEqual(["rare"]);
	});
});
