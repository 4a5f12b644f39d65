/** The pods of a rendered chart. */
import { z } from "zod";
import { ofKind } from "./charts.ts";
import type { Chart, KubeObject } from "./render.ts";

const variableSchema = z.object({
	name: z.string(),
	value: z.string().optional(),
	valueFrom: z.object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }) }).optional(),
});
const containerSchema = z.looseObject({
	name: z.string(),
	image: z.string(),
	args: z.array(z.string()).default([]),
	env: z.array(variableSchema).default([]),
	volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })).default([]),
});
export type Container = z.infer<typeof containerSchema>;
const podSchema = z.looseObject({
	initContainers: z.array(containerSchema).default([]),
	containers: z.array(containerSchema),
	volumes: z.array(z.looseObject({ name: z.string() })).default([]),
	serviceAccountName: z.string().optional(),
});
const workloadSchema = z.looseObject({
	template: z.looseObject({ metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }), spec: podSchema }),
	volumeClaimTemplates: z.array(z.looseObject({ metadata: z.object({ name: z.string() }) })).default([]),
});

export interface Workload {
	readonly object: KubeObject;
	readonly labels: Readonly<Record<string, string>>;
	/** Empty for what is no role. */
	readonly role: string;
	readonly pod: z.infer<typeof podSchema>;
	readonly containers: readonly Container[];
	/** Names of volumes that the pod or its claims define. */
	readonly volumes: readonly string[];
}

/** Everything that starts pods. */
export function workloads(objects: readonly KubeObject[]): Workload[] {
	return objects
		.filter(({ kind }) => ["Deployment", "StatefulSet", "Job"].includes(kind))
		.map((object) => {
			const { template, volumeClaimTemplates } = workloadSchema.parse(object.spec);
			const pod = template.spec;
			return {
				object,
				labels: template.metadata.labels,
				role: template.metadata.labels["app.kubernetes.io/component"] ?? "",
				pod,
				containers: [...pod.initContainers, ...pod.containers],
				volumes: [...pod.volumes.map(({ name }) => name), ...volumeClaimTemplates.map(({ metadata }) => metadata.name)],
			};
		});
}

/** `secret/key`, if the variable is from a Secret. */
export function secretKeyOf({ valueFrom }: Container["env"][number]): string[] {
	return valueFrom === undefined ? [] : [`${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`];
}

/** The variables of a container: a value, or `secret/key`. */
export function environment({ env }: Container): Record<string, string> {
	return Object.fromEntries(env.map((variable) => [variable.name, variable.value ?? secretKeyOf(variable)[0] ?? ""]));
}

/** The variables of each role's daemon. */
export function environments(chart: Chart): Record<string, Record<string, string>> {
	return Object.fromEntries(
		workloads(ofKind(chart, "Deployment")).map(({ role, containers }) => [role, Object.assign({}, ...containers.map(environment))]),
	);
}
