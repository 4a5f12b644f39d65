import { NO_SETTINGS } from "@orderdeck/core/domain/lag-status/group-settings";
import type { OffsetResetRecord } from "@orderdeck/core/domain/offset-reset";
import { describe, expect, it } from "vitest";
import { created, openTestData } from "../live/live.fixture.ts";
import { offsetsApi } from "./offsets.ts";

const GROUP = "payments-group";

/** Twenty orders of 10 each, of which payments has charged one; the group has read the first record of each partition that has any. */
async function open() {
	const data = await openTestData();
	const { log, store, work } = data.backend;
	await data.append(...Array.from({ length: 20 }, (_, n) => created(String(n + 1), 10)));
	const bounds = await log.bounds(["orders"]);
	const first = bounds.map(({ topic, partition, end }) => ({ topic, partition, offset: Math.min(1, end) }));
	await log.seek(GROUP, first);
	const payment = { order_id: "1", amount: 10, country: "US", status: "PAID", idempotency_key: "k", updated_at: "2024-01-15T10:30:00Z" };
	await work.apply({ writes: [{ op: "insert", collection: "payments", key: "1", doc: payment as never }], records: [] });
	const api = offsetsApi({ log, store, clock: { now: () => Date.parse("2024-01-15T12:00:00Z") }, baseCurrency: "USD" });
	return {
		api,
		first,
		bounds,
		record: (reset: OffsetResetRecord) => store.write([{ op: "insert", collection: "groups", key: GROUP, doc: { ...NO_SETTINGS, reset } }]),
		[Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
	};
}

describe("the preview of a reset", () => {
	it("keeps apart what is read again and what would never be read, in orders and money", async () => {
		await using opened = await open();
		const { api, first, bounds } = opened;
		const read = first.reduce((sum, { offset }) => sum + offset, 0);
		const all = bounds.reduce((sum, { end }) => sum + end, 0);
		const again = await api.previewReset({ group: GROUP, to: "earliest" });
		expect(again).toMatchObject({
			orders: read,
			amount: 10 * read,
			replays: { records: read, orders: read },
			never_read: { records: 0, orders: 0 },
		});
		const never = await api.previewReset({ group: GROUP, to: "latest" });
		expect(never).toMatchObject({
			orders: all - read,
			never_read: { records: all - read, amount: 10 * (all - read) },
			replays: { records: 0 },
		});
		expect((again.already_done ?? 0) + (never.already_done ?? 0)).toBe(1);
		expect(never.in_words.join()).toContain("would never be charged");
		expect(never.expected).toEqual(first);
		expect(never.partitions.reduce((sum, { orders }) => sum + orders, 0)).toBe(all - read);
	});

	it("states why a reset would be refused now, and which offsets it had to change", async () => {
		await using opened = await open();
		const { api } = opened;
		expect((await api.previewReset({ group: GROUP, to: "latest" })).refused).toBeNull();
		const at = "2024-01-15T12:00:00.000Z";
		await opened.record({ id: "r", by: "ada", at, reason: "r", positions: [], before: [] });
		const preview = await api.previewReset({ group: GROUP, to: { offsets: [{ topic: "orders", partition: 0, offset: 99 }] } });
		expect(preview.refused).toContain("A reset of payments-group by ada is in progress");
		expect(preview.warnings).toHaveLength(1);
		expect(preview.partitions).toMatchObject([{ partition: 0, clamped: true }]);
	});
});

describe("the read-back of a reset", () => {
	it("is what the log has, or why the log did not take it", async () => {
		await using opened = await open();
		const { api, first, record } = opened;
		const reset: OffsetResetRecord = { id: "r", by: "ada", at: "2024-01-15T11:00:00.000Z", reason: "r", positions: first, before: first };
		await record({ ...reset, failure: null });
		const moves = (await api.previewReset({ group: GROUP, to: { shift: 0 } })).partitions;
		const accepted = { group: GROUP, reset_id: "r", partitions: moves };
		const { read_back, restorable_until } = await api.readBack(accepted);
		expect(read_back).toEqual(first.map((each) => ({ ...each, expected: each.offset, matches: true })));
		expect(restorable_until).toBe("2024-01-16T11:00:00.000Z");
		await expect(api.readBack({ ...accepted, reset_id: "other" })).rejects.toMatchObject({ code: "CHANGED_MEANWHILE" });
	});

	it.each([
		["that failed", { failure: "g is read by reader" }, "GROUP_ACTIVE"],
		["that is not completed", {}, "UNAVAILABLE"],
	])("of one %s is refused", async (_what, change, code) => {
		await using opened = await open();
		await opened.record({ id: "r", by: "ada", at: "2024-01-15T12:00:00.000Z", reason: "r", positions: [], before: [], ...change });
		await expect(opened.api.readBack({ group: GROUP, reset_id: "r", partitions: [] })).rejects.toMatchObject({ code });
	});
});
