/**
 * Which member reads which partition. The same partition of several topics is assigned to the same member, so that one process sees all events
 * of an order; members get equal shares; and most partitions stay where they are when a member joins or leaves, because a partition that moves
 * loses what is not yet committed.
 */
import kafkajs, { type PartitionAssigner } from "kafkajs";
import { murmur2 } from "../../../domain/murmur2.ts";

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const NAME = "OrderdeckCoPartitioned";
const VERSION = 0;

export const coPartitioned: PartitionAssigner = ({ cluster }) => ({
	name: NAME,
	version: VERSION,
	protocol: ({ topics }) => ({ name: NAME, metadata: MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.alloc(0) }) }),
	async assign({ members }) {
		const readers = members.map(({ memberId, memberMetadata }) => ({
			memberId,
			topics: MemberMetadata.decode(memberMetadata)?.topics ?? [],
		}));
		const topics = new Set(readers.flatMap((reader) => reader.topics));
		const assignment = new Map(readers.map(({ memberId }): [string, Record<string, number[]>] => [memberId, {}]));
		for (const topic of topics) {
			const of = readers.filter((reader) => reader.topics.includes(topic)).map(({ memberId }) => memberId);
			const owners = ownersOf(of, cluster.findTopicPartitionMetadata(topic).length);
			for (const memberId of of) {
				const partitions = owners.flatMap((owner, partition) => (owner === memberId ? [partition] : []));
				Object.assign(assignment.get(memberId) ?? {}, { [topic]: partitions });
			}
		}
		return [...assignment].map(([memberId, partitions]) => ({
			memberId,
			memberAssignment: MemberAssignment.encode({ version: VERSION, assignment: partitions, userData: Buffer.alloc(0) }),
		}));
	},
});

/** The member of each partition: of those with room left, the one whose name and the partition's number have the highest hash. */
export function ownersOf(members: readonly string[], partitions: number): string[] {
	const room = new Map(members.map((member) => [member, Math.ceil(partitions / members.length)]));
	// How many members may get one more than the others.
	let larger = partitions % members.length || members.length;
	const even = Math.floor(partitions / members.length);
	return Array.from({ length: partitions }, (_, partition) => {
		const free = [...room].filter(([, left]) => left > 0).map(([member]) => member);
		const owner = free.reduce((best, member) => (weight(member, partition) > weight(best, partition) ? member : best));
		const left = (room.get(owner) ?? 0) - 1;
		room.set(owner, left);
		if (left > 0 || even * members.length === partitions) return owner;
		larger -= 1;
		// The larger shares are all assigned: the others get no more than an even one.
		if (larger === 0) for (const [member, rest] of room) if (rest > 0) room.set(member, rest - 1);
		return owner;
	});
}

function weight(member: string, partition: number): number {
	return murmur2(Buffer.from(`${partition}/${member}`)) >>> 0;
}
