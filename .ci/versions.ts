/**
 * The version stands in several files, and a release's tag, image and chart have it. Part of `npm run lint`:
 *   node .ci/versions.ts               fails where two differ
 *   node .ci/versions.ts v1.2.3        and where one differs from the tag
 *   node .ci/versions.ts --set 1.2.3   writes it everywhere; `npm install --package-lock-only` then updates the lockfile
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z][0-9A-Za-z.-]*)?$/;
/** Where it stands, by file: the first group of each match. */
const PLACES: readonly (readonly [file: RegExp, place: RegExp])[] = [
	[/(?:^|\/)package\.json$/, /(?:^\t"version"|"@orderdeck\/[\w-]+"): "([^"]+)"/gm],
	[/^infra\/helm\/orderdeck\/Chart\.yaml$/, /^(?:version|appVersion): "?([^\s"]+)/gm],
	[/^apps\/daemon\/Dockerfile$/, /^ARG VERSION=(\S+)/gm],
	// Images of this project that infrastructure mentions with a tag.
	[/^infra\/.*\.(?:yaml|tf|hcl|md)$/, /\/orderdeck(?::|, tag: "?)(\d+\.\d+\.\d+(?:-[\w.-]*\w)?)/g],
];
const SHOWN = "package.json";

interface Place {
	readonly file: string;
	readonly line: number;
	readonly version: string;
}

/** All versions in a file. */
export function places(file: string, text: string): Place[] {
	return patterns(file).flatMap((pattern) =>
		[...text.matchAll(pattern)].map((match) => ({
			file,
			line: text.slice(0, match.index).split("\n").length,
			version: match[1] ?? "",
		})),
	);
}

/** The file's text with another version. */
export function withVersion(file: string, text: string, version: string): string {
	return patterns(file).reduce((before, pattern) => before.replace(pattern, (match, old: string) => match.replace(old, version)), text);
}

/** What differs from `expected`, which `source` states. */
export function differences(found: readonly Place[], expected: string, source: string): string[] {
	return found
		.filter(({ version }) => version !== expected)
		.map(({ file, line, version }) => `${file}:${line}: version ${version}, but ${source} has ${expected}`);
}

function patterns(file: string): RegExp[] {
	return PLACES.filter(([name]) => name.test(file)).map(([, place]) => place);
}

function main([first, second]: readonly string[]): string[] {
	const files = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n");
	const texts = files
		.filter((file) => patterns(file).length > 0 && existsSync(file))
		.map((file) => ({ file, text: readFileSync(file, "utf8") }));
	if (first === "--set") {
		if (!VERSION.test(second ?? "")) return [`--set ${second} is not a version: accepted is one such as 1.2.3 or 1.2.3-rc.1`];
		for (const { file, text } of texts) writeFileSync(file, withVersion(file, text, second ?? ""));
		return [];
	}
	const found = texts.flatMap(({ file, text }) => places(file, text));
	if (first === undefined) return differences(found, found.find(({ file }) => file === SHOWN)?.version ?? "", SHOWN);
	const version = first.replace(/^v/, "");
	if (!first.startsWith("v") || !VERSION.test(version))
		return [`${first} is not the tag of a release: accepted is one such as v1.2.3 or v1.2.3-rc.1`];
	return differences(found, version, `the tag ${first}`);
}

if (import.meta.main) {
	const failures = main(process.argv.slice(2));
	if (failures.length > 0) {
		console.error(`${failures.join("\n")}\nnode .ci/versions.ts --set <version> writes it everywhere`);
		process.exitCode = 1;
	}
}
