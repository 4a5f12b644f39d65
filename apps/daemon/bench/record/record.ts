/** `npm run bench -- --record`: writes what was measured to docs/measurements.json and docs/benchmarks.md. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { withTables } from "./document.ts";
import { type Made, type Measurements, measurementsSchema } from "./measurements.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
export const MEASUREMENTS = fileURLToPath(new URL("../../../../docs/measurements.json", import.meta.url));
export const DOCUMENT = fileURLToPath(new URL("../../../../docs/benchmarks.md", import.meta.url));
const DIGITS = 6;

export function readMeasurements(): Measurements {
	return measurementsSchema.parse(JSON.parse(readFileSync(MEASUREMENTS, "utf8")));
}

/** Both files, so that they cannot disagree. */
export function writeMeasurements(measurements: Measurements): void {
	const rounded = (_: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value);
	const text = `${JSON.stringify(measurements, rounded, "\t")}\n`;
	writeFileSync(MEASUREMENTS, text);
	writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, "utf8"), measurementsSchema.parse(JSON.parse(text))));
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
