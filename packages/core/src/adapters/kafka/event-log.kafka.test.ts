import { eventLogConformance } from "../../ports/event-log.conformance.ts";
import { temporaryKafka } from "./temporary-kafka.ts";

const OWN_RETENTION = "Kafka drops records by the topic's own retention, independent of groups";

eventLogConformance("Kafka", () => temporaryKafka(), {
	skip: [
		{ test: "drops what is old and read by every group, and goes on numbering", reason: OWN_RETENTION },
		{ test: "never drops what a group has not read, however old", reason: OWN_RETENTION },
	],
});
