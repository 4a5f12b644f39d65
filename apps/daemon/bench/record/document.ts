/** The tables of docs/benchmarks.md, which are generated from the measurements. */
import { comparisonTable } from "../against/compare.ts";
import { markdown } from "../table.ts";
import type { Made, Measurements } from "./measurements.ts";

const BEGIN = "<!-- Generated from measurements.json by `npm run bench -- --record`. -->";
const END = "<!-- End of what is generated. -->";

/** The document with the tables of these measurements. Throws where it has no place for them. */
export function withTables(document: string, measurements: Measurements): string {
	const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
	if (from < 0 || to < from) throw new Error(`the document has no lines ${BEGIN} and ${END}`);
	return `${document.slice(0, from)}${BEGIN}\n\n${tables(measurements)}\n\n${document.slice(to)}`;
}

function tables({ rows, comparisons }: Measurements): string {
	const machines = [...new Set([...rows, ...comparisons].map(machineText))];
	return [
		`Measured on ${machines.join("; and on ")}.`,
		markdown(rows),
		...(comparisons.length === 0 ? [] : ["Two versions, measured alternately:", comparisonTable(comparisons)]),
	].join("\n\n");
}

export function machineText({ machine: { cores, memoryGib, cpu, node } }: Pick<Made, "machine">): string {
	return `${cores} cores${cpu === undefined ? "" : ` (${cpu})`}, ${memoryGib} GiB of memory, Node ${node}`;
}
