/** What Kafka's Java client and kafka-python write, as our log reads it: compression, transactions, compaction; and lag over it. */
import { randomUUID } from "node:crypto";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LAG_DEFAULTS } from "../../src/live/lag.fixture.ts";
import { createLagSampler } from "../../src/live/lag-sampler.ts";
import { openKafka } from "../../src/pipeline/backend.ts";
import { kafkaUnderTest } from "../fleet/fleet.ts";
import { findControl, requireControl } from "./control.ts";
import { plainClient, produce } from "./plain-client.ts";
import { findPython, type PythonCompression } from "./python.ts";

const FORMATS: readonly PythonCompression[] = ["none", "gzip", "snappy", "lz4", "zstd"];
const run = randomUUID().slice(0, 8);
const TOPICS = {
	compressed: `compressed-${run}`,
	ended: `ended-${run}`,
	mixed: `mixed-${run}`,
	open: `open-${run}`,
	compacted: `compacted-${run}`,
};
/** A record that is so much younger than the first of a segment starts another one, in ms. */
const SEGMENT_MS = 50;
const KEYS = Array.from({ length: 50 }, (_, n) => n);

const control = findControl();
const python = await findPython();
let backend: Awaited<ReturnType<typeof openKafka>>;

/** Reads from the start what there is. */
const keysIn = async (topic: string) => (await backend.log.read({ topic, partition: 0, offset: 0 }, 1_000)).map(({ key }) => key);
const boundsOf = async (topic: string) => (await backend.log.bounds([topic]))[0];
const keysOf = (prefix: string) => KEYS.map((n) => `${prefix}-${n}`);

/** Consumes until it has these keys, and commits; returns the keys in their order, and the offset that it committed. */
async function consume(log: EventLog, topic: string, count: number) {
	const group = `group-of-${topic}`;
	await using consumer = log.consumer({ group, topics: [topic], maxRecords: 1_000, member: "reader" });
	const keys: (string | null)[] = [];
	while (keys.length < count) {
		const batch = await consumer.next(AbortSignal.timeout(60_000));
		if (batch === undefined) throw new Error(`${keys.length} of ${count} records were delivered`);
		keys.push(...batch.records.map(({ key }) => key));
		await backend.logWork.apply({ records: [], commit: { group, offsets: batch.offsets, delivery: batch.delivery } });
	}
	return { group, keys };
}

/** After samples two seconds apart for 90 s: long enough for what does not drain to be STALLED or LATE. */
async function lagOf(group: string): Promise<GroupLag | undefined> {
	let skew = 0;
	const clock = { ...systemClock, now: () => Date.now() + skew };
	const failures: unknown[] = [];
	await using sampler = createLagSampler({
		...LAG_DEFAULTS,
		log: { ...backend.log, groups: async () => [group] },
		clock,
		daemonLog: { lagFailed: (error) => void failures.push(error) },
		baseCurrency: "USD",
	});
	for (let samples = 0; samples < 45; samples += 1, skew += 2_000) await sampler.sample();
	expect(failures).toEqual([]);
	return sampler.latest()?.groups.find((each) => each.group === group);
}

/** With one start of Java for all tests. */
async function writeWithJava(): Promise<void> {
	const keys = keysOf("java").join(" ");
	const lines = [
		...FORMATS.map((format) => `send ${TOPICS.compressed} ${format} ${keysOf(`java-${format}`).join(" ")}`),
		// 26 records that end with 24 aborted ones and their marker.
		...[
			"begin t1",
			`write t1 ${TOPICS.ended} a b`,
			"commit t1",
			"begin t1",
			`write t1 ${TOPICS.ended} ${keys.split(" ").slice(0, 24).join(" ")}`,
			"abort t1",
		],
		// Two producers in turn, one of which aborts both times.
		...["begin t1", "begin t2", `write t2 ${TOPICS.mixed} x1`, `write t1 ${TOPICS.mixed} a1`, `write t2 ${TOPICS.mixed} x2`],
		...[`write t1 ${TOPICS.mixed} a2`, "abort t2", "begin t2", `write t2 ${TOPICS.mixed} x3`, "commit t1", "abort t2"],
		...["begin t1", `write t1 ${TOPICS.open} a`, "commit t1", "begin t2", `write t2 ${TOPICS.open} b c`],
	];
	const { stdout, code } = await requireControl().tool("other-producer", [], lines);
	if (code !== 0) throw new Error(stdout);
}

