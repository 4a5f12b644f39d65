/** As much of the APIs of Kubernetes and AWS as their clients need to run the commands of the runbook. */
import { createServer } from "node:http";
import { listen } from "../../apps/daemon/test/listen.ts";

export interface StubServer extends AsyncDisposable {
	readonly url: string;
}

/** What a pod is selected by. */
export interface Workload {
	readonly name: string;
	readonly labels: Readonly<Record<string, string>>;
}

const APPS = { groupVersion: "apps/v1", version: "v1" };
const VERBS = ["get", "list", "patch"];
/** How the names of pods end that were restarted. */
const RESTARTED = "-restarted";
const PREVIOUS = "a line of the log before the restart\n";

/** Selects, describes and reads pods, two for each workload, and selects, changes and scales the Deployments. */
export function serveKubernetes(namespace: string, workloads: readonly Workload[]): Promise<StubServer> {
	const podOf = ({ name, labels }: Workload) => ({
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name, namespace, labels },
		spec: { containers: [{ name: "orderdeck", image: "orderdeck" }] },
		status: { phase: "Running" },
	});
	const pods = workloads.flatMap((workload) => [podOf(workload), podOf({ ...workload, name: `${workload.name}${RESTARTED}` })]);
	const deployments = workloads.map(podOf).map(({ metadata, spec }) => ({
		apiVersion: APPS.groupVersion,
		kind: "Deployment",
		metadata,
		spec: { selector: { matchLabels: metadata.labels }, template: { metadata: { labels: metadata.labels }, spec } },
	}));
	const inNamespace = `/api/v1/namespaces/${namespace}`;
	const appsInNamespace = `/apis/apps/v1/namespaces/${namespace}/deployments`;
	return serve(({ pathname, searchParams }) => {
		if (pathname === "/api") return { kind: "APIVersions", versions: ["v1"] };
		if (pathname === "/apis")
			return { kind: "APIGroupList", apiVersion: "v1", groups: [{ name: "apps", versions: [APPS], preferredVersion: APPS }] };
		if (pathname === "/api/v1") return resourceList("v1", { name: "pods", kind: "Pod" });
		if (pathname === "/apis/apps/v1") {
			return resourceList(
				APPS.groupVersion,
				{ name: "deployments", kind: "Deployment" },
				{ name: "deployments/scale", kind: "Scale", group: "autoscaling", version: "v1" },
			);
		}
		const wanted = (searchParams.get("labelSelector") ?? "").split(",").map((each) => each.split("="));
		const isWanted = ({ metadata: { labels } }: (typeof pods | typeof deployments)[number]) =>
			wanted.every(([name = "", value]) => labels[name] === value);
		if (pathname === `${inNamespace}/pods`) return { kind: "PodList", apiVersion: "v1", metadata: {}, items: pods.filter(isWanted) };
		if (pathname === appsInNamespace)
			return { kind: "DeploymentList", apiVersion: APPS.groupVersion, metadata: {}, items: deployments.filter(isWanted) };
		if (pathname.startsWith(`${appsInNamespace}/`)) {
			const [name, scale] = pathname.slice(appsInNamespace.length + 1).split("/");
			const deployment = deployments.find(({ metadata }) => metadata.name === name);
			if (deployment === undefined || scale === undefined) return deployment;
			return { kind: "Scale", apiVersion: "autoscaling/v1", metadata: { name, namespace } };
		}
		if (pathname === `${inNamespace}/events`) return { kind: "EventList", apiVersion: "v1", metadata: {}, items: [] };
		const [name, log] = pathname.replace(`${inNamespace}/pods/`, "").split("/");
		const pod = pods.find(({ metadata }) => metadata.name === name);
		if (pod === undefined || log === undefined) return pod;
		if (log !== "log") return undefined;
		if (searchParams.get("previous") !== "true") return "a line of the log\n";
		return name?.endsWith(RESTARTED) ? PREVIOUS : undefined;
	});
}

/** The group and the version where they are not those of the list. */
interface Resource {
	readonly name: string;
	readonly kind: string;
	readonly group?: string;
	readonly version?: string;
}

function resourceList(groupVersion: string, ...resources: readonly Resource[]): object {
	return {
		kind: "APIResourceList",
		groupVersion,
		resources: resources.map((resource) => ({ ...resource, singularName: "", namespaced: true, verbs: VERBS })),
	};
}

/** Returns one of everything that is read, of revisions six, and nothing of a change. */
export function serveAws(): Promise<StubServer> {
	return serve(() => ({
		events: [{ message: "a line of the log" }],
		services: [{ events: [{ message: "an event" }] }],
		service: {},
		taskArns: ["a-task"],
		tasks: [{ stoppedReason: "why it stopped", containers: [{ exitCode: 137 }] }],
		taskDefinitionArns: [6, 5, 4, 3, 2, 1].map((revision) => `revision:${revision}`),
		taskDefinition: { containerDefinitions: [{ image: "an image" }] },
	}));
}

/** JSON, or text where `respond` returns one; 404 where it returns nothing. */
async function serve(respond: (url: URL) => unknown): Promise<StubServer> {
	const server = createServer((request, response) => {
		const body = respond(new URL(request.url ?? "/", "http://127.0.0.1"));
		if (typeof body === "string") response.end(body);
		else response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(body ?? {}));
	});
	return {
		url: await listen(server),
		async [Symbol.asyncDispose]() {
			server.close();
			server.closeAllConnections();
		},
	};
}
