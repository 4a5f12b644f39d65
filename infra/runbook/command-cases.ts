/** What each command line of the runbook has to do, in the order in which they are run. What this machine lacks is skipped with the reason. */
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { startDaemon } from "../../apps/daemon/test/daemon.ts";
import { TOOLS } from "../../apps/daemon/test/kafka/tools.ts";
import type { Case } from "./api-cases.ts";
import { fill, ROOT } from "./runbook.ts";
import { serveAws, serveKubernetes, type Workload } from "./servers.ts";

const HERE = fileURLToPath(ROOT);
const CHART = "infra/helm/orderdeck";
const BUNDLE = fileURLToPath(new URL("apps/daemon/dist/", ROOT));
const ROLE_LABEL = "app.kubernetes.io/component";
const RELEASE = "orderdeck";
const NAMESPACE = "orders";
const PROJECT = "orderdeck";
/** Where the runbook forwards a port of a pod to, and where a daemon listens in its container. */
const FORWARDED = "http://127.0.0.1:4401";
const IN_CONTAINER = "http://127.0.0.1:4400";
/** Where nothing listens. */
const NOWHERE = "127.0.0.1:1";
/** Neither the machine's clusters, accounts and containers nor the network beyond it. */
const ISOLATED = {
	DOCKER_HOST: `tcp://${NOWHERE}`,
	KUBECONFIG: "/dev/null",
	KUBECACHEDIR: "/dev/null",
	AWS_CONFIG_FILE: "/dev/null",
	AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
	CHECKPOINT_DISABLE: "true",
	npm_config_update_notifier: "false",
};

/** A command that this machine cannot run. */
export class CommandSkipped extends Error {
	override readonly name = "CommandSkipped";
}

export interface Running {
	readonly url: string;
	readonly token: string;
	readonly dataDir: string;
	readonly pid: number;
	/** For files that commands write. */
	readonly dir: string;
	/** An order that the daemon has. */
	readonly order: string;
}

/** By what the commands begin with. */
export function commandCases(running: Running): Readonly<Record<string, Case>> {
	return { ...dataCases(running), ...machineCases(running), ...awsCases(running.dir), ...kubernetesCases(), ...composeCases(running) };
}

function dataCases({ dataDir, dir, order }: Running): Readonly<Record<string, Case>> {
	const backup = join(dir, "orders.backup");
	const bundled =
		(program: string, file = "", data = dataDir): Case =>
		async (command) => {
			if (!existsSync(join(BUNDLE, program))) throw new CommandSkipped("there is no bundle (npm run build)");
			await succeed(fill(command, { file }), { env: { DATA_DIR: data }, cwd: BUNDLE });
		};
	const node = "node --disable-warning=ExperimentalWarning";
	const fromBundle = join(dir, "bundle.backup");
	return {
		"npm run audit:verify": async (command) => void (await succeed(command, { env: { DATA_DIR: dataDir } })),
		"npm run backup": async (command) => {
			await succeed(fill(command, { file: backup }), { env: { DATA_DIR: dataDir } });
			const mode = statSync(backup).mode & 0o777;
			if (mode !== 0o600) throw new Error(`the file has the mode ${mode.toString(8)}`);
		},
		"DATA_DIR=<an empty directory> npm run restore": async (command) => {
			const restored = join(dir, "restored");
			await succeed(fill(command, { file: backup, "an empty directory": restored }));
			await using daemon = await startDaemon({ DATA_DIR: restored, PRODUCER_RATE: "0" });
			const { status } = await fetch(`${daemon.url}/api/orders/${order}`);
			if (status !== 200) throw new Error(`the daemon on the restored directory returns ${status} for an order of the backup`);
		},
		[`${node} audit-verify.js`]: bundled("audit-verify.js"),
		[`${node} backup.js`]: bundled("backup.js", fromBundle),
		[`${node} restore.js`]: bundled("restore.js", fromBundle, join(dir, "bundle")),
	};
}

