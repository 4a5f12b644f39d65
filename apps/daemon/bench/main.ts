/** `npm run bench [-- name …]`: measures the budgets and prints one table; `--against` compares two versions. */
import { measureAgainst } from "./against/against.ts";
import { CannotMeasure } from "./against/cannot-measure.ts";
import { checkout } from "./against/checkout.ts";
import { type Comparison, comparisonTable } from "./against/compare.ts";
import type { Bench } from "./bench.ts";
import { loadBench, NAMES } from "./benches.ts";
import { InvalidOptions, type Options, parseOptions, usage } from "./options.ts";
import { machineText } from "./record/document.ts";
import { withComparisons, withRows } from "./record/measurements.ts";
import { machineNow, madeNow, readMeasurements, writeDocuments, writeMeasurements } from "./record/record.ts";
import { markdown, type Row } from "./table.ts";

// So that the exit handlers run, which end the processes and remove the directories that this one has made.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const benches = new Map(await Promise.all(NAMES.map(async (name) => [name as string, await loadBench(name)] as const)));
const comparable = NAMES.filter((name) => benches.get(name)?.rounds !== undefined);
try {
	const options = parseOptions(process.argv.slice(2), NAMES, comparable);
	if (options.help) console.log(usage(NAMES, comparable));
	else if (options.documents) writeDocuments();
	else console.log(`${machineText({ machine: machineNow() })}\n\n${await results(options)}`);
} catch (error) {
	if (!(error instanceof InvalidOptions || error instanceof CannotMeasure)) throw error;
	console.error(error.message);
	process.exitCode = 2;
}

function results(options: Options): Promise<string> {
	return options.against === undefined ? table(options) : comparison(options, options.against);
}

async function table({ names, record }: Options): Promise<string> {
	const rows: Row[] = [];
	for (const name of names) {
		console.error(`measuring ${name} …`);
		const measured = await benchOf(name).rows();
		if (record) writeMeasurements(withRows(readMeasurements(), measured, madeNow()));
		rows.push(...measured);
	}
	return markdown(rows);
}

async function comparison({ names, rounds, record }: Options, against: string): Promise<string> {
	using reference = checkout(against);
	const comparisons: Comparison[] = [];
	for (const name of names) {
		console.error(`measuring ${name} against ${reference.name} …`);
		const measured = await measureAgainst({ name, bench: benchOf(name), reference, rounds });
		if (record) writeMeasurements(withComparisons(readMeasurements(), measured, madeNow()));
		comparisons.push(...measured);
	}
	return comparisonTable(comparisons);
}

function benchOf(name: string): Bench {
	const bench = benches.get(name);
	if (bench === undefined) throw new Error(`no bench ${name}`);
	return bench;
}
