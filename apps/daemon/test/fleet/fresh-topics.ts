/** Leaves a cluster as it was before anything ran on it: our topics and groups are gone. */
import { deadLetterTopic, GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { Kafka, logLevel } from "kafkajs";
import { until } from "../daemon.ts";

const OURS: ReadonlySet<string> = new Set([...Object.values(TOPICS), ...Object.values(GROUPS).map(deadLetterTopic)]);

/** `brokers`: listeners that ask for no credentials. */
export async function freshTopics(brokers: readonly string[]): Promise<void> {
	const admin = new Kafka({ clientId: "fresh-topics", brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
	await admin.connect();
	try {
		const left = async () => (await admin.listTopics()).filter((topic) => OURS.has(topic));
		await until("our groups have no members", async () => {
			const { groups } = await patiently(() => admin.describeGroups(Object.values(GROUPS)));
			return groups.every(({ members }) => members.length === 0);
		});
		await patiently(async () => {
			const known = new Set((await admin.listGroups()).groups.map(({ groupId }) => groupId));
			const groups = Object.values(GROUPS).filter((group) => known.has(group));
			if (groups.length > 0) await admin.deleteGroups(groups);
		});
		await patiently(async () => {
			const topics = await left();
			if (topics.length > 0) await admin.deleteTopics({ topics });
		});
		await until("our topics are gone", async () => (await left()).length === 0);
	} finally {
		await admin.disconnect();
	}
}

/** On a busy machine coordinators move now and then; kafkajs' administrator asks the one it knew. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries += 1) {
		try {
			return await act();
		} catch (error) {
			if (tries === 20) throw error;
		}
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}
