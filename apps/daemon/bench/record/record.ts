/** `npm run bench -- --record`: writes what was measured to docs/measurements.json, and the documents that follow from it. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { scalingTexts } from "../scaling/document.ts";
import { benchmarkTexts } from "./document.ts";
import { withGenerated } from "./generated.ts";
import { type Made, type Measurements, measurementsSchema } from "./measurements.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const MEASUREMENTS = docs("measurements.json");
export const BENCHMARKS = docs("benchmarks.md");
export const SCALING = docs("scaling.md");
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
	for (const [file, text] of documents()) writeFileSync(file, text);
}

/** The text that each document has to have. */
export function documents(): ReadonlyMap<string, string> {
	const measurements = readMeasurements();
	const texts = [
		[BENCHMARKS, benchmarkTexts(measurements)],
		[SCALING, scalingTexts(measurements)],
	] as const;
	return new Map(texts.map(([file, generated]) => [file, withGenerated(readFileSync(file, "utf8"), generated)]));
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

function docs(name: string): string {
	return fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url));
}
