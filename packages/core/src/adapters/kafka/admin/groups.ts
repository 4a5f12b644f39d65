/** Groups, their offsets and their members. */
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { StaleCommit, StoreError } from "../../../ports/errors.ts";
import type { EventLog, GroupOffset, Position } from "../../../ports/event-log.ts";
import { type ClusterLink, unknownTopic } from "../client/cluster.ts";
import { errorTypes, KafkaRefused } from "../client/failures.ts";
import type { DescribedGroup } from "../client/kafkajs-internals.ts";
import type { Members } from "../consumer/members.ts";

export type GroupAdmin = Pick<EventLog, "groups" | "groupOffsets" | "seek">;

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;

const EMPTY_MS = 15_000;
const POLL_MS = 50;

/** What a group does not do for itself. */
export interface GroupAdminDeps {
	readonly link: ClusterLink;
	readonly members: Members;
	readonly bounds: EventLog["bounds"];
}

export function createGroupAdmin({ link, members, bounds }: GroupAdminDeps): GroupAdmin {
	async function describe(group: string): Promise<DescribedGroup | undefined> {
		try {
			return await link.use(`looking at group ${group}`, async (cluster) => {
				const coordinator = await cluster.findGroupCoordinator({ groupId: group });
				return (await coordinator.describeGroups({ groupIds: [group] })).groups[0];
			});
		} catch (error) {
			// So a broker answers for a group of Kafka's newer protocol, which kafkajs does not speak.
			if (errorTypes(error).has("GROUP_ID_NOT_FOUND")) return undefined;
			throw error;
		}
	}

	async function committedOf(group: string): Promise<Map<string, Map<number, number>>> {
		const { responses } = await link.use(`reading the offsets of ${group}`, async (cluster) => {
			const coordinator = await cluster.findGroupCoordinator({ groupId: group });
			return coordinator.offsetFetch({ groupId: group, topics: [] });
		});
		return new Map(
			responses.map(({ topic, partitions }) => [
				topic,
				// -1 is "never"; kafkajs itself commits -2, "the earliest", when retention has passed the group.
				new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)] as const).filter(([, offset]) => offset >= 0)),
			]),
		);
	}

	async function groupOffsets(group: string): Promise<readonly GroupOffset[]> {
		const [described, committed] = [await describe(group), await committedOf(group)];
		const owners = ownersIn(described);
		const offsets: GroupOffset[] = [];
		for (const topic of new Set([...owners.keys(), ...committed.keys()])) {
			const [owned, at] = [owners.get(topic), committed.get(topic)];
			for (const partition of await partitionsIfAny(link, topic)) {
				offsets.push({ topic, partition, committed: at?.get(partition), owner: owned?.get(partition) });
			}
		}
		return offsets;
	}

	async function commitForNobody(group: string, positions: readonly Position[]): Promise<void> {
		const byTopic = [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, of]) => ({
			topic,
			partitions: of.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
		}));
		try {
			await link.use(`committing for ${group}`, async (cluster) => {
				const coordinator = await cluster.findGroupCoordinator({ groupId: group });
				return coordinator.offsetCommit({ groupId: group, memberId: "", groupGenerationId: -1, topics: byTopic });
			});
		} catch (error) {
			const taken = ["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "REBALANCE_IN_PROGRESS"].some((type) => errorTypes(error).has(type));
			if (taken && positions[0] !== undefined) throw new StaleCommit(group, positions[0]);
			throw error;
		}
	}

	async function refuseOthers(group: string): Promise<void> {
		const ours = new Set(members.of(group).map(({ name }) => name));
		const others = (await describe(group))?.members.filter(({ clientId }) => !ours.has(clientId)) ?? [];
		if (others.length === 0) return;
		const names = [...new Set(others.map(({ clientId }) => clientId))].join(", ");
		throw new KafkaRefused("GROUP_HAS_MEMBERS", `${group} is being read by ${names}: stop these before its offsets are reset`);
	}

	async function untilEmpty(group: string): Promise<void> {
		for (const deadline = performance.now() + EMPTY_MS; performance.now() < deadline; await sleep(POLL_MS)) {
			if (((await describe(group))?.members.length ?? 0) === 0) return;
		}
		throw new StoreError("UNAVAILABLE", `${group} still has members: try again in a moment`);
	}

	/** Kafka lets nobody commit for a group that is being read, so our own members leave, and come back. */
	async function seek(group: string, positions: readonly Position[]): Promise<void> {
		if (positions.length === 0) return;
		const known = new Map(
			(await bounds([...new Set(positions.map(({ topic }) => topic))])).map((bound) => [`${bound.topic}/${bound.partition}`, bound]),
		);
		const targets = positions.map((position) => {
			const bound = known.get(`${position.topic}/${position.partition}`);
			if (bound === undefined) throw unknownTopic(`${position.topic}/${position.partition}`);
			return { ...position, offset: Math.min(Math.max(position.offset, bound.earliest), bound.end) };
		});
		await refuseOthers(group);
		const local = members.of(group);
		try {
			await Promise.all(local.map((member) => member.suspend()));
			await untilEmpty(group);
			await commitForNobody(group, targets);
		} finally {
			for (const member of local) member.resume();
		}
	}

	return {
		async groups() {
			const listed = await link.use("listing groups", async (cluster) => {
				await cluster.refreshMetadata();
				const brokers = await Promise.all(cluster.getNodeIds().map((nodeId) => cluster.findBroker({ nodeId })));
				return Promise.all(brokers.map((broker) => broker.listGroups()));
			});
			return [...new Set(listed.flatMap(({ groups }) => groups.map(({ groupId }) => groupId)))];
		},
		groupOffsets,
		seek,
	};
}

/** Topic → partition → client id, from what the members were given; a member without partitions still names its topics. */
function ownersIn(group: DescribedGroup | undefined): Map<string, Map<number, string>> {
	const owners = new Map<string, Map<number, string>>();
	const of = (topic: string) => {
		const known = owners.get(topic) ?? new Map<number, string>();
		owners.set(topic, known);
		return known;
	};
	for (const { clientId, memberMetadata, memberAssignment } of group?.members ?? []) {
		if (memberMetadata.length > 0) for (const topic of MemberMetadata.decode(memberMetadata)?.topics ?? []) of(topic);
		const assignment = memberAssignment.length > 0 ? (MemberAssignment.decode(memberAssignment)?.assignment ?? {}) : {};
		for (const topic in assignment) for (const partition of assignment[topic] ?? []) of(topic).set(partition, clientId);
	}
	return owners;
}

/** None for a topic that was deleted: the group's offsets outlive it. */
async function partitionsIfAny(link: ClusterLink, topic: string): Promise<number[]> {
	try {
		return (await link.partitionsOf(topic)).map(({ partitionId }) => partitionId).toSorted((a, b) => a - b);
	} catch (error) {
		if (error instanceof StoreError && error.code === "UNKNOWN_TOPIC") return [];
		throw error;
	}
}
