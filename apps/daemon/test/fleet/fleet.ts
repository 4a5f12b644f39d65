/** Roles in processes of their own, on a real Kafka, over one store and one payment provider that this process serves. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Role } from "@orderdeck/contracts/topics";
import { type LedgerEntry, openLedger, readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { totalsOf } from "@orderdeck/core/domain/aggregates";
import { DEFAULT_RULES } from "@orderdeck/core/domain/fraud-rules";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import type { KafkaConfig } from "../../src/backend-config.ts";
import { openKafka } from "../../src/pipeline/backend.ts";
import type { PipelineStatus } from "../../src/pipeline/pipeline.ts";
import { temporaryDir, until } from "../daemon.ts";
import { violations } from "../invariants.ts";
import { drained } from "./drained.ts";
import { freshTopics } from "./fresh-topics.ts";
import { type Call, serve } from "./remote-ports.ts";
import type { Instruction, RoleOrders } from "./role-process.ts";

const ENTRY = fileURLToPath(new URL("role-process.ts", import.meta.url));

/** The cluster under test, from the environment that `npm run test:kafka` makes. */
export function kafkaUnderTest(): { readonly kafka: KafkaConfig; readonly plaintext: readonly string[] } {
	const env = (name: string) => process.env[name] ?? "";
	const [key, secret, ca] = [env("CONFLUENT_API_KEY"), env("CONFLUENT_API_SECRET"), env("KAFKA_CA_FILE")];
	const brokers = env("KAFKA_BOOTSTRAP_SERVERS").split(",");
	return {
		kafka: { brokers, credentials: key === "" ? undefined : { key, secret }, caFile: ca === "" ? undefined : ca },
		plaintext: (env("TEST_KAFKA_PLAINTEXT") || env("KAFKA_BOOTSTRAP_SERVERS")).split(","),
	};
}

export interface FleetOptions {
	readonly seed: number;
	/** Orders a second of each producer. */
	readonly rate?: number;
	readonly paymentLatencyMs?: number;
	readonly declineRate?: number;
	/** Where the processes send their traces, as JSON; without it there are none. */
	readonly collector?: string;
}

export interface Member {
	readonly name: string;
	readonly roles: readonly Role[];
	readonly child: ChildProcess;
	/** The newest it has said. */
	status(): PipelineStatus | undefined;
	/** All it has reported on standard error. */
	reported(): string;
	/** SIGKILL. */
	kill(): Promise<void>;
	/** SIGTERM; answers the exit code. */
	stop(): Promise<number | null>;
}

export interface Fleet extends AsyncDisposable {
	readonly log: EventLog;
	readonly store: OrderStore;
	/** A process with these roles. */
	start(...roles: readonly Role[]): Member;
	members(): readonly Member[];
	/** What happens before and after each call to the store and to the provider's books. */
	faults: { before?: (call: Call) => Promise<void> | void; after?: (call: Call) => Promise<void> | void };
	/** Producers go on, or rest; resolves when they say so. They record it in the store first: while that is away they cannot. */
	produce(running: boolean): Promise<void>;
	/** Resolves when so many orders more have been delivered: all roles work. */
	flowing(orders?: number): Promise<void>;
	/** Resolves when every group has read everything, every order has come to its end and every shelf is full; rejects, and says why, when that does not come about. */
	drained(): Promise<void>;
	ledger(): readonly LedgerEntry[];
	/** What the laws find wrong. */
	violations(): Promise<string[]>;
}

/** Of a test that was given up, which has not ended its fleet. */
const left = new Set<Fleet>();

