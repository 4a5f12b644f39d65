/** Renders the chart with helm, once per values, and checks it with kubeconform. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

const HERE = fileURLToPath(new URL("./", import.meta.url));

const objectSchema = z.looseObject({
	apiVersion: z.string(),
	kind: z.string(),
	metadata: z.looseObject({
		name: z.string(),
		labels: z.record(z.string(), z.string()).default({}),
		annotations: z.record(z.string(), z.string()).default({}),
	}),
});
export type KubeObject = z.infer<typeof objectSchema>;

export interface Chart {
	/** The name of the release. */
	readonly release?: string;
	/** A file of the folder `values`. */
	readonly file?: string | undefined;
	/** Override those of the file. */
	readonly values?: Readonly<Record<string, unknown>>;
	readonly kubeVersion?: string;
}

export function isInstalled(program: string): boolean {
	return spawnSync(program, { stdio: "ignore", input: "" }).error === undefined;
}

function helm(command: "template" | "lint", { release = "shop", file, values = {}, kubeVersion = "1.34.0" }: Chart) {
	return spawnSync(
		"helm",
		[
			...(command === "lint" ? ["lint", "--strict", "orderdeck"] : ["template", release, "orderdeck"]),
			...["--kube-version", kubeVersion],
			...(file === undefined ? [] : ["-f", `values/${file}`]),
			...["-f", "-"],
		],
		{ cwd: HERE, encoding: "utf8", input: JSON.stringify(values) },
	);
}

const rendered = new Map<string, string>();

/** The manifests. Throws with helm's message when the values are refused. */
export function manifests(chart: Chart): string {
	const key = JSON.stringify(chart);
	const known = rendered.get(key);
	if (known !== undefined) return known;
	const { status, stdout, stderr } = helm("template", chart);
	if (status !== 0) throw new Error(stderr);
	rendered.set(key, stdout);
	return stdout;
}

export function render(chart: Chart): KubeObject[] {
	return parseAllDocuments(manifests(chart))
		.map((document) => document.toJS())
		.filter((value) => value !== null)
		.map((value) => objectSchema.parse(value));
}

/** Helm's message; undefined when it renders the values. */
export function refusal(chart: Chart): string | undefined {
	const { status, stderr } = helm("template", chart);
	return status === 0 ? undefined : stderr;
}

/** Helm's findings; undefined when there are none. */
export function lint(chart: Chart): string | undefined {
	const { status, stdout, stderr } = helm("lint", chart);
	return status === 0 ? undefined : stdout + stderr;
}

const reportSchema = z.object({
	resources: z.array(z.object({ kind: z.string(), name: z.string(), status: z.string(), msg: z.string() })),
	summary: z.object({ valid: z.number(), invalid: z.number(), errors: z.number(), skipped: z.number() }),
});

/** Reports the objects that are invalid. `schemas`: a folder with one folder per version of Kubernetes (`v1.34`), and `crds` with one per API group. A kind without a schema is an error. */
export function checkSchemas(input: string, version: string, schemas: string): z.infer<typeof reportSchema> {
	const { stdout, stderr } = spawnSync(
		"kubeconform",
		[
			...["-strict", "-summary", "-output", "json", "-kubernetes-version", `${version}.0`],
			...["-schema-location", `${schemas}/v${version}/{{.ResourceKind}}{{.KindSuffix}}.json`],
			...["-schema-location", `${schemas}/crds/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`],
			"-",
		],
		{ encoding: "utf8", input },
	);
	if (stdout === "") throw new Error(stderr);
	return reportSchema.parse(JSON.parse(stdout));
}
