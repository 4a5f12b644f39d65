/** `npm run bench -- --record`: writes what was measured to docs/measurements.json, and the documents that follow from it. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scalingTexts } from "../scaling/document.ts";
import { benchmarkTexts } from "./document.ts";
import { withGenerated } from "./generated.ts";
import { type Made, type Measurements, measurementsSchema } from "./measurements.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
export const DOCS = join(ROOT, "docs/");
const MEASUREMENTS = `${DOCS}measurements.json`;
const DIGITS = 6;

export function readMeasurements(): Measurements {
	return measurementsSchema.parse(JSON.parse(readFileSync(MEASUREMENTS, "utf8")));
}

/** With the documents, so that they cannot disagree. */
export function writeMeasurements(measurements: Measurements): void {
	const rounded = (_: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value);
	writeFileSync(MEASUREMENTS, `${JSON.stringify(measurements, rounded, "\t")}\n`);
	writeDocuments();
}

/** Generates the documents from docs/measurements.json again. */
export function writeDocuments(): void {
	for (const [name, text] of documents()) writeFileSync(DOCS + name, text);
}

/** By name, the text that each document has to have. */
export function documents(): ReadonlyMap<string, string> {
	const measurements = readMeasurements();
	const texts = [
		["benchmarks.md", benchmarkTexts(measurements)],
		["scaling.md", scalingTexts(measurements)],
	] as const;
	return new Map(texts.map(([name, generated]) => [name, withGenerated(readFileSync(DOCS + name, "utf8"), generated)]));
}

/** What is measured now, and where. Records of earlier runs are no change of it. */
export function madeNow(): Made {
	const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
	const changed = git("status", "--porcelain", "--", ".", ":!docs") !== "";
	return {
		commit: `${git("rev-parse", "HEAD")}${changed ? "-dirty" : ""}`,
		date: new Date().toISOString().slice(0, 10),
		machine: machineNow(),
	};
}

export function machineNow(): Made["machine"] {
	return {
		cores: availableParallelism(),
		memoryGib: Math.round(totalmem() / 2 ** 30),
		cpu: cpus()[0]?.model.trim(),
		node: process.version.slice(1),
	};
}
