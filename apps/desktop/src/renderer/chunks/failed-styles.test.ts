// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { reloadFailedStyles, watchStyles } from "./failed-styles.ts";

watchStyles(document);

function addStyle(href: string): HTMLLinkElement {
	const link = document.createElement("link");
	link.rel = "stylesheet";
	link.href = href;
	document.head.append(link);
	return link;
}
const links = () => [...document.querySelectorAll("link")];
const report = (type: "error" | "load", link: HTMLLinkElement | undefined) => link?.dispatchEvent(new Event(type));

describe("a style sheet that could not be loaded", () => {
	beforeEach(() => document.head.replaceChildren());

	it("is requested again in its place, and only then what needs it goes on", async () => {
		const [failed, fine] = [addStyle("/a.css"), addStyle("/b.css")];
		report("error", failed);
		const reloaded = reloadFailedStyles();
		const [again, other] = links();
		expect(again).not.toBe(failed);
		expect(again?.href).toBe(failed.href);
		expect(other).toBe(fine);
		report("load", again);
		await reloaded;
		await reloadFailedStyles();
		expect(links()).toEqual([again, fine]);
	});

	it("that fails again is reported, and requested once more by the next try", async () => {
		report("error", addStyle("/c.css"));
		const first = reloadFailedStyles();
		report("error", links()[0]);
		await expect(first).rejects.toThrow("/c.css could not be loaded");
		const second = reloadFailedStyles();
		report("load", links()[0]);
		await second;
		expect(links()).toHaveLength(1);
	});
});
