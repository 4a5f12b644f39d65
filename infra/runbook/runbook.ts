/** Reads docs/runbook.md: what it has as code, its links and its tables, each with its line. */
import { readFileSync } from "node:fs";

export const ROOT = new URL("../../", import.meta.url);
const RUNBOOK = new URL("docs/runbook.md", ROOT);
/** Where the runbook forwards a port of a pod to, and where a daemon listens in its container. */
export const FORWARDED = "http://127.0.0.1:4401";
export const IN_CONTAINER = "http://127.0.0.1:4400";

/** Code of the runbook: a span with its line breaks as blanks, or a block as it is. */
export interface Code {
	readonly line: number;
	readonly text: string;
}

const PROGRAMS = "npm|npx|node|aws|kubectl|helm|docker|terraform|curl|ls|export|kafka-[a-z-]+|services =";
const COMMAND = new RegExp(`^(?:(?:GET|POST|PUT|PATCH|DELETE) /|(?:[A-Z_]+=(?:<[^>]+>|\\S+) )*(?:${PROGRAMS})(?: |$))`);

/** A call of the API, or a line for a shell. */
export function isCommand({ text }: Code): boolean {
	return COMMAND.test(text);
}

/** Puts `values` for `<name>`, and a text for each `…`. Throws for a name that has no value. */
export function fill(text: string, values: Readonly<Record<string, unknown>>): string {
	return text
		.replaceAll(/<([^<>]+)>/g, (_, name: string) => {
			const value = values[name];
			if (value === undefined) throw new Error(`nothing is known to put for <${name}>`);
			return typeof value === "string" ? value : JSON.stringify(value);
		})
		.replaceAll("…", "check of the runbook");
}

export function readRunbook(): string {
	return readFileSync(RUNBOOK, "utf8");
}

/** Every block and span, each text once, at its first line. */
export function codeOf(markdown: string): Code[] {
	const lineAt = (index: number) => markdown.slice(0, index).split("\n").length;
	const blocks = [...markdown.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)];
	const prose = blocks.reduce((text, [block]) => text.replace(block, block.replaceAll(/[^\n]/g, " ")), markdown);
	const all = [
		...blocks.map(({ 1: text = "", index }) => ({ line: lineAt(index) + 1, text: text.trim() })),
		...[...prose.matchAll(/`([^`]+)`/g)].map(({ 1: text = "", index }) => ({ line: lineAt(index), text: text.replaceAll(/\s+/g, " ") })),
	];
	return [...new Map(all.toReversed().map((code) => [code.text, code])).values()].toSorted((a, b) => a.line - b.line);
}

/** The cells of the table whose heading begins with `heading`, row by row. */
export function tableOf(markdown: string, heading: string): string[][] {
	const [, table = ""] = markdown.split(`\n| ${heading} |`);
	const rows = /^.*\n\|[-|]+\n((?:\|.*\n)+)/.exec(table)?.[1] ?? "";
	return rows
		.trim()
		.split("\n")
		.map((row) =>
			row
				.split("|")
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}

/** Links to files that do not exist, or to headings that they do not have. */
export function brokenLinks(markdown: string): string[] {
	return [...markdown.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([link, file = "", anchor]) => {
		try {
			const target = file === "" ? markdown : readFileSync(new URL(file, RUNBOOK), "utf8");
			return anchor === undefined || anchorsOf(target).has(anchor) ? [] : [`${link}: there is no such heading`];
		} catch {
			return [`${link}: there is no such file`];
		}
	});
}

function anchorsOf(markdown: string): Set<string> {
	const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text);
	return new Set(
		headings.map((text) =>
			text
				.toLowerCase()
				.replaceAll(/[^\w -]/g, "")
				.replaceAll(" ", "-"),
		),
	);
}
