/** For tests: faults of kafkajs that cannot be caused through its interface. */
import kafkajs from "kafkajs";
// @ts-expect-error: without types
import ConsumerGroup from "kafkajs/src/consumer/consumerGroup.js";

type Assigned = { topic: string; partitions: number[] }[];

/** The methods that are replaced. */
interface Group {
	filterPartitionsByNode(this: unknown, node: number, assigned: Assigned): Assigned;
	commitOffsets(this: unknown, offsets: unknown): Promise<void>;
}
const group = ConsumerGroup.prototype as Group;

/** The first member that fetches from now on does not fetch the partition, for as long as its session lasts (kafkajs #659, #1456). */
export function omitFetchesOf(partition: number): Disposable {
	const original = group.filterPartitionsByNode;
	let faulty: unknown;
	group.filterPartitionsByNode = function (node, assigned) {
		faulty ??= this;
		const all = original.call(this, node, assigned);
		return this === faulty ? all.map((each) => ({ ...each, partitions: each.partitions.filter((other) => other !== partition) })) : all;
	};
	return {
		[Symbol.dispose]() {
			group.filterPartitionsByNode = original;
		},
	};
}

/** The next commit of this process receives no response; `commits` counts all of them. */
export function loseNextCommit(): Disposable & { readonly commits: () => number } {
	const original = group.commitOffsets;
	let commits = 0;
	group.commitOffsets = function (offsets) {
		commits += 1;
		return commits === 1 ? new Promise(() => {}) : original.call(this, offsets);
	};
	return {
		commits: () => commits,
		[Symbol.dispose]() {
			group.commitOffsets = original;
		},
	};
}

/** Batches that are compressed with gzip cannot be decoded. For clients that exist. */
export function decompressNothing(): Disposable {
	const { CompressionCodecs: codecs, CompressionTypes: types } = kafkajs;
	const { [types.GZIP]: original } = codecs;
	codecs[types.GZIP] = () => ({ ...original(), decompress: () => Promise.reject(new Error("not now")) });
	return {
		[Symbol.dispose]() {
			codecs[types.GZIP] = original;
		},
	};
}
