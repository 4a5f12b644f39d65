/** Groups, their offsets and their members. */
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { StoreError } from "../../../ports/errors.ts";
import type { EventLog, GroupOffset, Ownership, Position } from "../../../ports/event-log.ts";
import { type ClusterLink, unknownTopic } from "../client/cluster.ts";
import { errorTypes, isOccupied } from "../client/failure-facts.ts";
import { KafkaRefused } from "../client/failures.ts";
import type { DescribedGroup } from "../client/kafkajs-internals.ts";
import { toOffsets } from "../client/records.ts";
import type { Members } from "../consumer/members.ts";

export type GroupAdmin = Pick<EventLog, "groups" | "groupOffsets" | "seek">;

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;

const EMPTY_MS = 15_000;
const POLL_MS = 50;

export interface GroupAdminDeps {
	readonly link: ClusterLink;
	readonly members: Members;
	readonly bounds: EventLog["bounds"];
}

export function createGroupAdmin({ link, members, bounds }: GroupAdminDeps): GroupAdmin {
	async function describe(group: string): Promise<DescribedGroup | undefined> {
		try {
			return await link.use(`describing group ${group}`, async (cluster) => {
				const coordinator = await cluster.findGroupCoordinator({ groupId: group });
				return (await coordinator.describeGroups({ groupIds: [group] })).groups[0];
			});
		} catch (error) {
			// The response for a group of Kafka's newer protocol, which kafkajs does not support.
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
				// -1: never committed; kafkajs itself commits -2, "the earliest", when retention has passed the group.
				new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)] as const).filter(([, offset]) => offset >= 0)),
			]),
		);
	}

	async function groupOffsets(group: string): Promise<readonly GroupOffset[]> {
		const [described, committed] = [await describe(group), await committedOf(group)];
		const owners = ownersIn(described);
		const ownership = ownershipOf(described, owners);
		const offsets: GroupOffset[] = [];
		for (const topic of new Set([...owners.keys(), ...committed.keys()])) {
			const [owned, at] = [owners.get(topic), committed.get(topic)];
			for (const partition of await partitionsIfAny(link, topic)) {
				offsets.push({ topic, partition, committed: at?.get(partition), owner: owned?.get(partition), ownership });
			}
		}
		return offsets;
	}

	async function commitWithoutMember(group: string, positions: readonly Position[]): Promise<void> {
		try {
			await link.use(`committing for ${group}`, async (cluster) => {
				const coordinator = await cluster.findGroupCoordinator({ groupId: group });
				return coordinator.offsetCommit({ groupId: group, memberId: "", groupGenerationId: -1, topics: toOffsets(positions) });
			});
		} catch (error) {
			throw isOccupied(error) ? stillOccupied(group) : error;
		}
	}

	async function refuseOthers(group: string): Promise<void> {
		const ours = new Set(members.of(group).map(({ name }) => name));
		const others = (await describe(group))?.members.filter(({ clientId }) => !ours.has(clientId)) ?? [];
		if (others.length === 0) return;
		const names = [...new Set(others.map(({ clientId }) => clientId))].join(", ");
		throw new KafkaRefused("GROUP_HAS_MEMBERS", `${group} is read by ${names}: stop them before resetting its offsets`);
	}

	async function untilEmpty(group: string): Promise<void> {
		for (const deadline = performance.now() + EMPTY_MS; performance.now() < deadline; await sleep(POLL_MS)) {
			if (((await describe(group))?.members.length ?? 0) === 0) return;
		}
		throw stillOccupied(group);
	}

	/** Kafka refuses commits from outside for a group with members, so ours leave the group and rejoin it. */
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
			await commitWithoutMember(group, targets);
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

function stillOccupied(group: string): StoreError {
	return new StoreError("UNAVAILABLE", `${group} still has members: try again in a moment`);
}

/** Topic → partition → client id, from the members' assignments; a member without partitions still contributes its topics. */
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

const REBALANCING: ReadonlySet<string> = new Set(["PreparingRebalance", "CompletingRebalance"]);

/** `unknown` for a group of Kafka's newer protocol, and for one whose members have no assignment that can be read. */
function ownershipOf(group: DescribedGroup | undefined, owners: ReadonlyMap<string, ReadonlyMap<number, string>>): Ownership {
	if (group === undefined) return "unknown";
	if (REBALANCING.has(group.state)) return "rebalancing";
	return group.members.length === 0 || [...owners.values()].some(({ size }) => size > 0) ? "known" : "unknown";
}

/** Empty for a deleted topic: the group's offsets outlive it. */
async function partitionsIfAny(link: ClusterLink, topic: string): Promise<number[]> {
	try {
		return (await link.partitionsOf(topic)).map(({ partitionId }) => partitionId).toSorted((a, b) => a - b);
	} catch (error) {
		if (error instanceof StoreError && error.code === "UNKNOWN_TOPIC") return [];
		throw error;
	}
}