/** A fresh cluster's topics, a fresh store. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
	const { kafka, plaintext } = kafkaUnderTest();
	for (const fleet of left) await fleet[Symbol.asyncDispose]();
	await freshTopics(plaintext);
	await using scope = new AsyncDisposableStack();
	const dir = scope.use(await temporaryDir());
	const { store } = scope.use(createSqliteBackend({ dir: dir.path }));
	const books = scope.use(openLedger(dir.path));
	const { log } = scope.use(await openKafka(kafka, { clientId: "fleet", report: () => undefined }));
	const members = new Set<Member>();
	const fallen: string[] = [];
	const throwIfFallen = () => {
		if (fallen.length > 0) throw new Error(fallen.join("\n"));
	};
	let made = 0;
	scope.defer(async () => {
		await Promise.all([...members].map((member) => member.kill()));
	});
	const fleet: Omit<Fleet, keyof AsyncDisposable> = {
		log,
		store,
		faults: {},
		start(...roles) {
			made += 1;
			const orders = ordersFor(roles, { ...options, kafka, number: made });
			const member = spawnMember(orders, options.collector, (asked, code) => {
				members.delete(member);
				if (!asked) fallen.push(`${member.name} ended by itself with ${code}: ${member.reported()}`);
			});
			members.add(member);
			const { before, after } = { before: (call: Call) => fleet.faults.before?.(call), after: (call: Call) => fleet.faults.after?.(call) };
			serve(member.child, { store, ledger: books, before, after });
			return member;
		},
		members: () => [...members],
		async produce(running) {
			for (const { child } of members) child.send({ kind: "producer", running } satisfies Instruction, () => undefined);
			const heard = ({ roles, status }: Member) => !roles.includes("producer") || status()?.producer.running === running;
			await until(`producers ${running ? "go on" : "rest"}`, async () => {
				throwIfFallen();
				return [...members].every(heard);
			});
		},
		async flowing(orders = 30) {
			const delivered = async () => totalsOf(await store.aggregates()).events.SHIPMENT_DELIVERED ?? 0;
			const before = await delivered();
			const enough = async () => {
				throwIfFallen();
				return (await delivered()) >= before + orders;
			};
			await until(`${orders} orders more are delivered`, enough);
		},
		drained: () => drained({ log, store, members, throwIfFallen }),
		ledger: () => readLedger(dir.path),
		violations: () => violations({ log, store, ledger: readLedger(dir.path), atLeastOnce: true }),
	};
	const owned = scope.move();
	const opened: Fleet = Object.assign(fleet, {
		async [Symbol.asyncDispose]() {
			left.delete(opened);
			await owned.disposeAsync();
		},
	});
	left.add(opened);
	return opened;
}

function ordersFor(
	roles: readonly Role[],
	{ kafka, number, ...options }: FleetOptions & { kafka: KafkaConfig; number: number },
): RoleOrders {
	return {
		kind: "run",
		kafka,
		traces: options.collector === undefined ? undefined : { protocol: "http/json", ratio: 1, sendEveryMs: 200, queue: 32_768 },
		gateway: { latencyMs: options.paymentLatencyMs ?? 20, declineRate: options.declineRate ?? 0.05 },
		options: {
			roles,
			settings: { dispatchMs: 150, deliverMs: 200, restockDelayMs: 300, rules: DEFAULT_RULES },
			producer: { topic: "orders", rate: options.rate ?? 100, seed: options.seed + number },
			retentionMs: 3_600_000,
			version: "test",
			instance: `${roles.join("-")}-${number}`,
		},
	};
}

/** `ended` is told whether somebody had asked for it. */
function spawnMember(orders: RoleOrders, collector: string | undefined, ended: (asked: boolean, code: number | null) => void): Member {
	const child = fork(ENTRY, {
		execArgv: ["--disable-warning=ExperimentalWarning"],
		serialization: "advanced",
		env: { ...process.env, ...(collector === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: collector }) },
		stdio: ["ignore", "ignore", "pipe", "ipc"],
	});
	let status: PipelineStatus | undefined;
	let reported = "";
	child.stderr?.on("data", (chunk: Buffer) => {
		reported = (reported + chunk.toString()).slice(-20_000);
	});
	child.on("message", (message: { kind: string; status?: PipelineStatus }) => {
		if (message.kind === "status") status = message.status;
	});
	child.send(orders);
	const exited = once(child, "exit") as Promise<[number | null]>;
	let asked = false;
	void exited.then(([code]) => ended(asked, code));
	const end = async (signal: NodeJS.Signals) => {
		asked = true;
		if (child.exitCode === null && child.signalCode === null) child.kill(signal);
		return (await exited)[0];
	};
	return {
		name: orders.options.instance,
		roles: orders.options.roles,
		child,
		status: () => status,
		reported: () => reported,
		kill: async () => void (await end("SIGKILL")),
		stop: () => end("SIGTERM"),
	};
}
