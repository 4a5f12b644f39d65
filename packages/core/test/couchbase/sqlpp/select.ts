/** Runs the parts of a SELECT over rows. */
import { compare, type Json, type Value } from "./values.ts";

export interface Row {
	readonly id: string;
	readonly doc: Json;
}
export type Evaluate = (row: Row, parameters: Parameters) => Value;
export type Parameters = Readonly<Record<string, Json>>;
export interface Column {
	readonly alias: string;
	readonly evaluate: Evaluate;
	readonly aggregate?: (rows: readonly Row[], parameters: Parameters) => Value;
}

export interface Sorting {
	readonly by: Evaluate;
	readonly sign: 1 | -1;
}
interface Parts {
	readonly columns: readonly Column[];
	readonly where: Evaluate;
	readonly group: readonly Evaluate[];
	readonly order: readonly Sorting[];
	readonly limit: Evaluate | undefined;
	readonly offset: Evaluate | undefined;
}

/** The rows that match, sorted and cut to the limit; where a column is an aggregate, a row for each group, or one where none is asked for. */
export function evaluate({ columns, where, group, order, limit, offset }: Parts, rows: readonly Row[], parameters: Parameters): Json[] {
	const nothing: Row = { id: "", doc: null };
	const found = rows.filter((row) => where(row, parameters) === true);
	if (columns.some(({ aggregate }) => aggregate !== undefined)) {
		const keyOf = (row: Row): string => JSON.stringify(group.map((by) => by(row, parameters) ?? { missing: true }));
		const groups = group.length === 0 ? [found] : [...Map.groupBy(found, keyOf).values()];
		return groups.map((rows) =>
			objectOf(
				columns.map(({ alias, evaluate: of, aggregate }) => [
					alias,
					aggregate === undefined ? of(rows[0] ?? nothing, parameters) : aggregate(rows, parameters),
				]),
			),
		);
	}
	const sorted = found.toSorted((a, b) => {
		for (const { by, sign } of order) {
			const difference = compare(by(a, parameters), by(b, parameters)) * sign;
			if (difference !== 0) return difference;
		}
		return 0;
	});
	const from = Number(offset?.(nothing, parameters) ?? 0);
	const to = limit === undefined ? undefined : from + Number(limit(nothing, parameters));
	return sorted.slice(from, to).map((row) => objectOf(columns.map(({ alias, evaluate: of }) => [alias, of(row, parameters)])));
}

function objectOf(entries: readonly (readonly [string, Value])[]): Json {
	return Object.fromEntries(entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined));
}
