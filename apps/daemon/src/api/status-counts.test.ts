import type { StatusCounts } from "@orderdeck/core/ports/queries/orders";
import { expect, it } from "vitest";
import { createStatusCounts } from "./status-counts.ts";

const WINDOW = { from: "2026-01-05T11:31:00.000Z", to: "2026-01-05T12:00:59.999Z" };

function subject(orders: number) {
	let now = 0;
	let reads = 0;
	const clock = { now: () => now };
	const countByStatus = async (): Promise<StatusCounts> => ({
		by_status: { PAID: orders, DELIVERED: ++reads },
		by_cause: {},
		at_least: false,
	});
	const counts = createStatusCounts({ clock, store: { countByStatus } });
	return { reads: () => reads, pass: (ms: number) => (now += ms), read: () => counts(WINDOW) };
}

it("a large range is counted once in 15 s for all consoles, another range on its own", async () => {
	const { read, pass, reads } = subject(20_001);
	const [first, second] = await Promise.all([read(), read()]);
	expect(second).toBe(first);
	pass(14_999);
	expect(await read()).toBe(first);
	pass(1);
	expect(await read()).not.toBe(first);
	expect(reads()).toBe(2);
});

it("a small range is counted whenever it is read, and only once at a time", async () => {
	const { read, reads } = subject(10);
	await Promise.all([read(), read()]);
	expect(reads()).toBe(1);
	await read();
	expect(reads()).toBe(2);
});

it("a failed count is not kept", async () => {
	let fails = true;
	const counts = createStatusCounts({
		clock: { now: () => 0 },
		store: {
			countByStatus: async () => {
				if (fails) throw new Error("unavailable");
				return { by_status: {}, by_cause: {}, at_least: false };
			},
		},
	});
	await expect(counts(WINDOW)).rejects.toThrow("unavailable");
	fails = false;
	expect(await counts(WINDOW)).toEqual({ by_status: {}, by_cause: {}, at_least: false });
});
