import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_THEME, mergeMantineTheme } from "@mantine/core";
import { describe, expect, it } from "vitest";
import { cssVariablesResolver, theme } from "./theme.ts";
import { OWN_COLORS, TOKENS } from "./tokens.ts";

const css = readFileSync(join(import.meta.dirname, "stale.css"), "utf8");
const [gray = "", colored = ""] = [css.slice(0, css.indexOf("/* Values as")), css.slice(css.indexOf("[data-colored] {"))];

/** Tokens that carry neither a status nor a series: surfaces, lines, text, controls and the environment. */
const NEUTRAL =
	/^(canvas|surface|raised|overlay|line|line-strong|text|text-2|text-3|grid|skeleton|shadow|env-local|on-accent|accent-solid|bad-solid)$/;

describe("a page that is stale", () => {
	it("has no color in any token that carries a status or tells series apart", () => {
		const missing = Object.keys(TOKENS.dark).filter((token) => !NEUTRAL.test(token) && !gray.includes(`--od-${token}:`));
		expect(missing).toEqual([]);
	});

	it("leaves what is about now its own colors, in both themes", () => {
		const resolved = cssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
		for (const token of OWN_COLORS) {
			expect(colored).toContain(`--od-${token}: var(--od-own-${token});`);
			for (const scheme of ["dark", "light"] as const) expect(resolved[scheme][`--od-own-${token}`]).toBe(TOKENS[scheme][token]);
		}
	});
});
