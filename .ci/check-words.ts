/**
 * Part of `npm run lint`: fails on the words that docs/style.md replaces, in every tracked text file, and prints where they are and what to
 * write instead.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const CHECKED = /\.(ts|tsx|cjs|css|html|md|yaml|yml|tf|sh|tftest\.hcl)$|^\.ci\/run$|Dockerfile$/;
/** They list the words. */
const EXEMPT = new Set([".ci/check-words.ts", "docs/style.md"]);

const WORDS: readonly (readonly [RegExp, string])[] = [
	[/\banew\b/i, "again, from scratch, re-…"],
	[/\bshall\b/i, "must, will"],
	[/\btold\b|\btells? of\b/i, "notified, published, reported, configured"],
	[/\banswers\b/i, "returns, responds"],
	[/\basks\b/i, "requests, requires"],
	[/\bsays\b/i, "reports, states"],
	[/\b(?:is|are|was|were|be|been|being) away\b/i, "unavailable"],
	[/\bwell again\b|\bit is well\b|\bis it well\b/i, "healthy, has recovered"],
	[/\bcom(?:es?|ing|e) to rest\b|\bat rest\b/i, "drained, idle"],
	[/\bthrown out\b/i, "fenced, removed from the group"],
	[/\b(?:takes?|took) leave\b/i, "deregisters"],
	[/\bgives? up\b|\bgave up\b|\bgiven up\b/i, "times out, stops retrying, is abandoned"],
	[/\bdaily business\b/i, "normal"],
	[/\b(?:he|him|his|himself)\b/i, "they, the operator, the caller"],
	[/\bkeepHouse\b|\bhouse.?keeping\b/i, "maintenance"],
	[/\bbury\b|\bcutLetter\b|\bpatiently\b/i, "sendToDeadLetter, truncate, retryUntilAborted"],
	[/\btenures?\b/i, "partition state"],
	[/\bToldIds\b|\bsins\b|\bdoors\b/, "PresetIdGenerator, violations, overlays"],
	[/\bTail(?:Lost)?\b/, "PendingCommit, LogFollower, RecordCache"],
	[/\b[Aa]rrived cancelled\b/, "cancelled at source"],
	[/\bon the shelf\b|\breorders below\b|\bnothing ordered\b/i, "in stock, added to stock; reorder point; none on order"],
	[/\bas customers would\b|\brate asked for\b|\brequested rate\b/i, "generates test orders; target rate"],
	[/\bmade if it is not there\b|\bname another topic\b/i, "created if missing; choose another"],
	[/\bmust hold at (?:least|most)\b/, "must have at least, at most"],
	[/\bby the system (?:too|only)\b|\bof (?:\d+|\$\{\w+\}) and more\b/i, "desktop notifications, desktop only; 90+"],
	[/\bnothing read yet\b|\bnot seen from here\b/i, "no committed offset; no data"],
	[/\bSingle keys act\b|"The one (?:above|below)"/, "single-key shortcuts; previous, next"],
	[/\b(?:narrow|widen) the rail\b/i, "collapse, expand sidebar"],
	[/\bwhat the filters hold\b|\ba row an order\b/i, "filtered orders; one row per order"],
	[/\bto try again is safe\b/i, "it is safe to try again"],
	[/\b(?:order|record|event|alert|letter)s? fits? (?:these|the) filters?\b/i, "matches the filters"],
	[/\bnot known here\b/i, "unknown"],
	[/\bthe catalogue\b|\bhonours?\b|\blabel="Colour"/i, "American English: catalog, honors, color"],
];

function violations(file: string): string[] {
	return readFileSync(file, "utf8")
		.split("\n")
		.flatMap((line, index) =>
			WORDS.flatMap(([pattern, instead]) => {
				const found = pattern.exec(line)?.[0];
				return found === undefined ? [] : [`${file}:${index + 1}: "${found}": write ${instead}`];
			}),
		);
}

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"], { encoding: "utf8" })
	.split("\n")
	.filter((file) => CHECKED.test(file) && !EXEMPT.has(file));
const deleted = new Set(execFileSync("git", ["ls-files", "--deleted"], { encoding: "utf8" }).split("\n"));
const found = tracked.filter((file) => !deleted.has(file)).flatMap(violations);
if (found.length > 0) {
	console.error(`${found.join("\n")}\n${found.length} words that docs/style.md replaces`);
	process.exitCode = 1;
}
