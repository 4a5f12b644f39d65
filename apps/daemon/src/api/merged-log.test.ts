/** Partitions read as one list, over random logs: with gaps, equal times, filters, starts, page sizes and limits. */
import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { EventLog, LogRecord } from "@orderdeck/core/ports/event-log";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareEntries, type Entry, type LaneBounds, type LanePosition, readMerged } from "./merged-log.ts";

const AMPLE = { records: 1_000_000, ms: 1_000 };

/** Records of a partition, by offset; `gap` offsets without a record are before each, and some after the last. */
interface Partition {
	readonly topic: string;
	readonly partition: number;
	readonly records: readonly { readonly gap: number; readonly wait: number; readonly size: number }[];
	readonly markers: number;
}

const partitions: fc.Arbitrary<Partition[]> = fc.uniqueArray(
	fc.record({
		topic: fc.constantFrom("orders", "payments", "shipping"),
		partition: fc.nat(2),
		records: fc.array(fc.record({ gap: fc.nat(2), wait: fc.nat(2), size: fc.constantFrom(0, 1, 300_000) }), { maxLength: 20 }),
		markers: fc.nat(2),
	}),
	{ selector: ({ topic, partition }) => `${topic}/${partition}`, maxLength: 6 },
);

function recordsOf({ topic, partition, records }: Partition): LogRecord[] {
	let [offset, timestamp] = [-1, 0];
	return records.map(({ gap, wait, size }) => {
		offset += gap + 1;
		timestamp += wait;
		return { topic, partition, offset, timestamp, key: null, value: new Uint8Array(size), headers: {} };
	});
}

function logOf(records: readonly LogRecord[], unreadable: readonly LogRecord[] = []): Pick<EventLog, "read"> {
	return {
		async read({ topic, partition, offset }, limit) {
			const from = records.filter((each) => each.topic === topic && each.partition === partition && each.offset >= offset);
			const fault = from.findIndex((each) => unreadable.includes(each));
			if (fault === 0) throw new UnreadableRecord({ topic, partition, offset: from[0]?.offset ?? 0 }, "damaged", from[0]?.timestamp);
			return from.slice(0, Math.min(limit, fault < 0 ? limit : fault));
		},
	};
}

function boundsOf(all: readonly Partition[], start = 0): LaneBounds[] {
	return all.map((each) => {
		const last = recordsOf(each).at(-1)?.offset ?? -1;
		return { topic: each.topic, partition: each.partition, offset: start, stopped: false, end: last + 1 + each.markers };
	});
}

const placeOf = ({ topic, partition, offset }: { topic: string; partition: number; offset: number }) => `${topic}/${partition}@${offset}`;
const rowOf = (entry: Entry) => ("record" in entry ? placeOf(entry) : `fault ${placeOf(entry)}`);

interface Paging {
	readonly rows: number;
	readonly records: number;
	readonly rowOf: (entry: Entry) => string | undefined;
}

/** Every page from the bounds on, until the end. */
async function pagesOf(log: Pick<EventLog, "read">, bounds: readonly LaneBounds[], paging: Paging): Promise<string[][]> {
	const pages: string[][] = [];
	let next: readonly LanePosition[] = bounds;
	for (let end = false; !end; ) {
		const lanes = bounds.map((bound, place) => ({ ...bound, ...next[place] }));
		const page = await readMerged({ log, now: () => 0 }, lanes, { ms: 1_000, ...paging });
		expect(page.rows.length).toBeLessThanOrEqual(paging.rows);
		expect(page.end || page.until !== undefined).toBe(true);
		({ next, end } = page);
		pages.push([...page.rows]);
	}
	return pages;
}

describe("partitions read as one list", () => {
	it("page by page are the sorted log from the start, filtered, with nothing left out or returned twice", async () => {
		const paging = fc.record({ rows: fc.integer({ min: 1, max: 12 }), records: fc.integer({ min: 1, max: 40 }) });
		await fc.assert(
			fc.asyncProperty(partitions, paging, fc.nat(8), fc.integer({ min: 1, max: 3 }), async (all, limits, start, every) => {
				const records = all.flatMap(recordsOf);
				const matches = ({ offset }: { offset: number }) => offset % every === 0;
				const pages = await pagesOf(logOf(records), boundsOf(all, start), {
					...limits,
					rowOf: (entry) => (matches(entry) ? rowOf(entry) : undefined),
				});
				const expected = records.filter((each) => each.offset >= start && matches(each)).toSorted(compareEntries);
				expect(pages.flat()).toEqual(expected.map(placeOf));
			}),
		);
	});

	it("keep the order of their records where the clock was set back", async () => {
		const at = (partition: number, offset: number, timestamp: number): LogRecord => ({
			...{ topic: "orders", partition, offset, timestamp },
			...{ key: null, value: null, headers: {} },
		});
		const records = [at(0, 0, 9), at(0, 1, 2), at(1, 0, 5)];
		const bounds = [0, 1].map((partition) => ({ topic: "orders", partition, offset: 0, stopped: false, end: 2 - partition }));
		for (const rows of [1, 2, 50]) {
			const pages = await pagesOf(logOf(records), bounds, { rows, records: 100, rowOf });
			expect(pages.flat()).toEqual(["orders/1@0", "orders/0@0", "orders/0@1"]);
		}
	});

	it("end where a record cannot be read, once, and the others continue", async () => {
		await fc.assert(
			fc.asyncProperty(partitions, fc.nat(30), fc.integer({ min: 1, max: 5 }), async (all, which, rows) => {
				const records = all.flatMap(recordsOf);
				const fault = records[which % Math.max(1, records.length)];
				const pages = await pagesOf(logOf(records, fault === undefined ? [] : [fault]), boundsOf(all), { rows, records: 1_000, rowOf });
				const isAfter = (each: LogRecord) =>
					each.topic === fault?.topic && each.partition === fault.partition && each.offset > fault.offset;
				const expected = records.filter((each) => !isAfter(each)).toSorted(compareEntries);
				expect(pages.flat()).toEqual(expected.map((each) => (each === fault ? `fault ${placeOf(each)}` : placeOf(each))));
			}),
		);
	});
});

