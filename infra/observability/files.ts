/** Reads the files that name metrics, alerts and components: rules, dashboards, the runbook, the Terraform alarms, and how traces are collected. */
import { readdir, readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

const HERE = new URL("./", import.meta.url);
const DASHBOARDS = new URL("./grafana/dashboards/", HERE);
const METRIC = /(?<![\w:])(?:(?:group|orderdeck):[a-z0-9_:]+|(?:kafka|orderdeck|nodejs|process)_[a-z0-9_]+)/g;

const dashboardSchema = z.object({
	uid: z.string(),
	panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});

const ruleSchema = z.object({
	record: z.string().optional(),
	alert: z.string().optional(),
	expr: z.string(),
	annotations: z.object({ runbook: z.string() }).optional(),
});
export type Rule = z.infer<typeof ruleSchema>;
const rulesSchema = z.object({ groups: z.array(z.object({ rules: z.array(ruleSchema) })) });

export interface PanelQuery {
	/** Dashboard and panel. */
	readonly where: string;
	/** PromQL with Grafana's variables. */
	readonly expression: string;
}

/** Every query of every dashboard. */
export async function panelQueries(): Promise<PanelQuery[]> {
	const names = (await readdir(DASHBOARDS)).filter((name) => name.endsWith(".json"));
	const all = await Promise.all(
		names.map(async (name) => {
			const { uid, panels } = dashboardSchema.parse(JSON.parse(await readFile(new URL(name, DASHBOARDS), "utf8")));
			return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `${uid}: ${title}`, expression: expr })));
		}),
	);
	return all.flat();
}

/** The recording and alert rules. */
export async function rules(): Promise<Rule[]> {
	const { groups } = rulesSchema.parse(parse(await readFile(new URL("alerts.yaml", HERE), "utf8")));
	return groups.flatMap((group) => group.rules);
}

/** The metrics that PromQL expressions name, including those that rules record. */
export function metricsNamed(expressions: readonly string[]): Set<string> {
	return new Set(expressions.flatMap((text) => text.match(METRIC) ?? []));
}

/** Alerts of Prometheus and CloudWatch without a chapter in the runbook, chapters without an alert, and links to the wrong chapter. */
export async function runbookGaps(): Promise<string[]> {
	const alertRules = (await rules()).flatMap(({ alert, annotations }) =>
		alert === undefined ? [] : [{ alert, link: annotations?.runbook }],
	);
	const terraform = await readFile(new URL("../terraform/alarms.tf", HERE), "utf8");
	const runbook = await readFile(new URL("../../docs/runbook.md", HERE), "utf8");
	const chapters = new Set([...runbook.matchAll(/^### (\w+)$/gm)].map(([, name]) => name ?? ""));
	const alerts = new Set([
		...alertRules.map(({ alert }) => alert),
		...[...terraform.matchAll(/alarm_description *= "(\w+):/g)].map(([, name]) => name ?? ""),
	]);
	return [
		...[...alerts].filter((name) => !chapters.has(name)).map((name) => `the alert ${name} has no chapter in docs/runbook.md`),
		...[...chapters].filter((name) => !alerts.has(name)).map((name) => `docs/runbook.md has a chapter ${name}, which is not an alert`),
		...alertRules
			.filter(({ alert, link }) => link !== `docs/runbook.md#${alert.toLowerCase()}`)
			.map(({ alert, link }) => `${alert} links to ${link ?? "no chapter"}`),
	];
}

const KINDS = ["receivers", "processors", "exporters"] as const;
const definedSchema = z.record(z.string(), z.unknown()).default({});
const namesSchema = z.array(z.string()).default([]);
const collectorSchema = z.object({
	receivers: definedSchema,
	processors: definedSchema,
	exporters: definedSchema,
	extensions: definedSchema,
	service: z.object({
		extensions: namesSchema,
		pipelines: z.record(z.string(), z.object({ receivers: namesSchema, processors: namesSchema, exporters: namesSchema })),
	}),
});

/** Components that the collector or Jaeger names and does not define, and those that it defines and does not use. */
export async function componentGaps(): Promise<string[]> {
	const all = await Promise.all(
		["otel-collector.yaml", "jaeger.yaml"].map(async (file) => {
			const { service, extensions, ...defined } = collectorSchema.parse(parse(await readFile(new URL(file, HERE), "utf8")));
			const pipelines = Object.values(service.pipelines);
			return [
				...differences(`${file}, extensions`, Object.keys(extensions), service.extensions),
				...KINDS.flatMap((kind) =>
					differences(
						`${file}, ${kind}`,
						Object.keys(defined[kind]),
						pipelines.flatMap((pipeline) => pipeline[kind]),
					),
				),
			];
		}),
	);
	return all.flat();
}

function differences(where: string, defined: readonly string[], used: readonly string[]): string[] {
	return [
		...used.filter((name) => !defined.includes(name)).map((name) => `${where}: ${name} is used and not defined`),
		...defined.filter((name) => !used.includes(name)).map((name) => `${where}: ${name} is defined and not used`),
	];
}
