import { describe, expect, it, vi } from "vitest";
import { UnreadableRecord } from "../../../ports/errors.ts";
import type { LogRecord } from "../../../ports/event-log.ts";
import { createFetchWatch } from "./fetch-watch.ts";

/** Partition 0 of a topic with the records from `earliest` to `end`; the last `open` of them belong to an open transaction. */
function watched({ earliest = 0, end = 10, open = 0, committed = undefined as number | undefined } = {}) {
	const log = { earliest, end, open, committed };
	const at = { topic: "t", partition: 0 };
	const port: Parameters<typeof createFetchWatch>[1] = {
		groupOffsets: async () => [{ ...at, committed: log.committed, owner: "m", ownership: "known" as const }],
		bounds: async (topics) => (topics.includes("t") ? [{ ...at, earliest: log.earliest, end: log.end }] : []),
		read: async ({ offset }, limit) =>
			Array.from(
				{ length: Math.max(0, Math.min(limit, log.end - log.open - offset)) },
				(_, n): LogRecord => ({ ...at, offset: offset + n, timestamp: 0, key: null, value: null, headers: {} }),
			),
	};
	const watch = createFetchWatch("g", port);
	return { log, port, watch, check: (next?: number) => watch.check([{ ...at, next }]) };
}

describe("an assigned partition", () => {
	it("with a record that is not fetched is reported at the second check", async () => {
		const { check } = watched();
		expect(await check(4)).toBeUndefined();
		expect(await check(4)).toEqual({ topic: "t", partition: 0, offset: 4 });
	});

	it("of which something was fetched between the checks is not reported", async () => {
		const { check } = watched();
		for (const next of [4, 5, 9]) expect(await check(next)).toBeUndefined();
	});

	it("at its end is not reported, until there is more", async () => {
		const { log, check } = watched();
		for (let checks = 0; checks < 3; checks += 1) expect(await check(10)).toBeUndefined();
		log.end = 11;
		expect(await check(10)).toBeUndefined();
		expect(await check(10)).toMatchObject({ offset: 10 });
	});

	it("whose records wait for the end of a transaction is not reported", async () => {
		const { check } = watched({ open: 6 });
		for (let checks = 0; checks < 3; checks += 1) expect(await check(4)).toBeUndefined();
	});

	it.each([
		["the group's commit", { committed: 3 }, 3],
		["offset 0", {}, 0],
		["the earliest record", { earliest: 5, committed: 3 }, 5],
	])("that was never fetched is expected from %s on", async (_from, log, offset) => {
		const { check } = watched(log);
		expect(await check()).toBeUndefined();
		expect(await check()).toMatchObject({ offset });
	});

	it("whose records cannot be decoded is not reported, and hides no other", async () => {
		const { port, watch } = watched();
		const [stopped, missed] = [
			{ topic: "t", partition: 0, next: 4 },
			{ topic: "u", partition: 0, next: 1 },
		];
		vi.spyOn(port, "bounds").mockResolvedValue([stopped, missed].map((at) => ({ ...at, earliest: 0, end: 10 })));
		const { read } = port;
		vi.spyOn(port, "read").mockImplementation(async (at, limit) => {
			if (at.topic === "t") throw new UnreadableRecord(at, "no such compression");
			return read(at, limit);
		});
		expect(await watch.check([stopped, missed])).toBeUndefined();
		expect(await watch.check([stopped, missed])).toMatchObject({ topic: "u", offset: 1 });
	});

	it("that had no reason to be fetched is checked twice again", async () => {
		const { watch, check } = watched();
		await check(4);
		watch.reset();
		expect(await check(4)).toBeUndefined();
		expect(await check(4)).toMatchObject({ offset: 4 });
	});
});

it("requests nothing for a member without partitions, and forgets what it knew of those it had", async () => {
	const { port, watch, check } = watched();
	const requests = [vi.spyOn(port, "groupOffsets"), vi.spyOn(port, "bounds"), vi.spyOn(port, "read")];
	expect([await watch.check([]), await watch.check([])]).toEqual([undefined, undefined]);
	for (const request of requests) expect(request).not.toHaveBeenCalled();
	await check(4);
	await watch.check([]);
	expect(await check(4)).toBeUndefined();
});
