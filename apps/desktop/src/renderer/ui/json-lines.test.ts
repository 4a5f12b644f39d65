import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLines, visibleParts } from "./json-lines.ts";

const shown = (text: string) =>
	jsonLines(text)
		?.map(({ indent, tokens }) => "  ".repeat(indent) + tokens.map((token) => token.text).join(""))
		.join("\n");

describe("JSON in lines", () => {
	it("is what JSON.stringify makes of it, however it was written", () => {
		// -0 is written as 0.
		const value = fc.jsonValue({ maxDepth: 4 }).map((each) => JSON.parse(JSON.stringify(each)));
		fc.assert(
			fc.property(value, (each) => {
				expect(shown(JSON.stringify(each))).toBe(JSON.stringify(each, null, 2));
			}),
		);
	});

	it("finds each line's own text in the source, without the comma after it", () => {
		const text = '{ "amount" :409.96,"items":[{"n":"a,b"}],"none":[] }';
		const lines = jsonLines(text) ?? [];
		expect(lines.map(({ from, to }) => text.slice(from, to))).toEqual([
			"{",
			'"amount" :409.96',
			'"items":[',
			"{",
			'"n":"a,b"',
			"}",
			"]",
			'"none":[]',
			"}",
		]);
	});

	it("is none where the text is not JSON", () => {
		expect(jsonLines("\ufeff{}")).toBeUndefined();
		expect(jsonLines("")).toBeUndefined();
	});
});

it("names the characters of a text that cannot be seen", () => {
	expect(visibleParts('\ufeff{"a": 1}\u0000')).toEqual([
		{ text: "U+FEFF", unseen: true },
		{ text: '{"a": 1}', unseen: false },
		{ text: "U+0000", unseen: true },
	]);
});
