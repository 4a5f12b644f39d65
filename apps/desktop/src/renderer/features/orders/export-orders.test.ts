import type { OrderView } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell } from "../../format/csv.ts";
import { exactDigits } from "../../format/money.ts";
import { order } from "../../testing/order-fixture.ts";
import { type ExportProgress, exportName, exportOrders, type OrderPage } from "./export-orders.ts";

/** A list of `count` orders in pages of `size`, newest first. */
function listOf(count: number, size: number, change: Partial<OrderView> = {}) {
	const all = Array.from({ length: count }, (_, place) => order(count - place, change));
	return async (cursor: string | undefined): Promise<OrderPage> => {
		const from = Number(cursor ?? 0);
		return { orders: all.slice(from, from + size), nextCursor: from + size < count ? String(from + size) : null };
	};
}
const signal = new AbortController().signal;

/** A small reader of RFC 4180, to read back what was written. */
function readCsv(text: string): string[][] {
	const rows: string[][] = [[]];
	for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/g)) {
		if (end === "" && (quoted ?? plain) === "") break;
		rows.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
		if (end === "\r\n") rows.push([]);
	}
	return rows.filter((row) => row.length > 0);
}

describe("an export", () => {
	it("as CSV begins with a byte order mark, so that Excel reads it as UTF-8; as JSON it does not", async () => {
		const options = { signal, onProgress: () => {} };
		expect((await exportOrders(listOf(1, 1), { ...options, format: "csv" })).text.charCodeAt(0)).toBe(0xfeff);
		expect((await exportOrders(listOf(1, 1), { ...options, format: "json" })).text.charCodeAt(0)).not.toBe(0xfeff);
	});

	it("holds every order of every page, once, in the list's order, and reports its progress", async () => {
		const seen: ExportProgress[] = [];
		const result = await exportOrders(listOf(7, 3), { format: "json", signal, onProgress: (progress) => seen.push(progress) });
		expect(JSON.parse(result.text)).toEqual([7, 6, 5, 4, 3, 2, 1].map((id) => order(id)));
		expect(result).toMatchObject({ orders: 7, complete: true });
		expect(seen.map((progress) => progress.orders)).toEqual([3, 6, 7]);
		expect(seen.at(-1)?.back).toBe(order(1).created_at);
	});

	it("goes past an empty page that is not the last", async () => {
		const pages: OrderPage[] = [
			{ orders: [], nextCursor: "1" },
			{ orders: [order(1)], nextCursor: null },
		];
		const result = await exportOrders(async (cursor) => pages[Number(cursor ?? 0)] as OrderPage, {
			format: "json",
			signal,
			onProgress: () => {},
		});
		expect(result.orders).toBe(1);
	});

	it("stops at its bound, within a page too, and reports it; a list that ends there is complete", async () => {
		const read = (count: number) => exportOrders(listOf(count, 4), { format: "csv", most: 10, signal, onProgress: () => {} });
		expect(await read(20)).toMatchObject({ orders: 10, complete: false });
		expect(await read(11)).toMatchObject({ orders: 10, complete: false });
		expect(await read(10)).toMatchObject({ orders: 10, complete: true });
		expect(readCsv((await read(20)).text)).toHaveLength(11);
	});

	it("ends when it is stopped, and gives no half file", async () => {
		const stop = new AbortController();
		const running = exportOrders(listOf(9, 3), { format: "csv", signal: stop.signal, onProgress: () => stop.abort() });
		await expect(running).rejects.toMatchObject({ name: "AbortError" });
	});

	it("is a table that reads back: money and times exact, commas, quotes and line ends kept", async () => {
		const awkward = {
			amount: 1234.5,
			cancel: { cause: "REQUESTED" as const, reason: 'They said "no",\nthen left' },
			created_at: "2026-11-21T10:30:00.123456Z",
		};
		const { text } = await exportOrders(listOf(1, 5, awkward), { format: "csv", signal, onProgress: () => {} });
		const [head, row] = readCsv(text);
		const cell = (name: string) => row?.[head?.indexOf(name) ?? -1];
		expect([cell("amount"), cell("created_at"), cell("cancel_reason"), cell("items")]).toEqual([
			"1234.50",
			"2026-11-21T10:30:00.123456Z",
			'They said "no",\nthen left',
			"2 × PROD-003 @ 34.99",
		]);
	});

	it("gives every amount back as the same number", () => {
		fc.assert(
			fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.constantFrom("USD", "JPY", "KWD", "XXX1"), (amount, currency) => {
				const digits = exactDigits(amount, currency);
				expect(Number(digits)).toBe(amount);
				expect(digits).toMatch(/^\d+(?:\.\d+)?$/);
			}),
		);
		const usd = [250, 249.9, 0.125, 1.005, 1e-7].map((amount) => exactDigits(amount, "USD"));
		expect(usd).toEqual(["250.00", "249.90", "0.125", "1.005", "0.0000001"]);
		expect([exactDigits(45_000, "JPY"), exactDigits(1.5, "KWD"), exactDigits(1.235, "KWD")]).toEqual(["45000", "1.500", "1.235"]);
	});

	it("does not let a customer's text become a spreadsheet's formula", () => {
		expect([csvCell("=1+1"), csvCell("@SUM(A1)"), csvCell('-2,"x"'), csvCell("plain")]).toEqual([
			"'=1+1",
			"'@SUM(A1)",
			'"\'-2,""x"""',
			"plain",
		]);
	});

	it("is named by when it was made", () => {
		expect(exportName("csv", Date.UTC(2026, 10, 21, 10, 30))).toBe("orders-2026-11-21T10-30-00Z.csv");
	});
});