describe("a record that cannot be read", () => {
	const orders = { topic: "orders", partition: 0, markers: 0, records: Array.from({ length: 3 }, () => ({ gap: 0, wait: 5, size: 1 })) };
	const payments = { ...orders, topic: "payments" };
	const records = [orders, payments].flatMap(recordsOf);
	const bounds = boundsOf([orders, payments]);
	const faultOf = (timestamp: number | undefined): Pick<EventLog, "read"> => ({
		async read(position, limit) {
			if (position.topic === "payments") throw new UnreadableRecord({ topic: "payments", partition: 0, offset: 0 }, "damaged", timestamp);
			return logOf(records).read(position, limit);
		},
	});
	const read = (log: Pick<EventLog, "read">, from: readonly LanePosition[] = bounds) =>
		readMerged(
			{ log, now: () => 0 },
			bounds.map((bound, place) => ({ ...bound, ...from[place] })),
			{ rows: 50, ...AMPLE, rowOf },
		);

	it("is tried again with each reading, listed once, and continued from when it can be read", async () => {
		const broken = logOf(
			records,
			records.filter(({ topic, offset }) => topic === "payments" && offset === 1),
		);
		const first = await read(broken);
		expect(first.rows).toEqual(["orders/0@0", "payments/0@0", "orders/0@1", "fault payments/0@1", "orders/0@2"]);
		const again = await read(broken, first.next);
		expect([again.rows, again.end, again.next]).toEqual([[], true, first.next]);
		const healed = await read(logOf(records), again.next);
		expect([healed.rows, healed.end]).toEqual([["payments/0@1", "payments/0@2"], true]);
	});

	it.each([undefined, -1, 9e15])(
		"comes first where its time is damaged too (%s), and the list claims no time for it",
		async (timestamp) => {
			const page = await read(faultOf(timestamp));
			expect(page.rows).toEqual(["fault payments/0@0", "orders/0@0", "orders/0@1", "orders/0@2"]);
			expect(page.until).toBe(15);
			const only = await readMerged({ log: faultOf(timestamp), now: () => 0 }, bounds.slice(1), { rows: 50, ...AMPLE, rowOf });
			expect([only.rows, only.until, only.end]).toEqual([["fault payments/0@0"], undefined, true]);
		},
	);
});

describe("one reading", () => {
	const long = { topic: "orders", partition: 0, markers: 0, records: Array.from({ length: 3_000 }, () => ({ gap: 0, wait: 1, size: 1 })) };
	const lanes = boundsOf([long]);

	it("stops after so many records where nothing matches, and continues from there", async () => {
		const page = await readMerged({ log: logOf(recordsOf(long)), now: () => 0 }, lanes, {
			...{ rows: 10, records: 500, ms: 1_000 },
			rowOf: () => undefined,
		});
		expect([page.rows, page.end]).toEqual([[], false]);
		expect(page.next[0]?.offset).toBeGreaterThanOrEqual(500);
		expect(page.next[0]?.offset).toBeLessThan(500 + 256);
	});

	it("stops when its time is over, and has made progress however slow the log is", async () => {
		let now = 0;
		const slow = { now: () => (now += 600), log: logOf(recordsOf(long)) };
		const page = await readMerged(slow, lanes, { rows: 1_000, ...AMPLE, rowOf });
		expect(page.rows.length).toBeGreaterThan(0);
		expect([page.rows.length < 3_000, page.end, page.next[0]?.offset]).toEqual([true, false, page.rows.length]);
	});

	it("lets other work have its turn, however little the log makes it wait", async () => {
		let turns = 0;
		let isRead = false;
		const other = () => {
			turns += 1;
			if (!isRead) setImmediate(other);
		};
		setImmediate(other);
		await readMerged({ log: logOf(recordsOf(long)), now: () => 0 }, lanes, { rows: 10, ...AMPLE, rowOf: () => undefined });
		isRead = true;
		expect(turns).toBeGreaterThan(10);
	});

	it("reads large records in small numbers", async () => {
		const large = { ...long, records: Array.from({ length: 64 }, () => ({ gap: 0, wait: 1, size: 300_000 })) };
		const log = logOf(recordsOf(large));
		const limits: number[] = [];
		const read: EventLog["read"] = (position, limit) => {
			limits.push(limit);
			return log.read(position, limit);
		};
		await readMerged({ log: { read }, now: () => 0 }, boundsOf([large]), { rows: 64, ...AMPLE, rowOf });
		expect(Math.max(...limits)).toBeLessThanOrEqual(4);
	});
});
