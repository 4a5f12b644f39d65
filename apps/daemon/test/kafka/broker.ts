/** One broker of the test cluster: its settings and its process. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificates } from "./certificates.ts";
import type { Jars } from "./jars.ts";
import { hasClasses, keepClasses, runJava, spawnJava } from "./java-process.ts";

export interface BrokerPorts {
	readonly secure: number;
	readonly plaintext: number;
	readonly controller: number;
}
export interface Credentials {
	readonly key: string;
	readonly secret: string;
}
/** What all brokers of a cluster share. `users`: the first has all rights. */
export interface ClusterPlan {
	readonly id: string;
	readonly dir: string;
	readonly jars: Jars;
	readonly certificates: Certificates;
	readonly users: readonly [Credentials, ...Credentials[]];
	readonly ports: ReadonlyMap<number, BrokerPorts>;
}

export interface BrokerProcess {
	readonly id: number;
	readonly running: boolean;
	/** Creates its data directory. */
	format(): Promise<void>;
	spawn(): void;
	/** Sends the signal and waits for the exit; SIGKILL when it takes longer than ten seconds. */
	end(signal: NodeJS.Signals): Promise<void>;
	/** Sends a signal that does not stop it. */
	signal(signal: "SIGSTOP" | "SIGCONT"): void;
	/** The last lines it printed. */
	output(): Promise<string>;
}

const STOP_DEADLINE_MS = 10_000;

export function createBroker(plan: ClusterPlan, id: number): BrokerProcess {
	const settings = join(plan.dir, `broker-${id}.properties`);
	const outputFile = join(plan.dir, `broker-${id}.log`);
	let child: ChildProcess | undefined;
	const running = () => child !== undefined && child.exitCode === null && child.signalCode === null;
	return {
		id,
		get running() {
			return running();
		},
		async format() {
			await writeFile(settings, properties(plan, id), { mode: 0o600 });
			const { code, stdout, stderr } = await runJava(plan.jars, ["kafka.tools.StorageTool", "format", "-t", plan.id, "-c", settings]);
			if (code !== 0) throw new Error(`broker ${id} could not be formatted:\n${stdout}${stderr}`);
		},
		spawn() {
			const first = id === 1 && !hasClasses(plan.jars);
			if (!running()) child = spawnJava(plan.jars, ["kafka.Kafka", settings], { outputFile, keepClasses: first });
		},
		async end(signal) {
			if (child === undefined || !running()) return;
			const ended = once(child, "exit");
			child.kill(signal);
			const deadline = setTimeout(() => child?.kill("SIGKILL"), STOP_DEADLINE_MS);
			await ended;
			clearTimeout(deadline);
			if (child.exitCode !== null) await keepClasses(plan.jars);
		},
		signal(signal) {
			if (!running()) throw new Error(`broker ${id} is not running`);
			child?.kill(signal);
		},
		async output() {
			return (await readFile(outputFile, "utf8").catch(() => "")).split("\n").slice(-40).join("\n");
		},
	};
}

function properties(plan: ClusterPlan, id: number): string {
	const own = plan.ports.get(id);
	if (own === undefined) throw new Error(`no ports for broker ${id}`);
	const brokers = plan.ports.size;
	const voters = [...plan.ports].map(([node, ports]) => `${node}@127.0.0.1:${ports.controller}`);
	const listeners = `SASL_SSL://127.0.0.1:${own.secure},PLAINTEXT://127.0.0.1:${own.plaintext}`;
	const inSync = Math.min(2, brokers);
	const settings: Record<string, string | number> = {
		"process.roles": "broker,controller",
		"node.id": id,
		"controller.quorum.voters": voters.join(","),
		"controller.listener.names": "CONTROLLER",
		listeners: `${listeners},CONTROLLER://127.0.0.1:${own.controller}`,
		"advertised.listeners": listeners,
		"listener.security.protocol.map": "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
		"inter.broker.listener.name": "PLAINTEXT",
		"log.dirs": join(plan.dir, `data-${id}`),
		...access(plan),
		"auto.create.topics.enable": "false",
		"default.replication.factor": brokers,
		"min.insync.replicas": inSync,
		"offsets.topic.replication.factor": brokers,
		"offsets.topic.num.partitions": 3,
		"transaction.state.log.replication.factor": brokers,
		"transaction.state.log.min.isr": inSync,
		"transaction.state.log.num.partitions": 3,
		...quick,
	};
	return Object.entries(settings)
		.map(([name, value]) => `${name}=${value}\n`)
		.join("");
}

function access({ users, certificates }: ClusterPlan): Record<string, string> {
	const login = users.map(({ key, secret }) => `user_${key}="${secret}"`).join(" ");
	return {
		"sasl.enabled.mechanisms": "PLAIN",
		"listener.name.sasl_ssl.plain.sasl.jaas.config": `org.apache.kafka.common.security.plain.PlainLoginModule required ${login};`,
		"ssl.keystore.type": "PKCS12",
		"ssl.keystore.location": certificates.keyStore,
		"ssl.keystore.password": certificates.password,
		"ssl.key.password": certificates.password,
		"authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
		// Without a login: the plaintext listener, and the brokers among themselves.
		"super.users": `User:ANONYMOUS;User:${users[0].key}`,
	};
}

/** Small, and quick to detect that a broker is gone. */
const quick = {
	"broker.session.timeout.ms": 4000,
	"broker.heartbeat.interval.ms": 500,
	"controller.quorum.election.timeout.ms": 500,
	"group.initial.rebalance.delay.ms": 0,
	"group.min.session.timeout.ms": 1000,
	"num.network.threads": 2,
	"num.io.threads": 4,
	"log.cleaner.dedupe.buffer.size": 4_194_304,
	"log.cleaner.backoff.ms": 500,
	"log.index.size.max.bytes": 1_048_576,
};
