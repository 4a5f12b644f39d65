/** The names that the runbook has as code and that are no commands: each must exist where it comes from. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { ERROR_CODES } from "@orderdeck/contracts/errors";
import { LAG_STATUSES, LAG_TAGS } from "@orderdeck/contracts/lag/words";
import { GROUPS, ROLES, TOPICS } from "@orderdeck/contracts/topics";
import { parse } from "yaml";
import { environmentSchema } from "../../apps/daemon/src/environment.ts";
import { ROOT } from "./runbook.ts";

/** Names of other programs, which nothing here declares. */
export const ELSEWHERE = [
	"cbbackupmgr",
	"iss",
	"aud",
	"transaction.timeout.ms",
	"security.protocol",
	"sasl.mechanism",
	"sasl.jaas.config",
	".sh",
] as const;

export interface Known {
	/** Of what the daemon has returned and logged. */
	readonly names: ReadonlySet<string>;
	/** Its metrics, as Prometheus reads them. */
	readonly scrape: string;
	/** The commands of the runbook. */
	readonly commands: readonly string[];
}

/** The function returns what is wrong with a name; undefined where it exists. */
export function createLookUp({ names, scrape, commands }: Known): (text: string) => string | undefined {
	const sources = readSources();
	const literals = new Set([...sources.matchAll(/"([^"\n]{1,100})"/g)].map(([, text = ""]) => text));
	const declared = new Set<string>([
		...names,
		...Object.keys(environmentSchema.shape),
		...Object.keys(ERROR_CODES),
		...LAG_STATUSES,
		...LAG_TAGS,
		...ROLES,
		...Object.values(TOPICS),
		...Object.values(GROUPS),
		...terraformNames(),
		...pathsIn(parse(readFileSync(new URL("infra/helm/orderdeck/values.yaml", ROOT), "utf8"))),
		...ELSEWHERE,
	]);
	return (text) => {
		const [, variable = "", value] = /^([A-Z][A-Z0-9_]+)=(.*)$/.exec(text) ?? [];
		if (value !== undefined) return settingProblem(variable, value);
		if (/^(?:orderdeck|nodejs|kafka)_\w+(?:\{.*\})?$/.test(text)) return metricProblem(text, scrape);
		// An option, a placeholder or a file of a command.
		if (/^(?:--\w|<[^>]+>$)|\.js$|^\/proc/.test(text))
			return commands.some((command) => command.includes(text)) ? undefined : "is part of no command";
		// Characters of a name, an address of the caller's own.
		if (/^[._-]+$|^https:\/\/<\w+>/.test(text)) return undefined;
		if (URL.canParse(text) && text.startsWith("http")) return literals.has(new URL(text).pathname) ? undefined : "is no path of ours";
		if (text.split(".").every((part) => names.has(part)) || declared.has(text) || literals.has(text) || existsSync(new URL(text, ROOT)))
			return undefined;
		if (/^[a-z]+(?:_[a-z]+)+$/.test(text) && new RegExp(`\\b${text}\\b`).test(sources)) return undefined;
		return isMessage(text, sources, names) ? undefined : "is neither a command with a case, nor a name or a message that exists";
	};
}

function settingProblem(name: string, value: string): string | undefined {
	const schema = Object.entries(environmentSchema.shape).find(([each]) => each === name)?.[1];
	if (schema === undefined) return "is no variable of the daemon";
	const { error } = schema.safeParse(value);
	return error === undefined ? undefined : error.message;
}

/** `name`, or `name{label,label="value"}`: the daemon has such a series. */
function metricProblem(text: string, scrape: string): string | undefined {
	const [, name = "", labels = ""] = /^(\w+)(?:\{(.*)\})?$/.exec(text) ?? [];
	if (!new RegExp(`^# TYPE ${name} `, "m").test(scrape)) return "is no metric of the daemon";
	const series = [...scrape.matchAll(new RegExp(`^${name}\\{(.*)\\} `, "gm"))].map(([, found = ""]) => found);
	const wanted = labels.split(",").filter((label) => label !== "");
	const has = (found: string) => wanted.every((label) => `,${found}`.includes(`,${label}${label.includes("=") ? "" : "="}`));
	return wanted.length === 0 || series.some(has) ? undefined : `has other labels: ${series[0] ?? "none"}`;
}

/** A text with gaps, or of several words: a line of the sources, or a text that the daemon has returned, has its parts in order. */
function isMessage(text: string, sources: string, names: ReadonlySet<string>): boolean {
	const parts = text.split(/…|<[^>]+>/);
	if (!/\s|…|<|^[.-]/.test(text) || text.replaceAll(/…|<[^>]+>|[^a-z]/gi, "").length < 3) return false;
	const pattern = parts.map((part) => part.replaceAll(/[^\w\s]/g, "\\$&")).join("[^\\n]*");
	return new RegExp(pattern).test(sources) || [...names].some((name) => new RegExp(`^${pattern}$`).test(name));
}

/** The product's own code, without its comments. */
function readSources(): string {
	return globSync("{apps,packages}/*/src/**/*.{ts,tsx}", { cwd: ROOT })
		.filter((file) => !/\.(?:test|fixture|conformance)\.tsx?$/.test(file))
		.map((file) => readFileSync(new URL(file, ROOT), "utf8"))
		.join("\n")
		.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

/** Variables, outputs, services, and what can be set of a service. */
function terraformNames(): string[] {
	const text = globSync("infra/terraform/*.tf", { cwd: ROOT })
		.map((file) => readFileSync(new URL(file, ROOT), "utf8"))
		.join("\n");
	const of = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
	return [...of(/^(?:variable|output) "(\w+)"/gm), ...of(/^ +(\S+) += optional\(/gm), ...of(/^ +(\S+) += \{ role += /gm)];
}

/** `a`, `a.b`, … of nested values. */
function pathsIn(values: unknown): string[] {
	if (typeof values !== "object" || values === null || Array.isArray(values)) return [];
	return Object.entries(values).flatMap(([name, value]) => [name, ...pathsIn(value).map((path) => `${name}.${path}`)]);
}
