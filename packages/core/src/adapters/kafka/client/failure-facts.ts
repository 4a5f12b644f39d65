/** What a failure of kafkajs consists of, wherever in its chain of causes that is. */
import kafkajs from "kafkajs";

export interface FailureFacts {
	readonly broker: string | undefined;
	/** Kafka's own error codes: `NOT_LEADER_FOR_PARTITION`. */
	readonly types: ReadonlySet<string>;
	/** Node's and OpenSSL's: `ECONNREFUSED`. */
	readonly codes: ReadonlySet<string>;
	/** kafkajs' class names. */
	readonly names: ReadonlySet<string>;
	/** Of the innermost cause, which is the most specific. */
	readonly text: string;
}

export function factsOf(error: unknown): FailureFacts {
	const chain = [...causesOf(error)];
	const every = (key: string) => new Set(chain.map((each) => Reflect.get(each, key)).filter((value) => typeof value === "string"));
	const [broker] = every("broker");
	return { broker, types: every("type"), codes: every("code"), names: every("name"), text: chain.at(-1)?.message ?? String(error) };
}

/** Kafka's error codes, from anywhere in the chain. */
export function errorTypes(error: unknown): ReadonlySet<string> {
	return factsOf(error).types;
}

/** The error, its causes and, of an aggregate, each. Bounded: a cause may lead back. */
function causesOf(error: unknown): Set<Error> {
	const found = new Set<Error>();
	const visit = (each: unknown): void => {
		if (!(each instanceof Error) || found.has(each)) return;
		found.add(each);
		const nested = Reflect.get(each, "errors");
		if (Array.isArray(nested)) nested.forEach(visit);
		visit(each.cause);
	};
	visit(error);
	return found;
}

function hasType(error: unknown, types: ReadonlySet<string>): boolean {
	return [...errorTypes(error)].some((type) => types.has(type));
}

/** Leadership moves, coordinators load: over within a second or so. */
const MOVING = new Set([
	"NOT_LEADER_FOR_PARTITION",
	"LEADER_NOT_AVAILABLE",
	"FENCED_LEADER_EPOCH",
	"UNKNOWN_LEADER_EPOCH",
	"REPLICA_NOT_AVAILABLE",
	"NOT_COORDINATOR_FOR_GROUP",
	"GROUP_COORDINATOR_NOT_AVAILABLE",
	"GROUP_LOAD_IN_PROGRESS",
	"NOT_CONTROLLER",
]);

/** A partition's leader or a group's coordinator is changing. */
export function isMoving(error: unknown): boolean {
	return hasType(error, MOVING);
}

const FENCED = new Set(["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "NOT_COORDINATOR_FOR_GROUP"]);

/**
 * The group has continued without the member, or on another coordinator. kafkajs detects it by its heartbeats, within seconds; not by a
 * commit, and not while the machine's clock is behind its previous value, when it sends no heartbeats.
 */
export function isFenced(error: unknown): boolean {
	return hasType(error, FENCED);
}

const OCCUPIED = new Set(["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "REBALANCE_IN_PROGRESS"]);

/** A commit without a member was refused, because the group has members. */
export function isOccupied(error: unknown): boolean {
	return hasType(error, OCCUPIED);
}

/** The failures of a request about several topics, each with its topic where kafkajs names it. */
export function failuresByTopic(error: unknown): readonly { readonly topic: string | undefined; readonly error: unknown }[] {
	const failures: readonly unknown[] = error instanceof kafkajs.KafkaJSAggregateError ? error.errors : [error];
	return failures.map((each) => {
		const topic: unknown = each instanceof Error ? Reflect.get(each, "topic") : undefined;
		return { topic: typeof topic === "string" ? topic : undefined, error: each };
	});
}
