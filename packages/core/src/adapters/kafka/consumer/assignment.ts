/**
 * What a member of a group holds: for each of its partitions the records that were fetched and are not committed, how far they were
 * delivered, and which deliveries still stand. Pure: it is told what happens, and asks nobody.
 */
import type { Batch, LogRecord, Position, TopicPartition } from "../../../ports/event-log.ts";
import type { HeldPartition } from "./fetch-watch.ts";

/** What a fetch brought for one partition. */
export interface Fetched extends TopicPartition {
	readonly records: readonly LogRecord[];
	/** The offset after the partition's last record, as the broker says. */
	readonly end: number;
}

/** A partition, from when it was assigned until it is lost. */
interface Tenure extends TopicPartition {
	/** From the last commit on, or from where this member began. */
	readonly records: LogRecord[];
	/** How many of them were delivered. */
	delivered: number;
	/** Offset that a fetch must bring next; undefined until the first. */
	expected: number | undefined;
	/** What is committed at least. */
	floor: number;
	/** Offset after the last one delivered. */
	reached: number;
	/** Changes when deliveries made so far no longer count. */
	fence: number;
}

/** The positions handed out in batches, of all members of this process. */
const deliveries = new WeakMap<Position, { readonly tenure: Tenure; readonly fence: number }>();

/** Whether the position was handed out in a batch, to whomever. */
export function wasDelivered(position: Position): boolean {
	return deliveries.has(position);
}

export class Assignment {
	#memberId: string | undefined;
	#tenures = new Map<string, Tenure>();
	#turn = 0;
	#waiting = 0;
	#waitingBytes = 0;

	/** Records fetched and not delivered. */
	get waiting(): number {
		return this.#waiting;
	}
	get waitingBytes(): number {
		return this.#waitingBytes;
	}

