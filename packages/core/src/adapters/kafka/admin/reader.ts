/** Reads a partition without a group: fetches from its leader. */
import { StoreError, UnreadableRecord } from "../../../ports/errors.ts";
import type { EventLog, LogRecord, Position } from "../../../ports/event-log.ts";
import { type ClusterLink, unknownTopic } from "../client/cluster.ts";
import { errorTypes } from "../client/failure-facts.ts";
import type { FetchedPartition } from "../client/fetch-response.ts";
import { type Cluster, findLeader, READ_COMMITTED } from "../client/kafkajs-internals.ts";
import { toLogRecord } from "../client/records.ts";

/** About the size of an order's event, so that the lag sampler's one record does not transfer a megabyte. */
const BYTES_PER_RECORD = 2_000;
const MIN_BYTES = 16 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** Of one read. Control records and aborted transactions may fill entire fetches: 1 GB of them takes about as many of the largest. */
const FETCHES = 300;

/** Offsets without a record that can be read, from `from` to before `to`. Transactions below the last stable offset have ended: it stays so. */
interface Gap {
	readonly from: number;
	readonly to: number;
}

/** A group cannot commit past markers and aborted records at the end, so the last gap of each partition is read once and not every second. */
export function createReader(link: ClusterLink): EventLog["read"] {
	const gaps = new Map<string, Gap>();
	return async (position, limit) => {
		const name = `${position.topic}/${position.partition}`;
		const partitions = await link.partitionsOf(position.topic);
		if (!partitions.some(({ partitionId }) => partitionId === position.partition)) throw unknownTopic(name);
		const gap = gaps.get(name);
		const within = gap !== undefined && gap.from <= position.offset && position.offset < gap.to;
		const reading = new Reading(link, within ? { ...position, offset: gap.to } : position, limit);
		await reading.run();
		if (within && reading.isPastEnd) {
			// The topic was created again since.
			gaps.delete(name);
			return (await new Reading(link, position, limit).run()).finished();
		}
		if (reading.records.length === 0 && reading.next > position.offset) {
			gaps.set(name, { from: within ? gap.from : position.offset, to: reading.next });
		}
		return reading.finished();
	};
}

/** One read: fetches until there are enough records, or none are left. */
class Reading {
	readonly records: LogRecord[] = [];
	/** Where the next fetch starts. */
	next: number;
	/** The log ends before `next`. */
	isPastEnd = false;
	readonly #link: ClusterLink;
	readonly #position: Position;
	readonly #limit: number;
	#unreadable: UnreadableRecord | undefined;
	#bytes: number;
	#done = false;

	constructor(link: ClusterLink, position: Position, limit: number) {
		this.#link = link;
		this.#position = position;
		this.#limit = limit;
		this.next = position.offset;
		this.#bytes = Math.min(Math.max(limit * BYTES_PER_RECORD, MIN_BYTES), MAX_BYTES);
	}

	async run(): Promise<this> {
		for (let fetches = 0; !this.#done && fetches < FETCHES; fetches += 1) {
			const at = { ...this.#position, offset: this.next };
			const doing = `reading ${at.topic}/${at.partition}`;
			const fetched = await this.#link.use(doing, (cluster) => fetchFrom(cluster, at, this.#bytes), { topics: [at.topic] });
			if (typeof fetched === "number") this.#startAt(fetched);
			else this.#accept(fetched);
		}
		return this;
	}

	/** Throws UnreadableRecord, or UNAVAILABLE where a record was still not found. */
	finished(): readonly LogRecord[] {
		if (this.records.length > 0) return this.records;
		if (this.#unreadable !== undefined) throw this.#unreadable;
		if (!this.#done) {
			const { topic, partition, offset } = this.#position;
			throw new StoreError("UNAVAILABLE", `${topic}/${partition}: no record yet between offsets ${offset} and ${this.next}`);
		}
		return [];
	}

	/** The position is out of range. */
	#startAt(earliest: number): void {
		this.isPastEnd = earliest <= this.next;
		this.#done = this.isPastEnd;
		if (!this.#done) this.next = earliest;
	}

	#accept({ messages, lastStableOffset }: FetchedPartition): void {
		const { topic, partition } = this.#position;
		this.isPastEnd = Number(lastStableOffset) < this.next;
		const [from, count] = [this.next, this.records.length];
		for (const message of messages) {
			const offset = Number(message.offset);
			// A batch is fetched whole.
			if (offset < from) continue;
			if (message.unreadable !== undefined) {
				const { reason, timestamp, offset: first = from } = message.unreadable;
				this.#unreadable = new UnreadableRecord({ topic, partition, offset: Math.max(first, this.next) }, reason, timestamp);
				this.#done = true;
				return;
			}
			this.next = offset + 1;
			if (message.isControlRecord === true) continue;
			this.records.push(toLogRecord({ topic, partition }, message));
			if (this.records.length === this.#limit) {
				this.#done = true;
				return;
			}
		}
		if (this.next === from) this.#done = true;
		else if (this.records.length === count) this.#bytes = Math.min(this.#bytes * 2, MAX_BYTES);
	}
}

/** The earliest offset where the position is out of range. */
async function fetchFrom(cluster: Cluster, { topic, partition, offset }: Position, maxBytes: number): Promise<FetchedPartition | number> {
	const broker = await findLeader(cluster, topic, partition);
	try {
		const { responses } = await broker.fetch({
			isolationLevel: READ_COMMITTED,
			maxWaitTime: 0,
			minBytes: 0,
			maxBytes,
			topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }],
		});
		const fetched = responses[0]?.partitions[0];
		if (fetched === undefined) throw new StoreError("UNAVAILABLE", `Kafka returned nothing for ${topic}/${partition}`);
		return fetched;
	} catch (error) {
		if (!errorTypes(error).has("OFFSET_OUT_OF_RANGE")) throw error;
		const [offsets] = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning: true }]);
		return Number(offsets?.partitions[0]?.offset ?? 0);
	}
}
