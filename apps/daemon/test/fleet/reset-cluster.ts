/** Deletes the product's topics and groups from a cluster, as if nothing had run on it yet. */
import { deadLetterTopic, GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import type { Admin } from "kafkajs";
import { deleteTopics, withAdmin } from "../../../../packages/core/test/kafka-admin.ts";
import { until } from "../daemon.ts";

const OURS: ReadonlySet<string> = new Set([...Object.values(TOPICS), ...Object.values(GROUPS).map(deadLetterTopic)]);

/** `brokers`: listeners that require no credentials. Waits until the groups have no members. */
export async function resetCluster(brokers: readonly string[]): Promise<void> {
	await withAdmin(brokers, (admin) => until("the groups have no members and are deleted", () => succeeds(() => deleteGroups(admin))));
	await until("the topics are deleted", () =>
		succeeds(async () => {
			await deleteTopics(brokers, OURS);
			return true;
		}),
	);
}

async function deleteGroups(admin: Admin): Promise<boolean> {
	const known = new Set((await admin.listGroups()).groups.map(({ groupId }) => groupId));
	const ours = Object.values(GROUPS).filter((group) => known.has(group));
	if (ours.length === 0) return true;
	const { groups } = await admin.describeGroups(ours);
	if (groups.some(({ members }) => members.length > 0)) return false;
	await admin.deleteGroups(ours);
	return true;
}

async function succeeds(act: () => Promise<boolean>): Promise<boolean> {
	return await act().catch(() => false);
}