beforeAll(async () => {
	backend = await openKafka(kafkaUnderTest().kafka, { clientId: "batches-test", report: () => undefined });
	const { compacted, ...others } = TOPICS;
	await backend.log.ensureTopics(Object.values(others).map((topic) => ({ topic, partitions: 1 })));
	const admin = plainClient().admin();
	await admin.connect();
	const config = {
		"cleanup.policy": "compact",
		"segment.ms": String(SEGMENT_MS),
		"min.cleanable.dirty.ratio": "0.01",
		"min.compaction.lag.ms": "0",
	};
	const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
	// Not waitForLeaders: it fails on a broker that does not know the topic yet.
	await admin.createTopics({ topics: [{ topic: compacted, numPartitions: 1, configEntries }], waitForLeaders: false });
	await admin.disconnect();
	const bootstrap = process.env.TEST_KAFKA_PLAINTEXT;
	const orders = (format: string) => KEYS.map((n) => ({ order_id: `python-${format}-${n}` }));
	await Promise.all([
		control === undefined ? undefined : writeWithJava(),
		...(bootstrap === undefined || "missing" in python
			? []
			: FORMATS.map((format) => python.produce(bootstrap, TOPICS.compressed, orders(format), format))),
		(async () => {
			// By their timestamps each starts a segment of its own: the last segment is not compacted, and may otherwise hold several.
			const timestampOf = (n: number) => String(Date.now() - (12 - n) * 2 * SEGMENT_MS);
			const messageOf = (n: number) => ({ key: `k${n % 3}`, value: String(n), partition: 0, timestamp: timestampOf(n) });
			const messages = Array.from({ length: 12 }, (_, n) => messageOf(n));
			await produce(plainClient(), compacted, messages);
		})(),
	]);
});
afterAll(async () => backend[Symbol.asyncDispose]());

const writers = [
	...(control === undefined ? [] : ["java"]),
	...("missing" in python || process.env.TEST_KAFKA_PLAINTEXT === undefined ? [] : ["python"]),
];

describe.skipIf(writers.length === 0)(`batches from ${writers.join(" and ")}`, () => {
	const written = writers.flatMap((writer) => FORMATS.flatMap((format) => keysOf(`${writer}-${format}`)));

	it("are read in every compression", async () => {
		expect((await keysIn(TOPICS.compressed)).toSorted()).toEqual(written.toSorted());
	});

	it("are delivered to a group in every compression", async () => {
		expect((await consume(backend.log, TOPICS.compressed, written.length)).keys.toSorted()).toEqual(written.toSorted());
	});
});

describe.skipIf(control === undefined)("transactions of Java's producer", () => {
	it("that end a partition leave no lag: neither aborted records nor markers are waited for", async () => {
		const { group, keys } = await consume(backend.log, TOPICS.ended, 2);
		expect(keys).toEqual(["a", "b"]);
		// The broker writes the marker of a transaction after it has confirmed the commit to the producer.
		await expect.poll(() => boundsOf(TOPICS.ended)).toMatchObject({ earliest: 0, end: 28 });
		expect(await lagOf(group)).toMatchObject({ status: "OK", lag: 0, lag_seconds: 0, waiting: { orders: 0 } });
	});

	it("deliver what was committed and nothing that was aborted, where they overlap", async () => {
		expect(await keysIn(TOPICS.mixed)).toEqual(["a1", "a2"]);
		expect((await consume(backend.log, TOPICS.mixed, 2)).keys).toEqual(["a1", "a2"]);
		const { end = 0 } = (await boundsOf(TOPICS.mixed)) ?? {};
		for (let offset = 0; offset < end; offset += 1) {
			const read = (await backend.log.read({ topic: TOPICS.mixed, partition: 0, offset }, 10)).map(({ key }) => key);
			expect(["a1", "a2"].join().endsWith(read.join())).toBe(true);
		}
	});

	it("that are open hold back their records: the end is before them, and lag does not count them", async () => {
		const { group } = await consume(backend.log, TOPICS.open, 1);
		await expect.poll(() => boundsOf(TOPICS.open)).toMatchObject({ end: 2, highWatermark: 4 });
		expect(await lagOf(group)).toMatchObject({ status: "OK", lag: 0 });
		expect(await keysIn(TOPICS.open)).toEqual(["a"]);
	});
});

it("reads over what was compacted, and a group at a removed offset continues", async () => {
	const topic = TOPICS.compacted;
	const offsets = async (from: number) => (await backend.log.read({ topic, partition: 0, offset: from }, 100)).map(({ offset }) => offset);
	// The newest record of each key remains.
	await expect.poll(async () => (await offsets(0)).length).toBeLessThan(6);
	const [first = 0, ...rest] = await offsets(0);
	expect(first).toBeGreaterThan(2);
	expect([first, ...rest].at(-1)).toBe(11);
	await backend.log.seek(`group-of-${topic}`, [{ topic, partition: 0, offset: 2 }]);
	const { keys } = await consume(backend.log, topic, rest.length + 1);
	expect(new Set(keys)).toEqual(new Set(["k0", "k1", "k2"]));
});
