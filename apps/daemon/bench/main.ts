/** `npm run bench [-- name …]`: measures the budgets and prints one table; `--against` compares two versions. */
import { availableParallelism, totalmem } from "node:os";
import { measureAgainst } from "./against/against.ts";
import { CannotMeasure } from "./against/cannot-measure.ts";
import { checkout } from "./against/checkout.ts";
import { comparisonTable } from "./against/compare.ts";
import type { Bench } from "./bench.ts";
import { loadBench, NAMES } from "./benches.ts";
import { InvalidOptions, type Options, parseOptions, usage } from "./options.ts";
import { markdown, type Row } from "./table.ts";

// So that the exit handlers run, which end the processes and remove the directories that this one has made.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const benches = new Map(await Promise.all(NAMES.map(async (name) => [name as string, await loadBench(name)] as const)));
const comparable = NAMES.filter((name) => benches.get(name)?.rounds !== undefined);
try {
	const options = parseOptions(process.argv.slice(2), NAMES, comparable);
	if (options.help) console.log(usage(NAMES, comparable));
	else console.log(`${machine()}\n\n${options.against === undefined ? await table(options) : await comparison(options, options.against)}`);
} catch (error) {
	if (!(error instanceof InvalidOptions || error instanceof CannotMeasure)) throw error;
	console.error(error.message);
	process.exitCode = 2;
}

async function table({ names }: Options): Promise<string> {
	const rows: Row[] = [];
	for (const name of names) {
		console.error(`measuring ${name} …`);
		rows.push(...(await benchOf(name).rows()));
	}
	return markdown(rows);
}

async function comparison({ names, rounds }: Options, against: string): Promise<string> {
	using reference = checkout(against);
	const tables: string[] = [];
	for (const name of names) {
		console.error(`measuring ${name} against ${reference.name} …`);
		const comparisons = await measureAgainst({ name, bench: benchOf(name), reference, rounds });
		tables.push(`${name}, ${rounds} rounds on each side:\n\n${comparisonTable(comparisons, reference.name)}`);
	}
	return tables.join("\n\n");
}

function benchOf(name: string): Bench {
	const bench = benches.get(name);
	if (bench === undefined) throw new Error(`no bench ${name}`);
	return bench;
}

function machine(): string {
	const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
	return `Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, ${memory}`;
}
