import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "./text.ts";

describe("text as it is compared", () => {
	it.each([
		["Jürgen composed and decomposed", "J\u00fcrgen", "JU\u0308RGEN"],
		["a sharp s", "Straße", "STRASSE"],
		["a final sigma", "ΟΔΟΣ", "οδος"],
		["a dotted capital I", "İzmir", "i\u0307zmir"],
		["a Cyrillic word", "ЗАКАЗ", "заказ"],
	])("%s is the same", (_name, a, b) => {
		expect(foldText(a)).toBe(foldText(b));
	});

	it("keeps letters that are different apart", () => {
		expect(foldText("Jurgen")).not.toBe(foldText("Jürgen"));
		expect(foldText("a")).not.toBe(foldText("ä"));
	});

	it("is the same when it is folded again, and for every form of the text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), (text) => {
				const folded = foldText(text);
				expect(foldText(folded)).toBe(folded);
				expect(foldText(text.normalize("NFD"))).toBe(folded);
				expect(foldText(text.toLowerCase())).toBe(folded);
			}),
		);
	});
});
