/** What the commands for a deployment have to do, on AWS and in Kubernetes: run by their clients, against servers of our own. */
import { globSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import type { Case } from "./api-cases.ts";
import { FORWARDED, fill, IN_CONTAINER, ROOT } from "./runbook.ts";
import { serveAws, serveKubernetes, type Workload } from "./servers.ts";
import { expectOutput, NOWHERE, needs, run, succeed } from "./shell.ts";

const CHART = "infra/helm/orderdeck";
const ROLE_LABEL = "app.kubernetes.io/component";
const RELEASE = "orderdeck";
const NAMESPACE = "orders";
const PROJECT = "orderdeck";

/** `dir`: for files that commands write. */
export function awsCases(dir: string): Readonly<Record<string, Case>> {
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

export function kubernetesCases(): Readonly<Record<string, Case>> {
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
