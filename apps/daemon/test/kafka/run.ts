/**
 * `npm run test:kafka [-- --version 3.9|4] [--package core|daemon] [filter …]`: the tests that need Kafka, on a real cluster of three
 * brokers, for each release; on an existing cluster where KAFKA_BOOTSTRAP_SERVERS is set. `--serve` starts one cluster and keeps it until
 * SIGTERM.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { killOnExit } from "../kill-on-exit.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { serveControl } from "./control-server.ts";
import { findJars, type Jars, type KafkaVersion, RELEASES, VERSIONS } from "./jars.ts";

const PACKAGES = { core: "../../../../packages/core", daemon: "../.." };
const VITEST = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
type Env = Readonly<Record<string, string>>;

const BROKERS = 3;

/** Where tests find the cluster. */
function environment(cluster: Cluster, control: string): Env {
	return {
		KAFKA_BOOTSTRAP_SERVERS: cluster.bootstrap,
		CONFLUENT_API_KEY: cluster.credentials.key,
		CONFLUENT_API_SECRET: cluster.credentials.secret,
		KAFKA_CA_FILE: cluster.caFile,
		TEST_KAFKA_PLAINTEXT: cluster.plaintext,
		TEST_KAFKA_READER_KEY: cluster.reader.key,
		TEST_KAFKA_READER_SECRET: cluster.reader.secret,
		TEST_KAFKA_CONTROL: control,
	};
}

/** Starts a cluster for the time of `use`. */
async function withCluster(version: KafkaVersion, jars: Jars, use: (env: Env, cluster: Cluster) => Promise<void>): Promise<void> {
	const from = performance.now();
	await using cluster = await startCluster({ version, jars, brokers: BROKERS });
	await using control = await serveControl(cluster);
	const seconds = ((performance.now() - from) / 1000).toFixed(1);
	console.error(`Kafka ${RELEASES[version]}: ${BROKERS} brokers ready after ${seconds} s`);
	await use(environment(cluster, control.url), cluster);
}

/** Prints what a shell has to source, and waits for a signal. */
async function serve(env: Env): Promise<void> {
	console.log(
		Object.entries(env)
			.map(([name, value]) => `export ${name}='${value}'`)
			.join("\n"),
	);
	await new Promise(() => {});
}

/** Runs one package after the other, each with all brokers running. A failure becomes this process's exit code. */
async function runTests(env: Env, cluster?: Cluster): Promise<void> {
	for (const path of packages) {
		const cwd = fileURLToPath(new URL(path, import.meta.url));
		await cluster?.startAll();
		const args = [VITEST, "run", "--config", "vitest.kafka.config.ts", ...positionals];
		const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: "inherit" });
		const [code] = (await once(killOnExit(child, "SIGTERM"), "exit")) as [number | null];
		if (code !== 0) process.exitCode = 1;
	}
}

/** The jars of each release; prints one line for what this machine cannot run. */
async function findAllJars(versions: readonly KafkaVersion[]): Promise<ReadonlyMap<KafkaVersion, Jars>> {
	const found = new Map<KafkaVersion, Jars>();
	const missing = new Set<string>();
	for (const version of versions) {
		const jars = await findJars(version);
		if ("missing" in jars) missing.add(jars.missing);
		else found.set(version, jars);
	}
	if (missing.size > 0) console.log(`SKIPPED Kafka: ${[...missing].join("; ")}`);
	return found;
}

// Whatever has been started ends when this process exits.
for (const [signal, code] of [
	["SIGHUP", 129],
	["SIGINT", 130],
	["SIGTERM", 143],
] as const)
	process.once(signal, () => process.exit(code));

const { values, positionals } = parseArgs({
	options: { version: { type: "string" }, package: { type: "string" }, serve: { type: "boolean", default: false } },
	allowPositionals: true,
});
const versions = VERSIONS.filter((name) => values.version === undefined || values.version === name);
const packages = Object.entries(PACKAGES).flatMap(([name, path]) =>
	values.package === undefined || values.package === name ? [path] : [],
);
const existing = process.env.KAFKA_BOOTSTRAP_SERVERS ?? "";
if (versions.length === 0) {
	console.error(`--version ${values.version}: there are ${VERSIONS.join(" and ")}`);
	process.exitCode = 2;
} else if (packages.length === 0) {
	console.error(`--package ${values.package}: there are ${Object.keys(PACKAGES).join(" and ")}`);
	process.exitCode = 2;
} else if (existing !== "" && !values.serve) {
	console.log(`Kafka: testing on the existing cluster at ${existing}, starting none`);
	await runTests({});
} else {
	for (const [version, jars] of await findAllJars(versions)) await withCluster(version, jars, values.serve ? serve : runTests);
}
