/** What stands in the files beside: alert rules, dashboards, the runbook and the Terraform alarms that refer to it. */
import { readdir, readFile } from "node:fs/promises";
import { z } from "zod";

const HERE = new URL("./", import.meta.url);
const DASHBOARDS = new URL("./grafana/dashboards/", HERE);
const METRIC = /(?<![\w:])(?:(?:group|orderdeck):[a-z0-9_:]+|(?:kafka|orderdeck|nodejs|process)_[a-z0-9_]+)/g;

const dashboardSchema = z.object({
	uid: z.string(),
	panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});

export interface Question {
	/** Where it is asked: dashboard and panel. */
	readonly where: string;
	/** PromQL, with Grafana's variables in it. */
	readonly expression: string;
}

/** Every question of every dashboard. */
export async function questions(): Promise<Question[]> {
	const names = (await readdir(DASHBOARDS)).filter((name) => name.endsWith(".json"));
	const all = await Promise.all(
		names.map(async (name) => {
			const { uid, panels } = dashboardSchema.parse(JSON.parse(await readFile(new URL(name, DASHBOARDS), "utf8")));
			return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `${uid}: ${title}`, expression: expr })));
		}),
	);
	return all.flat();
}

/** The alert rules as they are written. */
export async function alertRules(): Promise<string> {
	const text = await readFile(new URL("alerts.yaml", HERE), "utf8");
	return text.replace(/^ *#.*$/gm, "");
}

/** The metrics that a text of PromQL names, those that rules record among them. */
export function metricsNamed(text: string): Set<string> {
	return new Set([...text.matchAll(METRIC)].map(([name]) => name));
}

/** Metrics that rules record. */
export function recorded(rules: string): Set<string> {
	return new Set([...rules.matchAll(/^ *- record: (\S+)$/gm)].map(([, name]) => name ?? ""));
}

/** Names of alerts, of Prometheus and of CloudWatch, that have no chapter in the runbook; and chapters of alerts that there are not. */
export async function runbookGaps(): Promise<string[]> {
	const rules = await alertRules();
	const terraform = await readFile(new URL("../terraform/alarms.tf", HERE), "utf8");
	const runbook = await readFile(new URL("../../docs/runbook.md", HERE), "utf8");
	const chapters = new Set([...runbook.matchAll(/^### (\w+)$/gm)].map(([, name]) => name ?? ""));
	const alerts = new Set([
		...[...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? ""),
		...[...terraform.matchAll(/alarm_description *= "(\w+):/g)].map(([, name]) => name ?? ""),
	]);
	const links = [...rules.matchAll(/alert: (\w+)[\s\S]*?runbook: docs\/runbook\.md#(\w+)/g)];
	return [
		...[...alerts].filter((name) => !chapters.has(name)).map((name) => `the alert ${name} has no chapter in docs/runbook.md`),
		...[...chapters].filter((name) => !alerts.has(name)).map((name) => `docs/runbook.md tells of ${name}, which is no alert`),
		...links.filter(([, name, link]) => name?.toLowerCase() !== link).map(([, name, link]) => `${name} links to the chapter ${link}`),
	];
}