function machineCases({ url, token, pid }: Running): Readonly<Record<string, Case>> {
	// With its arguments, against real brokers: apps/daemon/test/kafka/runbook.kafka.test.ts.
	const ofKafka: Case = async (command) => {
		const tool = /^kafka-(\S+)/.exec(command)?.[1];
		if (!TOOLS.some((name) => name === tool)) throw new Error("is a tool that the tests with Kafka do not run");
	};
	return {
		export: async (script) => {
			await needs("bash");
			expectOutput(
				`${url}\n${token}\n`,
				await succeed(`bash -ec '${script.replace("https://<console>", url)}\nprintenv API TOKEN'`, { input: `${token}\n` }),
			);
		},
		curl: async (script) => {
			await needs("curl");
			const env = { API: url, TOKEN: token };
			const output = await succeed(fill(script.replace(FORWARDED, url), { group: "payments-group" }), { env });
			const expected = script.includes(FORWARDED) ? /^\{"status":"ready",/ : /^\{"groups":\[.+\}\{"group":"payments-group","paused":\{/;
			if (!expected.test(output)) throw new Error(output);
		},
		"ls -l /proc/<pid>/fd": async (command) => {
			if (process.platform !== "linux") throw new CommandSkipped("this is not Linux");
			const open = new Set((await succeed(fill(command, { pid }))).split("\n").map((line) => line.split("/").at(-1)));
			const missing = ["orderdeck.db", "payment-gateway.db"].flatMap((name) => [name, `${name}-wal`]).filter((name) => !open.has(name));
			if (missing.length > 0) throw new Error(`does not list ${missing.join(", ")}`);
		},
		"kafka-consumer-groups": ofKafka,
		"kafka-transactions": ofKafka,
	};
}

function awsCases(dir: string): Readonly<Record<string, Case>> {
	const family = /full_name = "([^"]+)"/;
	return {
		"aws logs filter-log-events": async (command) => {
			expectNamed(/--log-group-name (\S+)/, command, /"aws_cloudwatch_log_group" "this" \{\s+name += "([^"]+)"/);
			expectOutput("a line of the log\n", await onAws(command));
		},
		"aws ecs describe-services": async (command) => {
			expectServices(command);
			expectOutput("an event", await onAws(command));
		},
		"aws ecs update-service": async (command) => {
			expectServices(command);
			if (command.includes("--task-definition")) expectNamed(/--task-definition ([^:]+)/, command, family);
			await onAws(command, { revision: 2 });
		},
		"aws ecs list-task-definitions": async (command) => {
			expectNamed(/--family-prefix (\S+)/, command, family);
			const listed = z.array(z.string()).parse(JSON.parse(await onAws(command)));
			if (listed.length !== 5) throw new Error(`lists ${listed.length} revisions`);
		},
		"aws ecs describe-task-definition": async (command) => {
			expectNamed(/--task-definition ([^:]+)/, command, family);
			expectOutput("an image\n", await onAws(command, { revision: 2 }));
		},
		"aws ecs describe-tasks": async (command) => {
			expectServices(command);
			// By itself: a shell ignores that a command within another one fails.
			const [, list = ""] = /\$\((aws [^)]+)\)/.exec(command) ?? [];
			expectOutput("a-task\n", await onAws(list));
			const output = await onAws(command);
			expectOutput("why it stopped", output);
			expectOutput("137", output);
		},
		"services =": async (setting) => {
			await needs("terraform");
			expectServices(setting);
			const variable = /^variable "services" \{$[\s\S]+?^\}$/m.exec(readTerraform("*.tf"))?.[0];
			if (variable === undefined) throw new Error("Terraform has no variable services");
			const module = join(dir, "terraform");
			await mkdir(module);
			await writeFile(join(module, "main.tf"), `${variable}\noutput "services" {\n  value = var.services\n}\n`);
			await writeFile(join(module, "terraform.tfvars"), setting);
			const plan = await succeed(`terraform -chdir=${module} plan -input=false -no-color`);
			// Terraform drops attributes that the variable does not have.
			for (const [, name = "", value = ""] of setting.matchAll(/(\w+) = (\d+)/g)) {
				if (!new RegExp(`\\+ ${name} += ${value}$`, "m").test(plan)) throw new Error(`the variable has no ${name}: ${plan}`);
			}
		},
	};
}

function kubernetesCases(): Readonly<Record<string, Case>> {
	const values = { release: RELEASE, revision: 2, namespace: NAMESPACE };
	// Without a cluster helm fails only after it has accepted its arguments.
	const onNoCluster: Case = async (command) => {
		await needs("helm");
		const { stderr } = await run(`${fill(command, values)} --kube-apiserver http://${NOWHERE}`);
		if (!stderr.includes("cluster unreachable")) throw new Error(stderr);
	};
	return {
		"kubectl logs": async (command) => {
			expectOutput(command.includes("--previous") ? "before the restart" : "a line of the log", await onKubernetes(command));
		},
		"kubectl describe pods": async (command) => expectOutput("Events:", await onKubernetes(command)),
		"kubectl rollout restart": async (command) => expectOutput("restarted", await onKubernetes(command)),
		"kubectl scale": async (command) => expectOutput("scaled", await onKubernetes(command)),
		"kubectl port-forward": async (command) => {
			await needs("kubectl");
			await using server = await serveKubernetes(NAMESPACE, await deployments());
			const { stderr } = await run(`${fill(command, values)} --server ${server.url}`);
			// The pod is found, and the server forwards nothing.
			expectOutput("error upgrading connection", stderr);
			const [, local, remote] = / (\d+):(\d+)$/.exec(command) ?? [];
			if (!FORWARDED.endsWith(`:${local}`) || !IN_CONTAINER.endsWith(`:${remote}`)) throw new Error("forwards another port");
		},
		"helm list": onNoCluster,
		"helm history": onNoCluster,
		"helm upgrade": async (command) => {
			const [published = ""] = /oci:\S+ --version <version>/.exec(command) ?? [];
			const installed = /oci:\S+ --version /.exec(readFileSync(new URL("docs/releases.md", ROOT), "utf8"))?.[0];
			if (published !== `${installed}<version>`) throw new Error(`docs/releases.md installs ${installed}`);
			await onNoCluster(command.replace(published, CHART));
			const [setting = "", role = "", count = ""] = /--set roles\.(\w+)\.replicas=(\d+)/.exec(command) ?? [];
			const replicas = (await deployments(setting)).find(({ labels }) => labels[ROLE_LABEL] === role)?.replicas;
			if (replicas !== Number(count)) throw new Error(`the Deployment of ${role} has ${replicas} replicas`);
		},
		"helm rollback": onNoCluster,
	};
}

/** The subcommands of Docker Compose that the runbook uses, and of each the options. */
const COMPOSE: Readonly<Record<string, NonNullable<ParseArgsConfig["options"]>>> = {
	exec: { env: { type: "string", short: "e" } },
	logs: { tail: { type: "string" } },
	ps: { all: { type: "boolean" } },
	restart: {},
	up: {
		detach: { type: "boolean", short: "d" },
		"no-build": { type: "boolean" },
		"no-recreate": { type: "boolean" },
		scale: { type: "string" },
	},
};

function composeCases({ url, token }: Running): Readonly<Record<string, Case>> {
	return {
		"docker compose": async (command) => {
			const [, file = "", subcommand = "", rest = ""] = /^docker compose -f (\S+) (\w+)(.*)$/.exec(command) ?? [];
			const { services } = composeSchema.parse(parse(readFileSync(new URL(file, ROOT), "utf8"), { merge: true }));
			const options = COMPOSE[subcommand];
			if (options === undefined) throw new Error(`Docker Compose has no ${subcommand}, or this check does not know it`);
			const words = rest.match(/'[^']*'|\S+/g) ?? [];
			const service = words.findIndex((word) => word in services);
			// What follows the service is a command in its container.
			const args = subcommand === "exec" ? words.slice(0, service + 1) : words;
			const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
			const named = [...positionals, ...(typeof values.scale === "string" ? [values.scale.replace(/=\d+$/, "")] : [])];
			for (const name of named) if (!(name in services)) throw new Error(`${file} has no service ${name}`);
			if (subcommand === "exec") {
				if (service < 0) throw new Error(`names no service of ${file}`);
				const inContainer = words
					.slice(service + 1)
					.join(" ")
					.replace("/usr/local/bin/node", process.execPath)
					.replace(IN_CONTAINER, url);
				expectOutput('{"status":"ready",', await succeed(inContainer, { env: { TOKEN: token } }));
			}
			if ((await run("docker compose version")).code !== 0) return;
			// Without an engine it fails only after it has accepted its arguments.
			const { stderr } = await run(command, { env: { TOKEN: token } });
			if (!/connect to the docker/i.test(stderr)) throw new Error(stderr);
		},
	};
}

const composeSchema = z.object({ services: z.record(z.string(), z.unknown()) });
const labelsSchema = z.record(z.string(), z.string());
const deploymentSchema = z.object({
	kind: z.literal("Deployment"),
	metadata: z.object({ name: z.string() }),
	spec: z.object({ replicas: z.int().optional(), template: z.object({ metadata: z.object({ labels: labelsSchema }) }) }),
});

/** The Deployments that the chart renders, with a setting for helm. */
async function deployments(setting = ""): Promise<(Workload & { readonly replicas: number | undefined })[]> {
	await needs("helm");
	const version = /^kubeVersion: ">=([\d.]+)/m.exec(readFileSync(new URL(`${CHART}/Chart.yaml`, ROOT), "utf8"))?.[1] ?? "";
	const image = "--set image.repository=orderdeck --set image.tag=0.0.0";
	const output = await succeed(`helm template ${RELEASE} ${CHART} --kube-version ${version} ${image} ${setting}`);
	return parseAllDocuments(output).flatMap((document) => {
		const { data } = deploymentSchema.safeParse(document.toJS());
		return data === undefined
			? []
			: [{ name: data.metadata.name, labels: data.spec.template.metadata.labels, replicas: data.spec.replicas }];
	});
}

/** The output of kubectl with an API server that has a pod of each Deployment of the chart. */
async function onKubernetes(command: string): Promise<string> {
	await needs("kubectl");
	await using server = await serveKubernetes(NAMESPACE, await deployments());
	return await succeed(`${fill(command, { namespace: NAMESPACE })} --server ${server.url}`);
}

/** The output of the client, which checks operation and arguments by its model of the service. */
async function onAws(command: string, values: Readonly<Record<string, unknown>> = {}): Promise<string> {
	await needs("aws");
	await using server = await serveAws();
	// Not the option --endpoint-url: a command may have another one within it.
	const env = {
		AWS_ENDPOINT_URL: server.url,
		AWS_DEFAULT_REGION: "eu-central-1",
		AWS_ACCESS_KEY_ID: "none",
		AWS_SECRET_ACCESS_KEY: "none",
	};
	return await succeed(fill(command, { project: PROJECT, ...values }), { env });
}

/** The services that a command names are those of Terraform. */
function expectServices(command: string): void {
	const services = [...readTerraform("main.tf").matchAll(/^ +(\S+) += \{ role += /gm)].map(([, name]) => name);
	const unknown = (command.match(/\b[a-z]+-svc\b/g) ?? []).filter((name) => !services.includes(name));
	if (unknown.length > 0) throw new Error(`Terraform has no ${unknown.join(", ")}`);
}

/** What `named` finds in the command is what Terraform makes of project and service by the name that `pattern` finds. */
function expectNamed(named: RegExp, command: string, pattern: RegExp): void {
	expectServices(command);
	const name = named.exec(command)?.[1] ?? "";
	const service = /[a-z]+-svc$/.exec(name)?.[0] ?? "";
	const inTerraform = (pattern.exec(readTerraform("modules/**/*.tf"))?.[1] ?? "")
		.replace(/\$\{var\.project\}/, "<project>")
		.replace(/\$\{var\.name\}/, service);
	if (name !== inTerraform) throw new Error(`Terraform names it ${inTerraform}`);
}

function readTerraform(files: string): string {
	return globSync(`infra/terraform/${files}`, { cwd: ROOT })
		.map((file) => readFileSync(new URL(file, ROOT), "utf8"))
		.join("\n");
}

function expectOutput(part: string, output: string): void {
	if (!output.includes(part)) throw new Error(`does not print ${JSON.stringify(part)}: ${output}`);
}

async function needs(program: string): Promise<void> {
	if ((await run(`command -v ${program}`)).code !== 0) throw new CommandSkipped(`${program} is not installed`);
}

interface RunOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** Of its standard input. */
	readonly input?: string;
}

/** The standard output of a script that must end with 0. */
async function succeed(script: string, options: RunOptions = {}): Promise<string> {
	const { code, stdout, stderr } = await run(script, options);
	if (code !== 0) throw new Error(`exit code ${code}: ${stdout}${stderr}`);
	return stdout;
}

function run(
	script: string,
	{ env, cwd = HERE, input = "" }: RunOptions = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
	return new Promise((resolve) => {
		const { PATH, HOME } = process.env;
		const child = execFile(
			"sh",
			["-ec", script],
			{ cwd, env: { ...ISOLATED, PATH, HOME, LOG_LEVEL: "warn", ...env } },
			(_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
		);
		// A program may end without having read it.
		child.stdin?.on("error", () => undefined).end(input);
	});
}
