/** What is generated in docs/benchmarks.md. */
import { comparisonTable } from "../against/compare.ts";
import { markdown } from "../table.ts";
import { block } from "./generated.ts";
import type { Made, Measurements } from "./measurements.ts";

export function benchmarkTexts({ rows, comparisons }: Measurements): Readonly<Record<string, string>> {
	const machines = [...new Set([...rows, ...comparisons].map(machineText))];
	const parts = [
		`Measured on ${machines.join("; and on ")}.`,
		markdown(rows),
		...(comparisons.length === 0 ? [] : ["Two versions, measured alternately:", comparisonTable(comparisons)]),
	];
	return { measured: block(parts.join("\n\n")) };
}

export function machineText({ machine: { cores, memoryGib, cpu, node } }: Pick<Made, "machine">): string {
	return `${cores} cores${cpu === undefined ? "" : ` (${cpu})`}, ${memoryGib} GiB of memory, Node ${node}`;
}
