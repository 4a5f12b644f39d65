/** The console as a page of a daemon that is not this machine's own: production, until the daemon says otherwise. */
import { createHash } from "node:crypto";
import { ELSEWHERE } from "./browser.ts";
import { firstRow } from "./console-page.ts";
import { createDaemon } from "./daemon.ts";
import { checkAccessible } from "./look.cases.ts";
import type { Case } from "./suite.ts";

const TOKEN = "a-token-of-this-test";
const MAGENTA = { light: "rgb(168, 31, 115)", dark: "rgb(240, 107, 192)" } as const;

const production: Case = {
	name: "a page from another machine is unmistakably production, and read-only until its name is typed",
	async run({ open, expectErrors }) {
		// Over plain HTTP Chromium warns that it ignores a header.
		expectErrors();
		const AUTH_TOKENS = `ann:operator:${createHash("sha256").update(TOKEN).digest("hex")}`;
		await using daemon = await createDaemon({ PRODUCER_RATE: "5", AUTH_TOKENS });
		await daemon.start();
		const at = daemon.url.replace("127.0.0.1", ELSEWHERE);
		for (const theme of ["light", "dark"] as const) {
			const page = await open("#/orders", { theme, at });
			await page.getByLabel("Token").fill(TOKEN);
			await page.getByRole("button", { name: "Sign in" }).click();
			await firstRow(page);
			const badge = page.getByTestId("production");
			const seen = await badge.evaluate((element) => getComputedStyle(element).borderTopColor);
			if (seen !== MAGENTA[theme]) throw new Error(`the badge's edge is ${seen} in the ${theme} theme`);
			const frames = await page.evaluate(
				(colour) =>
					[...document.querySelectorAll("*")].filter((element) => {
						const { position, borderTopWidth, borderTopColor } = getComputedStyle(element);
						return position === "fixed" && borderTopWidth === "3px" && borderTopColor === colour;
					}).length,
				MAGENTA[theme],
			);
			if (frames !== 1) throw new Error(`${frames} frames around the page in the ${theme} theme`);
			await checkAccessible(page);
			await page.getByRole("button", { name: "New order" }).click();
			const form = page.getByRole("dialog", { name: "New order" });
			await form.waitFor();
			if (await form.getByRole("button", { name: "Create order" }).isEnabled()) throw new Error("an order can be made while locked");
			await page.keyboard.press("Escape");
			await form.waitFor({ state: "detached" });
			await badge.getByRole("button", { name: "Unlock" }).click();
			const { host } = new URL(at);
			await page.getByRole("dialog").getByLabel(`Type ${host}`).fill(host);
			await page.getByRole("button", { name: "Unlock for 15 minutes" }).click();
			await badge.getByText(/unlocked/).waitFor();
			await page.close();
		}
	},
};

const told: Case = {
	name: "what the daemon says that it is wins over the address: production behind a forwarded port, staging elsewhere",
	async run({ open, expectErrors }) {
		expectErrors();
		const AUTH_TOKENS = `ann:operator:${createHash("sha256").update(TOKEN).digest("hex")}`;
		const isProduction = async (ENVIRONMENT_KIND: string, host: string) => {
			await using daemon = await createDaemon({ PRODUCER_RATE: "5", AUTH_TOKENS, ENVIRONMENT_KIND, ENVIRONMENT_NAME: "orders-eu" });
			await daemon.start();
			const page = await open("#/orders", { at: daemon.url.replace("127.0.0.1", host) });
			await page.getByLabel("Token").fill(TOKEN);
			await page.getByRole("button", { name: "Sign in" }).click();
			await firstRow(page);
			await page.getByRole("banner").getByText("orders-eu").first().waitFor();
			const badges = await page.getByTestId("production").count();
			await page.close();
			return badges === 1;
		};
		if (!(await isProduction("production", "127.0.0.1"))) throw new Error("production behind a forwarded port is not taken for production");
		if (await isProduction("staging", ELSEWHERE)) throw new Error("staging elsewhere is taken for production");
	},
};

export const hostedCases: readonly Case[] = [production, told];