	/** The partitions held, each with the offset that its next fetch must bring. */
	get held(): readonly HeldPartition[] {
		return [...this.#tenures.values()].map(({ topic, partition, expected }) => ({ topic, partition, next: expected }));
	}

	/**
	 * The group has been dealt out anew. Who keeps its member id was in every generation before, so a partition that stays with it was
	 * nobody else's: it keeps its place. All others start from what is committed.
	 */
	join(memberId: string, assigned: Readonly<Record<string, readonly number[]>>): void {
		const before = memberId === this.#memberId ? this.#tenures : new Map<string, Tenure>();
		const after = new Map<string, Tenure>();
		for (const topic in assigned) {
			for (const partition of assigned[topic] ?? []) {
				const key = `${topic}/${partition}`;
				after.set(key, before.get(key) ?? newTenure(topic, partition));
			}
		}
		this.#memberId = memberId;
		this.#tenures = after;
		this.#recount();
	}

	/** This member has left, or was thrown out. */
	end(): void {
		this.#memberId = undefined;
		this.#tenures.clear();
		this.#recount();
	}

	/** False when the log has become shorter than what was read of it: it begins anew, and so does this partition. */
	accept({ topic, partition, records, end }: Fetched): boolean {
		const tenure = this.#tenures.get(`${topic}/${partition}`);
		const first = records[0];
		if (tenure === undefined || first === undefined) return true;
		const shorter = tenure.expected !== undefined && first.offset < tenure.expected && end < tenure.expected;
		if (shorter) {
			restartAt(tenure, first.offset);
			this.#recount();
		}
		if (tenure.expected === undefined) {
			tenure.floor = first.offset;
			tenure.reached = first.offset;
		}
		// After a rebalance kafkajs fetches from the committed offset on, what is here already among it.
		for (const record of records) {
			if (record.offset < (tenure.expected ?? 0)) continue;
			tenure.records.push(record);
			tenure.expected = record.offset + 1;
			this.#waiting += 1;
			this.#waitingBytes += record.value?.byteLength ?? 0;
		}
		return !shorter;
	}

	/** Up to `max` records, as even a share of each partition as there is; undefined when there are none. */
	take(max: number): Batch | undefined {
		const ready = [...this.#tenures.values()].filter((tenure) => undelivered(tenure) > 0);
		if (ready.length === 0) return undefined;
		// A batch that cannot hold a record of each partition begins with another one each time.
		this.#turn = (this.#turn + 1) % ready.length;
		const records: LogRecord[] = [];
		const offsets: Position[] = [];
		for (const [tenure, share] of sharesOf([...ready.slice(this.#turn), ...ready.slice(0, this.#turn)], max)) {
			const part = tenure.records.slice(tenure.delivered, tenure.delivered + share);
			const last = part.at(-1);
			if (last === undefined) continue;
			for (const record of part) {
				records.push(record);
				this.#waitingBytes -= record.value?.byteLength ?? 0;
			}
			this.#waiting -= part.length;
			tenure.delivered += part.length;
			tenure.reached = last.offset + 1;
			const position = { topic: tenure.topic, partition: tenure.partition, offset: tenure.reached };
			deliveries.set(position, { tenure, fence: tenure.fence });
			offsets.push(position);
		}
		return { records, offsets };
	}

	/** What was delivered and not committed will be delivered again. */
	rewind(): void {
		for (const tenure of this.#tenures.values()) {
			tenure.delivered = 0;
			tenure.reached = tenure.floor;
			tenure.fence += 1;
		}
		this.#recount();
	}

	holds({ topic, partition }: TopicPartition): boolean {
		return this.#tenures.has(`${topic}/${partition}`);
	}

	/**
	 * A position of a batch counts as long as the partition has not been lost or rewound since. One that was put together by somebody else
	 * (one record of a batch) is judged by its value.
	 */
	stands(position: Position): boolean {
		const tenure = this.#tenures.get(`${position.topic}/${position.partition}`);
		if (tenure === undefined) return false;
		const delivery = deliveries.get(position);
		if (delivery !== undefined && (delivery.tenure !== tenure || delivery.fence !== tenure.fence)) return false;
		return position.offset > tenure.floor && position.offset <= tenure.reached;
	}

	/** The positions are committed; what lies before them is forgotten. */
	committed(positions: readonly Position[]): void {
		for (const { topic, partition, offset } of positions) {
			const tenure = this.#tenures.get(`${topic}/${partition}`);
			if (tenure === undefined || offset <= tenure.floor) continue;
			const after = tenure.records.findIndex((record) => record.offset >= offset);
			const done = after < 0 ? tenure.records.length : after;
			tenure.records.splice(0, done);
			tenure.delivered = Math.max(0, tenure.delivered - done);
			tenure.floor = offset;
		}
	}

	#recount(): void {
		this.#waiting = 0;
		this.#waitingBytes = 0;
		for (const tenure of this.#tenures.values()) {
			this.#waiting += undelivered(tenure);
			for (let at = tenure.delivered; at < tenure.records.length; at += 1) this.#waitingBytes += tenure.records[at]?.value?.byteLength ?? 0;
		}
	}
}

function newTenure(topic: string, partition: number): Tenure {
	return { topic, partition, records: [], delivered: 0, expected: undefined, floor: 0, reached: 0, fence: 0 };
}

function restartAt(tenure: Tenure, offset: number): void {
	tenure.records.length = 0;
	Object.assign(tenure, { delivered: 0, expected: undefined, floor: offset, reached: offset, fence: tenure.fence + 1 });
}

function undelivered({ records, delivered }: Tenure): number {
	return records.length - delivered;
}

/** An equal share for each, and what the small ones leave to the others, in turn. */
function sharesOf(ready: readonly Tenure[], max: number): [Tenure, number][] {
	const equal = Math.max(1, Math.floor(max / ready.length));
	let left = max;
	const shares = ready.map((tenure): [Tenure, number] => {
		const share = Math.min(undelivered(tenure), equal, left);
		left -= share;
		return [tenure, share];
	});
	return shares.map(([tenure, share]) => {
		const more = Math.min(undelivered(tenure) - share, left);
		left -= more;
		return [tenure, share + more];
	});
}
