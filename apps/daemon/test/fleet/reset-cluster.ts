/** Deletes the product's topics and groups from a cluster, as if nothing had run on it yet. */
import { deadLetterTopic, GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { type Admin, Kafka, logLevel } from "kafkajs";
import { until } from "../daemon.ts";

const OURS: ReadonlySet<string> = new Set([...Object.values(TOPICS), ...Object.values(GROUPS).map(deadLetterTopic)]);

/** `brokers`: listeners that require no credentials. Waits until the groups have no members. */
export async function resetCluster(brokers: readonly string[]): Promise<void> {
	// Coordinators move now and then: each operation is repeated until it succeeds.
	const retry = { initialRetryTime: 100, maxRetryTime: 500, retries: 5 };
	const admin = new Kafka({ clientId: "reset-cluster", brokers: [...brokers], logLevel: logLevel.NOTHING, retry }).admin();
	await admin.connect();
	try {
		await until("the groups have no members and are deleted", () => succeeds(() => deleteGroups(admin)));
		await until("the topics are deleted", () => succeeds(() => deleteTopics(admin)));
	} finally {
		await admin.disconnect();
	}
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

async function deleteTopics(admin: Admin): Promise<boolean> {
	const topics = (await admin.listTopics()).filter((topic) => OURS.has(topic));
	if (topics.length > 0) await admin.deleteTopics({ topics });
	return topics.length === 0;
}

async function succeeds(act: () => Promise<boolean>): Promise<boolean> {
	return await act().catch(() => false);
}
