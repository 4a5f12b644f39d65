import fc from "fast-check";
import { expect, it } from "vitest";
import { hexRows } from "./hex-rows.ts";

const bytesOf = (hex: string) => hex.split(/\s+/).flatMap((each) => (each === "" ? [] : [Number.parseInt(each, 16)]));

it("shows each byte once, in its order, and marks exactly those that are picked", () => {
	const nat = fc.nat({ max: 60 });
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 60 }), nat, nat, (bytes, a, b) => {
			const range = { from: Math.min(a, b), to: Math.max(a, b) };
			const parts = hexRows(bytes, range).flatMap((row) => row.parts);
			expect(parts.flatMap(({ hex }) => bytesOf(hex))).toEqual([...bytes]);
			expect(parts.filter(({ picked }) => picked).flatMap(({ hex }) => bytesOf(hex))).toEqual([...bytes.subarray(range.from, range.to)]);
		}),
	);
});

it("stands in columns, whatever is picked", () => {
	const bytes = new TextEncoder().encode('{"order_id":184246,"amount"');
	const [first, last] = hexRows(bytes, { from: 1, to: 11 });
	expect(first?.parts.map(({ text, picked }) => [text, picked])).toEqual([
		["{", false],
		['"order_id"', true],
		[":1842", false],
	]);
	const width = (row: typeof first) => (row?.parts.map(({ hex }) => hex).join("").length ?? 0) + (row?.fill.length ?? 0);
	expect([first?.at, last?.at, width(first) === width(last)]).toEqual(["0000", "0010", true]);
});
