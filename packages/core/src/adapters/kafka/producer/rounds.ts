/** How records to send are split into requests: kafkajs creates one record batch per partition and request. */

/** Of a record batch. Brokers accept 1 MB (max.message.bytes) unless configured otherwise; headers and frames need room too. */
export const BATCH_BYTES = 900_000;
/** Of a record batch. kafkajs copies the list for each message added to it. */
const BATCH_RECORDS = 1_000;
/** Of a request. */
const ROUND_BYTES = 8 * 1024 * 1024;

export interface Line {
	readonly topic: string;
	readonly partition: number;
	readonly bytes: number;
}

interface Load {
	round: number;
	bytes: number;
	count: number;
}

/** Splits the lines into rounds, to be sent one after the other. A partition's lines keep their order; one that is too large is alone. */
export function splitIntoRounds<T extends Line>(lines: readonly T[]): T[][] {
	const rounds: T[][] = [];
	const roundBytes: number[] = [];
	const loads = new Map<string, Load>();
	for (const line of lines) {
		const key = `${line.topic}/${line.partition}`;
		const load = loads.get(key) ?? { round: 0, bytes: 0, count: 0 };
		loads.set(key, load);
		const full = load.count > 0 && (load.bytes + line.bytes > BATCH_BYTES || load.count >= BATCH_RECORDS);
		if (full) Object.assign(load, { round: load.round + 1, bytes: 0, count: 0 });
		while ((roundBytes[load.round] ?? 0) > 0 && (roundBytes[load.round] ?? 0) + line.bytes > ROUND_BYTES) {
			Object.assign(load, { round: load.round + 1, bytes: 0, count: 0 });
		}
		load.bytes += line.bytes;
		load.count += 1;
		roundBytes[load.round] = (roundBytes[load.round] ?? 0) + line.bytes;
		const round = rounds[load.round];
		if (round === undefined) rounds[load.round] = [line];
		else round.push(line);
	}
	// A line may have skipped a round that stayed empty.
	return rounds.filter((round) => round !== undefined);
}
