/** For tests on a real cluster: what an administrator does, without the adapter. */
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs, { type Admin } from "kafkajs";

const DEADLINE_MS = 60_000;

/** `brokers`: listeners that require no credentials. Coordinators move now and then: each request is repeated for a few seconds. */
export async function withAdmin<T>(brokers: readonly string[], act: (admin: Admin) => Promise<T>): Promise<T> {
	const retry = { initialRetryTime: 100, maxRetryTime: 500, retries: 5 };
	const admin = new kafkajs.Kafka({ clientId: "test-admin", brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING, retry }).admin();
	await admin.connect();
	try {
		return await act(admin);
	} finally {
		await admin.disconnect();
	}
}

/**
 * Deletes those topics that exist. Resolves when no broker lists them: each applies the deletion in its own time (up to 0.2 s apart on 3.9), and one that has
 * not yet still reports the topic as existing.
 */
export async function deleteTopics(brokers: readonly string[], topics: ReadonlySet<string>): Promise<void> {
	await withAdmin(brokers, async (admin) => {
		const existing = (await admin.listTopics()).filter((topic) => topics.has(topic));
		if (existing.length > 0) await admin.deleteTopics({ topics: existing });
	});
	for (const broker of brokers) await withAdmin([broker], (admin) => untilUnlisted(admin, topics));
}

/** The client has connected to one broker, to which it sends all its requests. */
async function untilUnlisted(admin: Admin, topics: ReadonlySet<string>): Promise<void> {
	for (const deadline = performance.now() + DEADLINE_MS; ; await sleep(50)) {
		const listed = (await admin.listTopics()).filter((topic) => topics.has(topic));
		if (listed.length === 0) return;
		if (performance.now() > deadline) throw new Error(`not deleted within ${DEADLINE_MS / 1000} s: ${listed.join(", ")}`);
	}
}
