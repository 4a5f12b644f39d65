/** Values of SQL++ and how they compare: MISSING and NULL are no matches, strings compare by bytes. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** undefined is MISSING. */
export type Value = Json | undefined;

export const COMPARE = {
	"=": (difference: number) => difference === 0,
	"<": (difference: number) => difference < 0,
	"<=": (difference: number) => difference <= 0,
	">": (difference: number) => difference > 0,
	">=": (difference: number) => difference >= 0,
} as const;

/** MISSING when a side is, NULL when a side is or when the sides are of different kinds. */
export function compared(sign: keyof typeof COMPARE, a: Value, b: Value): Value {
	if (a === undefined || b === undefined) return undefined;
	if (a === null || b === null || typeof a !== typeof b) return null;
	return COMPARE[sign](compare(a, b));
}

export function compare(a: Value, b: Value): number {
	if (typeof a === "number" && typeof b === "number") return a - b;
	if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
	if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
	const kinds = [undefined, null];
	const rank = (value: Value): number => (kinds.includes(value as null) ? kinds.indexOf(value as null) : 2);
	return rank(a) - rank(b);
}

export function isIn(value: Value, list: Value, negated: boolean): Value {
	if (value === undefined || list === undefined) return undefined;
	if (value === null || !Array.isArray(list)) return null;
	return list.some((item: Json) => compared("=", value, item) === true) !== negated;
}

export function both(a: Value, b: Value): Value {
	if (a === false || b === false) return false;
	return a === true && b === true ? true : a === undefined || b === undefined ? undefined : null;
}

export function either(a: Value, b: Value): Value {
	if (a === true || b === true) return true;
	return a === false && b === false ? false : a === null || b === null ? null : undefined;
}

export const FUNCTIONS: Readonly<Record<string, (...values: readonly Value[]) => Value>> = {
	CONTAINS: (text, part) =>
		typeof text === "string" && typeof part === "string" ? text.includes(part) : text === undefined ? undefined : null,
	FLOOR: (value) => (typeof value === "number" ? Math.floor(value) : null),
	IFMISSINGORNULL: (...values) => values.find((value) => value !== undefined && value !== null) ?? null,
	/** In bytes. */
	LENGTH: (text) => (typeof text === "string" ? Buffer.byteLength(text) : text === undefined ? undefined : null),
	ROUND: (value) => (typeof value === "number" ? Math.round(value) : null),
	TOSTRING: (value) => (value === undefined ? undefined : typeof value === "number" || typeof value === "string" ? String(value) : null),
};

export function isObject(value: Value): value is { readonly [key: string]: Json } {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
