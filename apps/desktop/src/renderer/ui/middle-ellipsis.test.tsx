// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { MiddleEllipsis } from "./middle-ellipsis.tsx";

afterEach(cleanup);

const parts = (link: HTMLElement) => [...link.querySelectorAll("[aria-hidden]")].map((part) => part.textContent ?? "");

function show(text: string, end?: number): HTMLElement {
	cleanup();
	render(
		<a href="#there">
			<MiddleEllipsis text={text} {...(end === undefined ? {} : { end })} />
		</a>,
	);
	return screen.getByRole("link");
}

describe("a long text", () => {
	it.each([
		["an id", `${"4".repeat(508)}7319`, 4, "7319"],
		["an address", `${"a".repeat(500)}@example.com`, 12, "@example.com"],
	])("of 512 characters (%s) shows its start and its whole end", (_, text, end, shown) => {
		expect(text).toHaveLength(512);
		const link = show(text, end);
		expect(parts(link)).toEqual([text.slice(0, -end), shown]);
		expect(screen.getByTitle(text)).toBeTruthy();
		expect(screen.getByRole("link", { name: text })).toBe(link);
	});

	it("is whole in its parts, whatever characters it has", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme", minLength: 9, maxLength: 512 }), (text) => {
				const link = show(text);
				expect([text, link.textContent]).toContain(parts(link).join("") || text);
				expect(link.querySelector(`[title]`)?.getAttribute("title")).toBe(text);
			}),
			{ numRuns: 20 },
		);
	});
});

it("a short text is one text", () => {
	expect(show("184246").textContent).toBe("184246");
});
