/** Replaces kafkajs' decoder of fetch responses by one that decodes each partition by itself; see record-batches.ts. */
// @ts-expect-error: without types
import Decoder from "kafkajs/src/protocol/decoder.js";
// @ts-expect-error: without types
import fetchResponse from "kafkajs/src/protocol/requests/fetch/v11/response.js";
import { decodedBatches } from "./decoded-batches.ts";
import { type AbortedTransaction, decodeBatches, type FetchedMessage, placeholder } from "./record-batches.ts";

/** What a fetch returns for one partition. Records of aborted transactions are not among the messages. */
export interface FetchedPartition {
	readonly partition: number;
	readonly highWatermark: string;
	readonly lastStableOffset: string;
	readonly messages: readonly FetchedMessage[];
}

/** Of kafkajs' decoder, what is used here. */
interface Reader {
	readInt16(): number;
	readInt32(): number;
	readInt64(): bigint;
	readString(): string;
	readBytes(): Buffer | null;
	readArray<T>(read: (from: Reader) => T): T[];
	readArrayAsync<T>(read: (from: Reader) => Promise<T>): Promise<T[]>;
}

/** Errors of one partition that say nothing about the others, and that fetching metadata again does not change. */
const BROKEN: ReadonlyMap<number, string> = new Map([
	[-1, "UNKNOWN"],
	[2, "CORRUPT_MESSAGE"],
]);
/** Not below any offset that a fetch requests. */
const LAST_OFFSET = "9223372036854775807";

/** For brokers from 2.3 on, which kafkajs reads with this version of the response. */
export function decodePartitionsApart(): void {
	if (typeof fetchResponse.decode !== "function") throw new TypeError("this kafkajs is not 2.2.4: it decodes fetches elsewhere");
	fetchResponse.decode = decodeFetch;
}

async function decodeFetch(bytes: Buffer) {
	const response: Reader = new Decoder(bytes);
	// The broker does not wait after it has sent the response: the client does.
	const clientSideThrottleTime = response.readInt32();
	const errorCode = response.readInt16();
	const sessionId = response.readInt32();
	const responses = await response.readArrayAsync(async (from) => {
		const topicName = from.readString();
		return { topicName, partitions: await from.readArrayAsync((each) => decodePartition(topicName, each)) };
	});
	return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

async function decodePartition(
	topic: string,
	from: Reader,
): Promise<FetchedPartition & { readonly errorCode: number; readonly preferredReadReplica: number }> {
	const partition = from.readInt32();
	const errorCode = from.readInt16();
	const highWatermark = from.readInt64().toString();
	const lastStableOffset = from.readInt64().toString();
	// The log's start.
	from.readInt64();
	const aborted = from.readArray(transactionOf);
	const preferredReadReplica = from.readInt32();
	const records = from.readBytes() ?? Buffer.alloc(0);
	const error = BROKEN.get(errorCode);
	const reason = `its broker cannot read it (${error})`;
	return {
		partition,
		errorCode: error === undefined ? errorCode : 0,
		highWatermark,
		lastStableOffset,
		preferredReadReplica,
		messages:
			error === undefined
				? await decodeBatches(records, aborted, (batch) => decodedBatches.decode({ topic, partition }, batch))
				: [placeholder(LAST_OFFSET, { unreadable: { offset: undefined, timestamp: undefined, reason } })],
	};
}

function transactionOf(from: Reader): AbortedTransaction {
	return { producerId: from.readInt64().toString(), firstOffset: from.readInt64().toString() };
}
