/** For tests: a cluster with topic `t`, whose partitions are led by brokers that may fail, without a connection. */
import { StoreError } from "../../../ports/errors.ts";
import type { ClusterLink } from "../client/cluster.ts";
import type { FetchedPartition } from "../client/fetch-response.ts";
import type { Broker, Cluster } from "../client/kafkajs-internals.ts";
import { type FetchedMessage, placeholder } from "../client/record-batches.ts";

export interface FakePartition {
	/** -1: none. */
	leader: number;
	earliest: number;
	/** One for each offset from 0 on. */
	readonly messages: FetchedMessage[];
	/** An open transaction begins here. */
	stable?: number;
}

/** As many messages as a fetch returns. */
const FETCHED = 10;

export function fakeCluster(partitions: FakePartition[]) {
	const down = new Set<number>();
	const fetches: number[] = [];
	const stableOf = ({ stable, messages }: FakePartition) => stable ?? messages.length;

	const broker: Pick<Broker, "fetch" | "listOffsets"> = {
		async fetch({ topics }) {
			const { partition = 0, fetchOffset = "0" } = topics[0]?.partitions[0] ?? {};
			const log = partitions[partition] as FakePartition;
			const offset = Number(fetchOffset);
			fetches.push(offset);
			if (offset < log.earliest || offset > log.messages.length) throw Object.assign(new Error("range"), { type: "OFFSET_OUT_OF_RANGE" });
			const fetched: FetchedPartition = {
				partition,
				highWatermark: String(log.messages.length),
				lastStableOffset: String(stableOf(log)),
				messages: log.messages.slice(offset, Math.min(offset + FETCHED, stableOf(log))),
			};
			return { responses: [{ topicName: "t", partitions: [fetched] }] };
		},
		async listOffsets({ isolationLevel, topics }) {
			const offsetOf = (log: FakePartition, timestamp: number) =>
				timestamp === -2 ? log.earliest : isolationLevel === 1 ? stableOf(log) : log.messages.length;
			const responses = topics.map(({ topic, partitions: at }) => ({
				topic,
				partitions: at.map(({ partition, timestamp }) => ({
					partition,
					offset: String(offsetOf(partitions[partition] as FakePartition, timestamp)),
				})),
			}));
			return { responses };
		},
	};
	const metadata = () => partitions.map(({ leader }, partitionId) => ({ partitionId, leader }));
	const cluster = {
		findTopicPartitionMetadata: (topic: string) => (topic === "t" ? metadata() : []),
		async findBroker({ nodeId }: { nodeId: string | number }) {
			if (down.has(Number(nodeId))) throw new StoreError("UNAVAILABLE", `broker ${nodeId} is down`);
			return broker;
		},
		async fetchTopicsOffset() {
			return [{ topic: "t", partitions: [{ partition: 0, offset: String(partitions[0]?.earliest) }] }];
		},
	};
	const link: Pick<ClusterLink, "use" | "partitionsOf"> = {
		// What of the cluster is used here.
		use: (_doing, act) => act(cluster as unknown as Cluster),
		partitionsOf: async () => metadata(),
	};
	return { link: link as ClusterLink, partitions, down, fetches };
}

export function message(offset: number, kind: "record" | "control" | "unreadable" = "record"): FetchedMessage {
	if (kind === "control") return placeholder(offset, { isControlRecord: true });
	if (kind === "unreadable") return placeholder(offset, { unreadable: { offset, timestamp: 77, reason: "no such compression" } });
	return { key: Buffer.from(String(offset)), value: null, timestamp: "1", attributes: 0, offset: String(offset), headers: {} };
}
