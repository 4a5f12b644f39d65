/** Marks `undefined` in what goes to a page and comes from it as JSON: Electron's structured clone keeps it, and optional arguments rely on it. */

const ABSENT = "$undefined";

export function mark(value: unknown): unknown {
	if (value === undefined) return { [ABSENT]: true };
	if (Array.isArray(value)) return value.map(mark);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mark(each)]));
}

export function unmark(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(unmark);
	if (typeof value !== "object" || value === null) return value;
	if (ABSENT in value) return undefined;
	return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unmark(each)]));
}
