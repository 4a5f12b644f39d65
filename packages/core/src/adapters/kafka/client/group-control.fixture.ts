/** For tests: a consumer group as its coordinator sees it. */
import { kafkaOptions } from "../temporary-kafka.ts";
import { createClient } from "./connection.ts";
import { type Broker, createCluster, type DescribedGroup } from "./kafkajs-internals.ts";
import { KAFKA_SETTINGS } from "./settings.ts";

export interface GroupControl extends AsyncDisposable {
	describe(): Promise<DescribedGroup>;
	/** Removes a member from the group, as the coordinator does after its session timeout. */
	fence(memberId: string): Promise<void>;
}

export async function controlGroup(group: string): Promise<GroupControl> {
	const cluster = createCluster(
		createClient({ options: kafkaOptions(), settings: KAFKA_SETTINGS, report: () => {} }),
		KAFKA_SETTINGS.metadataMs,
	);
	await cluster.connect();
	const coordinator: Broker = await cluster.findGroupCoordinator({ groupId: group });
	return {
		async describe() {
			const [described] = (await coordinator.describeGroups({ groupIds: [group] })).groups;
			if (described === undefined) throw new Error(`${group} was not described`);
			return described;
		},
		async fence(memberId) {
			await coordinator.leaveGroup({ groupId: group, memberId });
		},
		[Symbol.asyncDispose]: () => cluster.disconnect(),
	};
}
