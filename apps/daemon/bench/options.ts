/** The command line of `npm run bench`. */
import { parseArgs } from "node:util";

export interface Options {
	/** What to measure, in the order of the table; all when none is named. */
	readonly names: readonly string[];
	/** The commit to compare with; undefined: only this version is measured. */
	readonly against: string | undefined;
	/** Rounds on each side of a comparison. */
	readonly rounds: number;
	/** Whether docs/measurements.json gets what is measured, and its documents with it. */
	readonly record: boolean;
	/** Nothing is measured: the documents are generated from what docs/measurements.json has. */
	readonly documents: boolean;
	readonly help: boolean;
}

/** The command line cannot be followed; the message states why and what is accepted. */
export class InvalidOptions extends Error {
	readonly code = "INVALID_OPTIONS";
}

const ROUNDS = 5;
const MOST_ROUNDS = 99;

export function usage(names: readonly string[], comparable: readonly string[]): string {
	return `npm run bench [-- [options] [name …]]

Measures the budgets and prints one table. Names: ${names.join(", ")}; all when none is given.

  --against <commit>  measures this version and the commit alternately with the same program, and prints the ratio of the
                      medians and each round. Names: ${comparable.join(", ")}
  --rounds <n>        rounds on each side with --against (${ROUNDS})
  --record            writes the results to docs/measurements.json, and generates docs/benchmarks.md and docs/scaling.md
  --documents         measures nothing: generates the two documents from docs/measurements.json
  --help              prints this`;
}

/** Throws InvalidOptions. `names`: what can be measured; `comparable`: what can be compared with another version. */
export function parseOptions(args: readonly string[], names: readonly string[], comparable: readonly string[]): Options {
	const { values, positionals } = parsed(args);
	const { against, help = false, record = false, documents = false } = values;
	const accepted = against === undefined ? names : comparable;
	const unknown = positionals.filter((name) => !accepted.includes(name));
	const where = against === undefined ? "to measure" : "that --against compares";
	if (unknown.length > 0) throw new InvalidOptions(`nothing ${where} is named ${unknown.join(", ")}; the names are ${accepted.join(", ")}`);
	if (against === undefined && values.rounds !== undefined) throw new InvalidOptions("--rounds needs --against <commit>");
	if (against?.trim() === "") throw new InvalidOptions("--against needs a commit");
	if (documents && (positionals.length > 0 || against !== undefined || record)) {
		throw new InvalidOptions("--documents measures nothing: it goes without names, --against and --record");
	}
	return {
		names: accepted.filter((name) => positionals.length === 0 || positionals.includes(name)),
		against,
		rounds: roundsOf(values.rounds),
		record,
		documents,
		help,
	};
}

function parsed(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: true,
			options: {
				against: { type: "string" },
				rounds: { type: "string" },
				record: { type: "boolean" },
				documents: { type: "boolean" },
				help: { type: "boolean" },
			},
		});
	} catch (error) {
		throw new InvalidOptions(error instanceof Error ? error.message : String(error));
	}
}

function roundsOf(text = String(ROUNDS)): number {
	const rounds = Number(text);
	if (/^\d+$/.test(text) && rounds >= 1 && rounds <= MOST_ROUNDS) return rounds;
	throw new InvalidOptions(`--rounds ${text} is not a number from 1 to ${MOST_ROUNDS}`);
}
