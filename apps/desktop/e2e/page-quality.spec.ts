/** What an audit of the page (Lighthouse) depends on and a change could lose without being noticed. */
import type { Page } from "@playwright/test";
import { expectLive } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { settled } from "./support/settled.ts";

test.use({ pace: "calm" });

/** Scripts and style sheets that a screen starts with: a connection fetches six at a time. */
const MOST_FILES = 40;

/** Keeps what the page's content policy refuses in `window.refused`. */
function recordRefusals(page: Page): Promise<unknown> {
	return page.addInitScript(() => {
		const refused: string[] = [];
		Object.assign(window, { refused });
		document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
			refused.push(`${violatedDirective} ${blockedURI}`),
		);
	});
}

test("the page states its language, title, purpose and width", async ({ open }) => {
	const page = await open("#/orders");
	await expectLive(page);
	await expect(page.locator("html")).toHaveAttribute("lang", "en");
	await expect(page).toHaveTitle("Orders · Orderdeck");
	await expect(page.locator("meta[name=description]")).toHaveAttribute("content", /\S/);
	await expect(page.locator("meta[name=viewport]")).toHaveAttribute("content", "width=device-width, initial-scale=1");
});

test("its files are few, compressed and kept for good, and its content policy refuses nothing that it does", async ({ open, note }) => {
	const files: { url: string; headers: Promise<Record<string, string>> }[] = [];
	const page = await open("#/orders", {
		before: async (opened) => {
			await recordRefusals(opened);
			opened.on("response", (response) => {
				if (response.url().includes("/assets/")) files.push({ url: response.url(), headers: response.allHeaders() });
			});
		},
	});
	await expectLive(page);
	await settled(async () => files.length);
	const text = files.filter(({ url }) => /\.(js|css)$/.test(url));
	note(`${text.length} scripts and style sheets`);
	expect(text.length).toBeGreaterThan(0);
	expect(text.length).toBeLessThanOrEqual(MOST_FILES);
	for (const { url, headers } of files) {
		const { "cache-control": cache, "content-encoding": encoding, "content-length": length } = await headers;
		expect.soft(cache, url).toBe("public, max-age=31536000, immutable");
		if (/\.(js|css)$/.test(url) && encoding !== "br") expect.soft(Number(length), `${url} is not compressed`).toBeLessThan(1_400);
	}
	expect(await page.evaluate(() => (window as unknown as { refused: string[] }).refused)).toEqual([]);
});

test("the page's content policy lets no text become code", async ({ daemon }) => {
	const policy = (await fetch(daemon.url)).headers.get("content-security-policy") ?? "";
	expect(policy).toContain("default-src 'none'");
	expect(policy).toMatch(/script-src 'self'(;|$)/);
	expect(policy).not.toContain("unsafe-eval");
});
