import { describe, expect, it } from "vitest";
import { newPartition } from "../../testing/order-fixture.ts";
import { movedSince, newDraft, type ResetDraft, requestOf } from "./reset-draft.ts";

const partitions = ["orders", "inventory"].flatMap((topic) => [0, 1].map((partition) => newPartition({ topic, partition, committed: 7 })));
const NOW = Date.parse("2026-01-15T14:00:00Z");
const draft = (change: Partial<ResetDraft>): ResetDraft => ({ ...newDraft({ partitions }, NOW), ...change });
const request = (change: Partial<ResetDraft>) => requestOf(draft(change), { partitions });

describe("the request of a reset", () => {
	it("names the target, and the scope only where it is not everything", () => {
		expect(request({})).toEqual({ to: { time: "2026-01-15T13:00:00.000Z" } });
		expect(request({ kind: "earliest", places: new Set(["orders/0", "orders/1"]) })).toEqual({
			to: "earliest",
			topics: ["orders"],
			partitions: [0, 1],
		});
		expect(request({ kind: "shift", shift: "-5" })).toEqual({ to: { shift: -5 } });
	});

	it("lists offsets for exactly what is chosen", () => {
		const places = new Set(["orders/0", "inventory/1"]);
		expect(request({ kind: "offsets", places, offsets: { "orders/0": "3" } })?.to).toEqual({
			offsets: [
				{ topic: "orders", partition: 0, offset: 3 },
				{ topic: "inventory", partition: 1, offset: 7 },
			],
		});
	});

	it.each<[string, Partial<ResetDraft>]>([
		["nothing is chosen", { kind: "earliest", places: new Set() }],
		["other partitions of one topic than of another are chosen", { kind: "earliest", places: new Set(["orders/0", "inventory/1"]) }],
		["the time is none", { kind: "time", time: "soon" }],
		["the shift is not whole", { kind: "shift", shift: "1.5" }],
		["no group is chosen", { kind: "copy_from" }],
		["an offset is none", { kind: "offsets", offsets: { "orders/0": "-1" } }],
	])("is not complete while %s", (_what, change) => {
		expect(request(change)).toBeUndefined();
	});
});

describe("a preview", () => {
	it("no longer holds once a committed offset has moved", () => {
		const expected = partitions.map(({ topic, partition, committed: offset }) => ({ topic, partition, offset }));
		expect(movedSince({ partitions }, expected)).toBeUndefined();
		expect(movedSince({ partitions }, [{ topic: "orders", partition: 1, offset: 6 }, ...expected.slice(2)])).toBe("orders/1 moved since");
	});
});
