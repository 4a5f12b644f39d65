/** When a cluster can be used, as a client sees it. */
import kafkajs, { type Admin } from "kafkajs";

// A CommonJS module whose names Node does not see one by one.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } = kafkajs;

const OFFSETS_TOPIC = "__consumer_offsets";

/** Resolves when the cluster's metadata lists so many brokers. `alive` throws when waiting is pointless. */
export async function brokersUp(plaintext: readonly string[], count: number, alive: () => Promise<void>): Promise<void> {
	await eventually(`${count} brokers are up`, alive, () =>
		withAdmin(plaintext, async (admin) => (await admin.describeCluster()).brokers.length === count),
	);
}

/** Resolves when groups can be used: every partition of the offsets topic, created by the first request, has its leader and replicas. */
export async function groupsUsable(plaintext: readonly string[], alive: () => Promise<void>): Promise<void> {
	await eventually("consumer groups are usable", alive, () =>
		withAdmin(plaintext, async (admin) => {
			// Lets the client learn the brokers, which the next request does not by itself.
			await admin.listTopics();
			await admin.fetchOffsets({ groupId: "readiness" });
			const { topics } = await admin.fetchTopicMetadata({ topics: [OFFSETS_TOPIC] });
			const partitions = topics.flatMap((topic) => topic.partitions);
			return partitions.length > 0 && partitions.every(({ leader, replicas, isr }) => leader >= 0 && isr.length === replicas.length);
		}),
	);
}

/** Lets a user read, write and describe every topic and use every group, but create nothing. */
export async function allowUse(plaintext: readonly string[], user: string): Promise<void> {
	const rights = [
		[AclResourceTypes.TOPIC, AclOperationTypes.READ],
		[AclResourceTypes.TOPIC, AclOperationTypes.WRITE],
		[AclResourceTypes.GROUP, AclOperationTypes.READ],
		[AclResourceTypes.GROUP, AclOperationTypes.DESCRIBE],
		[AclResourceTypes.CLUSTER, AclOperationTypes.DESCRIBE],
	] as const;
	const acl = rights.map(([resourceType, operation]) => ({
		resourceType,
		resourceName: resourceType === AclResourceTypes.CLUSTER ? "kafka-cluster" : "*",
		resourcePatternType: ResourcePatternTypes.LITERAL,
		principal: `User:${user}`,
		host: "*",
		operation,
		permissionType: AclPermissionTypes.ALLOW,
	}));
	await withAdmin(plaintext, (admin) => admin.createAcls({ acl }));
}

async function withAdmin<T>(plaintext: readonly string[], use: (admin: Admin) => Promise<T>): Promise<T> {
	// Without retries of its own: the caller repeats it soon.
	const kafka = new Kafka({ brokers: [...plaintext], logLevel: logLevel.NOTHING, connectionTimeout: 2000, retry: { retries: 0 } });
	const admin = kafka.admin();
	try {
		await admin.connect();
		return await use(admin);
	} finally {
		await admin.disconnect();
	}
}

async function eventually(what: string, alive: () => Promise<void>, holds: () => Promise<boolean>): Promise<void> {
	let last: unknown;
	for (const deadline = Date.now() + 240_000; Date.now() < deadline; ) {
		await alive();
		try {
			if (await holds()) return;
		} catch (cause) {
			last = cause;
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`timed out waiting until ${what}`, { cause: last });
}
