/** The Kafka backend: the event log, and the log's half of a unit of work. */
import type { Clock } from "../../ports/clock.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { LogWork } from "../../ports/unit-of-work.ts";
import { systemClock } from "../system-clock.ts";
import { createBounds } from "./admin/bounds.ts";
import { createFirstSince } from "./admin/first-since.ts";
import { createGroupAdmin } from "./admin/groups.ts";
import { createReader } from "./admin/reader.ts";
import { createTopicAdmin } from "./admin/topics.ts";
import { createClusterLink } from "./client/cluster.ts";
import type { KafkaContext, KafkaOptions } from "./client/connection.ts";
import { KAFKA_SETTINGS, type KafkaSettings } from "./client/settings.ts";
import { verifyConnection } from "./client/verify.ts";
import { createGroupConsumer } from "./consumer/group-consumer.ts";
import { createMembers } from "./consumer/members.ts";
import { createAppender } from "./producer/appender.ts";
import { createLogWork } from "./producer/log-work.ts";

export interface KafkaBackend extends AsyncDisposable {
	readonly log: EventLog;
	readonly logWork: LogWork;
	/** Connects once. Throws KafkaRefused where an operator must act, StoreError UNAVAILABLE where Kafka cannot be reached. */
	verify(): Promise<void>;
}

export interface KafkaBackendDeps {
	readonly settings?: Partial<KafkaSettings>;
	readonly report?: KafkaContext["report"];
	readonly clock?: Pick<Clock, "now">;
}

/** Connects with its first use, not before. Dispose of the consumers before the backend. */
export function createKafkaBackend(
	options: KafkaOptions,
	{ settings, report = () => {}, clock = systemClock }: KafkaBackendDeps = {},
): KafkaBackend {
	const context: KafkaContext = { options, settings: { ...KAFKA_SETTINGS, ...settings }, report };
	const link = createClusterLink(context);
	const members = createMembers();
	const topics = createTopicAdmin(link);
	const bounds = createBounds(link);
	const groups = createGroupAdmin({ link, members, bounds });
	const appender = createAppender(context, link, clock);
	const read = createReader(link);
	const reading = { bounds, groupOffsets: groups.groupOffsets, read };
	return {
		log: {
			...topics,
			bounds,
			firstSince: createFirstSince(link),
			groups: groups.groups,
			groupOffsets: groups.groupOffsets,
			seek: groups.seek,
			append: (records) => appender.append(records),
			read,
			consumer: (consumer) => createGroupConsumer(context, consumer, { members, log: reading }),
			// Kafka drops old records by the topic's own retention.
			retain: async () => 0,
		},
		logWork: createLogWork({ appender, members }),
		verify: () => verifyConnection(context),
		async [Symbol.asyncDispose]() {
			await appender[Symbol.asyncDispose]();
			await link[Symbol.asyncDispose]();
		},
	};
}
