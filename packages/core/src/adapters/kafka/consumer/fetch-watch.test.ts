import { describe, expect, it } from "vitest";
import type { LogRecord } from "../../../ports/event-log.ts";
import { createFetchWatch } from "./fetch-watch.ts";

/** Partition 0 of a topic with the records from `earliest` to `end`; the last `open` of them are not to be read yet. */
function watched({ earliest = 0, end = 10, open = 0, committed = undefined as number | undefined } = {}) {
	const log = { earliest, end, open, committed };
	const at = { topic: "t", partition: 0 };
	const watch = createFetchWatch("g", {
		groupOffsets: async () => [{ ...at, committed: log.committed, owner: "m" }],
		bounds: async (topics) => (topics.includes("t") ? [{ ...at, earliest: log.earliest, end: log.end }] : []),
		read: async ({ offset }, limit) =>
			Array.from(
				{ length: Math.max(0, Math.min(limit, log.end - log.open - offset)) },
				(_, n): LogRecord => ({ ...at, offset: offset + n, timestamp: 0, key: null, value: null, headers: {} }),
			),
	});
	return { log, watch, look: (next?: number) => watch.look([{ ...at, next }]) };
}

describe("a partition that is held", () => {
	it("and of which nothing is fetched, though there is something, is told at the second look", async () => {
		const { look } = watched();
		expect(await look(4)).toBeUndefined();
		expect(await look(4)).toEqual({ topic: "t", partition: 0, offset: 4 });
	});

	it("and of which something was fetched in between is not", async () => {
		const { look } = watched();
		for (const next of [4, 5, 9]) expect(await look(next)).toBeUndefined();
	});

	it("and is at its end is not, until there is more", async () => {
		const { log, look } = watched();
		for (let looks = 0; looks < 3; looks += 1) expect(await look(10)).toBeUndefined();
		log.end = 11;
		expect(await look(10)).toBeUndefined();
		expect(await look(10)).toMatchObject({ offset: 10 });
	});

	it("and whose records wait for the end of a transaction is not", async () => {
		const { look } = watched({ open: 6 });
		for (let looks = 0; looks < 3; looks += 1) expect(await look(4)).toBeUndefined();
	});

	it.each([
		["its commit", { committed: 3 }, 3],
		["the beginning", {}, 0],
		["what retention has left", { earliest: 5, committed: 3 }, 5],
	])("and was never fetched is awaited from %s on", async (_from, log, offset) => {
		const { look } = watched(log);
		expect(await look()).toBeUndefined();
		expect(await look()).toMatchObject({ offset });
	});

	it("and that need not be fetched meanwhile is looked at twice again", async () => {
		const { watch, look } = watched();
		await look(4);
		watch.forget();
		expect(await look(4)).toBeUndefined();
		expect(await look(4)).toMatchObject({ offset: 4 });
	});
});

it("asks nothing of a member that holds nothing", async () => {
	const { watch } = watched();
	expect([await watch.look([]), await watch.look([])]).toEqual([undefined, undefined]);
});
