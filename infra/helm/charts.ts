/** Values to render the chart with, and what is found among its objects. */
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { type Chart, isInstalled, type KubeObject, render } from "./render.ts";

export const HAS_HELM = isInstalled("helm");
/** The name of the suites, which states why they are skipped. */
export const CHART = `the chart${HAS_HELM ? "" : " (helm is not installed)"}`;

export const IMAGE = { repository: "registry.example.com/orderdeck", tag: "1.2.3" };

/** The defaults and these values. */
export function withValues(values: Readonly<Record<string, unknown>>): Chart {
	return { values: { image: IMAGE, ...values } };
}

export const DEFAULTS = withValues({});

/** The defaults, which need an image, and every example. */
export const SETS: readonly (readonly [string, Chart])[] = [
	["the defaults", DEFAULTS],
	...readdirSync(new URL("values/", import.meta.url))
		.filter((name) => name !== "prometheus-adapter.yaml")
		.map((file) => [file, { file }] as const),
];

/** A file of the repository, by its path from this folder. */
export function textOf(path: string): string {
	return readFileSync(new URL(path, import.meta.url), "utf8");
}

export function ofKind(chart: Chart, kind: string): KubeObject[] {
	return render(chart).filter((object) => object.kind === kind);
}

export function named(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
	const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
	if (found === undefined)
		throw new Error(`no ${kind} ${name} among ${objects.map((each) => `${each.kind} ${each.metadata.name}`).join(", ")}`);
	return found;
}

export function isHook({ metadata }: KubeObject): boolean {
	return "helm.sh/hook" in metadata.annotations;
}

const secretSchema = z.looseObject({ stringData: z.record(z.string(), z.string()) });

/** What all Secrets hold that are no hook's. */
export function secretValues(objects: readonly KubeObject[]): Record<string, string> {
	const secrets = objects.filter((object) => object.kind === "Secret" && !isHook(object));
	return Object.assign({}, ...secrets.map((object) => secretSchema.parse(object).stringData));
}

const egressSchema = z.looseObject({
	egress: z.array(z.looseObject({ ports: z.array(z.object({ protocol: z.string(), port: z.number() })) })),
});

/** The ports of a network policy's last rule for egress: those of the backends. */
export function egressPorts(policy: KubeObject): number[] {
	return (
		egressSchema
			.parse(policy.spec)
			.egress.at(-1)
			?.ports.map(({ port }) => port) ?? []
	);
}
