/** docs/measurements.json: the newest measurement of each row and of each comparison, with where it was made. */
import { z } from "zod";
import type { Comparison } from "../against/compare.ts";
import type { Row } from "../table.ts";

const madeSchema = z.object({
	/** Of the version that was measured; ends in `-dirty` where it had changes that were not committed. */
	commit: z.string(),
	/** ISO 8601. */
	date: z.iso.date(),
	/** Earlier entries have no `cpu`. */
	machine: z.strictObject({ cores: z.int(), memoryGib: z.int(), cpu: z.string().optional(), node: z.string() }),
});
/** Where and when a figure was measured. */
export type Made = z.infer<typeof madeSchema>;

const floorSchema = z.object({
	value: z.number(),
	unit: z.string().optional(),
	what: z.string(),
	ratio: z.enum(["share", "times"]).optional(),
});
const rowSchema = z.object({
	id: z.string(),
	what: z.string(),
	value: z.number(),
	unit: z.string(),
	detail: z.string().optional(),
	parts: z.record(z.string(), z.number()).optional(),
	floors: z.array(floorSchema),
	bar: z.string().optional(),
	met: z.boolean(),
});
const comparisonSchema = z.object({
	bench: z.string(),
	name: z.string(),
	unit: z.string(),
	better: z.enum(["higher", "lower"]).optional(),
	subject: z.array(z.number()),
	against: z.string(),
	reference: z.array(z.number()),
	ratio: z.number(),
	bar: z.string().optional(),
	met: z.boolean(),
});

export const measurementsSchema = z.strictObject({
	rows: z.array(rowSchema.extend(madeSchema.shape)),
	comparisons: z.array(comparisonSchema.extend(madeSchema.shape)),
});
export type Measurements = z.infer<typeof measurementsSchema>;

/** Each row replaces the one of its id; others stay, and new ones go to the end. */
export function withRows(known: Measurements, rows: readonly Row[], made: Made): Measurements {
	const measured = rows.map((row) => rowSchema.extend(madeSchema.shape).parse({ ...row, ...made }));
	return { ...known, rows: merged(known.rows, measured, ({ id }) => id) };
}

/** Each comparison replaces the one of the same figure and commit. */
export function withComparisons(known: Measurements, comparisons: readonly Comparison[], made: Made): Measurements {
	const measured = comparisons.map((one) => comparisonSchema.extend(madeSchema.shape).parse({ ...one, ...made }));
	return { ...known, comparisons: merged(known.comparisons, measured, ({ bench, name, against }) => [bench, name, against].join("/")) };
}

function merged<T>(known: readonly T[], measured: readonly T[], keyOf: (one: T) => string): T[] {
	const all = new Map(known.map((one) => [keyOf(one), one]));
	for (const one of measured) all.set(keyOf(one), one);
	return [...all.values()];
}
