import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handlers, type IpcRefused, isTrusted, registerHandlers, type Sender } from "./registry.ts";

const PAGE = "app://orderdeck/#/orders";
type Frame = { url: string; parent: Frame | null };

function senderOf(frame: Frame | null, mainFrame: Frame | null = frame): Sender {
	return { sender: { mainFrame }, senderFrame: frame } as unknown as Sender;
}

describe("a sender", () => {
	it.each([PAGE, "app://orderdeck/", "app://orderdeck/#/orders?order=A%2F1"])(
		"is trusted as the top frame of its window with our page: %s",
		(url) => {
			expect(isTrusted(senderOf({ url, parent: null }))).toBe(true);
		},
	);

	it.each<readonly [string, Sender]>([
		["a frame that has gone", senderOf(null)],
		["a frame within", senderOf({ url: PAGE, parent: { url: PAGE, parent: null } })],
		["another window's frame", senderOf({ url: PAGE, parent: null }, { url: PAGE, parent: null })],
		...[
			"about:blank",
			"",
			"https://example.com/",
			"app://orderdeck.example.com/",
			"file:///x",
			"blob:app://orderdeck/0b9f2a6e",
			"app://orderdeck/trpc/orders.list",
			"app://orderdeck/trpc/../trpc/x#/orders",
			"app://orderdeck/assets/index.js",
			"app://orderdeck/index.html",
			"app://orderdeck//",
			"app://orderdeck/?page=other",
			"app://orderdeck/%2e%2e#/",
		].map((url) => [`a page at ${JSON.stringify(url)}`, senderOf({ url, parent: null })] as const),
	])("is not as %s", (_what, sender) => {
		expect(isTrusted(sender)).toBe(false);
	});
});

describe("a call", () => {
	function registered() {
		const heard = new Map<string, (event: Sender, ...args: unknown[]) => Promise<unknown>>();
		const refused: IpcRefused[] = [];
		const handlers = { "badge:set": { args: z.tuple([z.number()]), run: (caller: string, count: number) => `${caller} ${count}` } };
		registerHandlers({
			ipcMain: { handle: (channel, listener) => void heard.set(channel, listener as never) },
			callerOf: (sender) => ((sender as { ours?: boolean }).ours === false ? undefined : "eu-prod"),
			handlers: handlers as unknown as Handlers<string>,
			refused: (error) => refused.push(error),
		});
		const call = async (sender: Sender, ...args: unknown[]) => heard.get("badge:set")?.(sender, ...args);
		return { call, refused };
	}
	const ours = senderOf({ url: PAGE, parent: null });

	it("is handled for the caller that sent it", async () => {
		expect(await registered().call(ours, 3)).toBe("eu-prod 3");
	});

	it("is refused and reported when it comes from elsewhere or has wrong arguments", async () => {
		const { call, refused } = registered();
		const page: Frame = { url: PAGE, parent: null };
		await expect(call(senderOf({ url: "https://example.com/", parent: null }), 3)).rejects.toMatchObject({ code: "SENDER" });
		await expect(call({ sender: { mainFrame: page, ours: false }, senderFrame: page } as unknown as Sender, 3)).rejects.toMatchObject({
			code: "SENDER",
		});
		for (const args of [[], ["3"], [3, 4]]) await expect(call(ours, ...args)).rejects.toMatchObject({ code: "ARGUMENTS" });
		expect(refused.map(({ code }) => code)).toEqual(["SENDER", "SENDER", "ARGUMENTS", "ARGUMENTS", "ARGUMENTS"]);
	});
});
