import fc from "fast-check";
import { expect, it } from "vitest";
import { valueText } from "./value-text.ts";

const bytes = fc.oneof(
	fc.uint8Array({ maxLength: 40 }),
	fc.string({ unit: "binary", maxLength: 20 }).map((text) => new TextEncoder().encode(text.toWellFormed())),
);

it("loses nothing: text and base64 give the value's own bytes again", () => {
	fc.assert(
		fc.property(bytes, (value) => {
			const { value_text, value_base64, value_cut } = valueText(value, 1_000);
			expect([value_text === null, value_base64 === null].filter((isNull) => isNull)).toHaveLength(1);
			const again = value_text === null ? Buffer.from(value_base64 ?? "", "base64") : new TextEncoder().encode(value_text);
			expect([value_cut, Buffer.from(again).equals(Buffer.from(value))]).toEqual([false, true]);
		}),
	);
});

it("keeps a byte order mark, and cuts text before a character and not within it", () => {
	expect(valueText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b), 10).value_text).toBe("\ufeff{");
	expect(valueText(new TextEncoder().encode("aé😀"), 6)).toEqual({ value_text: "aé", value_base64: null, value_cut: true });
	expect(valueText(Uint8Array.of(0xff, 1, 2), 2)).toEqual({ value_text: null, value_base64: "/wE=", value_cut: true });
	expect(valueText(null, 2)).toEqual({ value_text: null, value_base64: null, value_cut: false });
});
