import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const FORBIDDEN: readonly [string, RegExp][] = [
	["the time of day", /\bDate\s*\.\s*now\b|\bperformance\b|new\s+Date\s*(?:\(\s*\)|(?![\s(]))|(?<!new\s)\bDate\s*\(/],
	["chance", /\bMath\s*\.\s*random\b|\bcrypto\b/],
	["Node", /["']node:|\bprocess\s*\./],
	["adapters", /["'][^"']*\/adapters\//],
];

/** What a source of this folder may not use: time, randomness and I/O are given as parameters. */
function violations(source: string): string[] {
	const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
	return FORBIDDEN.filter(([, pattern]) => pattern.test(code)).map(([name]) => name);
}

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
	(name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);

describe("the domain is pure", () => {
	it.each(sources)("%s takes time, randomness and data as parameters", (name) => {
		expect(violations(readFileSync(join(import.meta.dirname, name), "utf8"))).toEqual([]);
	});

	it.each([
		["Date.now()", ["the time of day"]],
		["new Date()", ["the time of day"]],
		["new Date;", ["the time of day"]],
		["Date()", ["the time of day"]],
		["new Date(ms).toISOString() + Date.parse(text)", []],
		["const at = Math.random()", ["chance"]],
		['import { readFileSync } from "node:fs"', ["Node"]],
		["/** Never Date.now(). */", []],
	])("the scan checks %s", (code, found) => {
		expect(violations(code)).toEqual(found);
	});
});
