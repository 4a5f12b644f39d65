/** Roles in separate processes, on a real Kafka, over one store and one payment ledger that this process serves. */
import type { Role } from "@orderdeck/contracts/topics";
import { RECORD_CODECS } from "@orderdeck/core/adapters/kafka/client/record-codec";
import { type LedgerEntry, openLedger, readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import { extent } from "../../../../packages/core/test/extent.ts";
import type { KafkaConfig } from "../../src/backend-config.ts";
import { openKafka } from "../../src/pipeline/backend.ts";
import { temporaryDir, until } from "../daemon.ts";
import { violations } from "../invariants.ts";
import { drained } from "./drained.ts";
import { type Member, spawnMember } from "./member.ts";
import { type Call, serve } from "./remote-ports.ts";
import { resetCluster } from "./reset-cluster.ts";
import type { Instruction, RoleConfig } from "./role-process.ts";

/** How long a member that is killed or frozen keeps its partitions: the least that brokers allow by default. */
export const SESSION_MS = 6_000;

/** Orders a second of a producer: each costs the brokers of this machine some 40 ms of CPU time where batches are small. */
const RATE = extent(10, 100);

/** The cluster under test, from the environment that `npm run test:kafka` sets. */
export function kafkaUnderTest(): { readonly kafka: KafkaConfig; readonly plaintext: readonly string[] } {
	const env = (name: string) => process.env[name] ?? "";
	const [key, secret, ca] = [env("CONFLUENT_API_KEY"), env("CONFLUENT_API_SECRET"), env("KAFKA_CA_FILE")];
	const brokers = env("KAFKA_BOOTSTRAP_SERVERS").split(",");
	const recordCodec = RECORD_CODECS.find((codec) => codec === env("KAFKA_RECORD_CODEC")) ?? "fast";
	return {
		kafka: { brokers, credentials: key === "" ? undefined : { key, secret }, caFile: ca === "" ? undefined : ca, recordCodec },
		plaintext: (env("TEST_KAFKA_PLAINTEXT") || env("KAFKA_BOOTSTRAP_SERVERS")).split(","),
	};
}

/** What a process runs with. */
export interface MemberOptions {
	/** Orders a second of each producer. */
	readonly rate?: number;
	readonly paymentLatencyMs?: number;
}

export interface FleetOptions extends MemberOptions {
	readonly seed: number;
	/** Where the processes send their traces, as JSON; without it there are none. */
	readonly collector?: string;
}

export interface Fleet extends AsyncDisposable {
	readonly log: EventLog;
	readonly store: OrderStore;
	/** A process with these roles; `options` instead of the fleet's own. */
	start(roles: Role | readonly Role[], options?: MemberOptions): Member;
	members(): readonly Member[];
	/** Called before and after each call to the store and to the ledger: what they throw fails the call. */
	faults: { before?: (call: Call) => Promise<void> | void; after?: (call: Call) => Promise<void> | void };
	/** Pauses or resumes the producers; resolves when they report it. They record it in the store first: it must be available. */
	produce(running: boolean): Promise<void>;
	/** Resolves when this many more orders have been delivered: all roles work. */
	flowing(orders?: number): Promise<void>;
	/** Stops the producers' processes in an orderly way: every order they have sent is in the log. */
	stopProducers(): Promise<void>;
	/** Resolves when no record, order, shipment or delivery is pending; rejects with what is, when it makes no progress. */
	drained(): Promise<void>;
	ledger(): readonly LedgerEntry[];
	/** The invariants that do not hold. */
	violations(): Promise<string[]>;
}

/** Fleets of tests that timed out, which have not stopped them. */
const leftOver = new Set<Fleet>();

/** Empty topics and an empty store; no process yet. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
	const { kafka, plaintext } = kafkaUnderTest();
	for (const fleet of leftOver) await fleet[Symbol.asyncDispose]();
	await resetCluster(plaintext);
	await using scope = new AsyncDisposableStack();
	const dir = scope.use(await temporaryDir());
	const { store } = scope.use(createSqliteBackend({ dir: dir.path }));
	const ledger = scope.use(openLedger(dir.path));
	const { log } = scope.use(await openKafka(kafka, { clientId: "fleet", report: () => undefined }));
	const members = new Set<Member>();
	const crashes: string[] = [];
	const throwIfCrashed = () => {
		if (crashes.length > 0) throw new Error(crashes.join("\n"));
	};
	let started = 0;
	// In an orderly way: a killed member stays in its group until its session ends, and the next test would wait for that.
	scope.defer(async () => {
		await Promise.all([...members].map((member) => member.stop()));
	});
	const fleet: Omit<Fleet, keyof AsyncDisposable> = {
		log,
		store,
		faults: {},
		start(given, instead = {}) {
			const roles = typeof given === "string" ? [given] : given;
			started += 1;
			const config = configFor(roles, { ...options, ...instead, kafka, number: started });
			const member = spawnMember(config, options.collector, (requested, code) => {
				members.delete(member);
				if (!requested) crashes.push(`${member.name} exited with ${code}: ${member.reported()}`);
			});
			members.add(member);
			serve(member.child, {
				store,
				ledger,
				before: (call) => fleet.faults.before?.(call),
				after: (call) => fleet.faults.after?.(call),
			});
			return member;
		},
		members: () => [...members],
		async produce(running) {
			for (const { child } of members) child.send({ kind: "producer", running } satisfies Instruction, () => undefined);
			const reported = ({ roles, status }: Member) => !roles.includes("producer") || status()?.producer.running === running;
			await until(`the producers are ${running ? "running" : "paused"}`, async () => {
				throwIfCrashed();
				return [...members].every(reported);
			});
		},
		async stopProducers() {
			const producers = [...members].filter(({ roles }) => roles.includes("producer"));
			for (const { name, stop, reported } of producers) {
				const code = await stop();
				if (code !== 0) throw new Error(`${name} did not stop in an orderly way: exit ${code ?? "by SIGKILL"}, ${reported()}`);
			}
		},
		async flowing(orders = 10) {
			const delivered = async () => totalsOf(await store.aggregates(), "USD").events.SHIPMENT_DELIVERED ?? 0;
			const before = await delivered();
			const enough = async () => {
				throwIfCrashed();
				return (await delivered()) >= before + orders;
			};
			await until(`${orders} more orders are delivered`, enough);
		},
		drained: () => drained({ log, store, members, throwIfCrashed }),
		ledger: () => readLedger(dir.path),
		violations: () => violations({ log, store, ledger: readLedger(dir.path), atLeastOnce: true }),
	};
	const owned = scope.move();
	const opened: Fleet = Object.assign(fleet, {
		async [Symbol.asyncDispose]() {
			leftOver.delete(opened);
			await owned.disposeAsync();
		},
	});
	leftOver.add(opened);
	return opened;
}

function configFor(
	roles: readonly Role[],
	{ kafka, number, ...options }: FleetOptions & { kafka: KafkaConfig; number: number },
): RoleConfig {
	return {
		kind: "run",
		kafka,
		settings: { sessionTimeoutMs: SESSION_MS, heartbeatMs: 1_000 },
		traces: options.collector === undefined ? undefined : { protocol: "http/json", ratio: 1, sendEveryMs: 200, queue: 32_768 },
		gateway: { latencyMs: options.paymentLatencyMs ?? 20, declineRate: 0.05 },
		options: {
			roles,
			settings: { dispatchMs: 150, deliverMs: 200, restockDelayMs: 300, baseCurrency: "USD" },
			producer: { topic: "orders", rate: options.rate ?? RATE, seed: options.seed + number },
			timeZone: "UTC",
			retentionMs: 3_600_000,
			version: "test",
			instance: `${roles.join("-")}-${number}`,
		},
	};
}
