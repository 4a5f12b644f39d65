/**
 * The filters of a list, each defined once: as the API takes it and as a link has it. What a link has that is not understood is left out, so that an
 * old or mistyped link still opens the list.
 */
import { z } from "zod";
import { isoDateTimeSchema } from "./events.ts";
import { listOf, MOST_LISTED } from "./input.ts";

export interface ListFilter<S extends z.ZodType = z.ZodType, L extends z.ZodType = z.ZodType> {
	/** In an input of the API. */
	readonly schema: S;
	/** In the address. */
	readonly link: L;
	/** From the address to the API; undefined where nothing of it is understood. */
	readonly read: (link: NonNullable<z.output<L>>) => z.output<S> | undefined;
}

/** Of one list, by the names of the API, which are those of the address. */
export type ListFilters = Readonly<Record<string, ListFilter>>;

const MOST_CHARACTERS = 512;
export const MOST_AMOUNT = 1e9;

const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const filterOf = <S extends z.ZodType, L extends z.ZodType>(filter: ListFilter<S, L>): ListFilter<S, L> => filter;

/** One or more values; in a link with commas between them. */
export const severalOf = <T extends z.ZodType<string>>(item: T) =>
	filterOf({
		schema: listOf(item),
		link: lenient(z.string().trim().min(1).max(MOST_CHARACTERS)),
		read: (text) => {
			const known = text.split(",").flatMap((part) => {
				const { data } = item.safeParse(part);
				return data === undefined ? [] : [data];
			});
			return known.length === 0 ? undefined : [...new Set(known)].slice(0, MOST_LISTED);
		},
	});

export const oneOf = <const T extends readonly string[]>(values: T) => {
	const schema = z.enum(values, `must be one of ${values.join(", ")}`);
	return filterOf({ schema: schema.optional(), link: lenient(schema), read: (value) => value });
};

export const amountFilter = filterOf({
	schema: z
		.number("must be an amount such as 249.99")
		.min(0, "must be at least 0")
		.max(MOST_AMOUNT, `must be at most ${MOST_AMOUNT}`)
		.optional(),
	link: lenient(z.string().regex(/\S/).transform(Number).or(z.number()).pipe(z.number().min(0).max(MOST_AMOUNT))),
	read: (amount) => amount,
});

/** ISO 8601. */
export const instantFilter = filterOf({ schema: isoDateTimeSchema.optional(), link: lenient(isoDateTimeSchema), read: (iso) => iso });

const flagSchema = z.boolean("must be true or false").optional();

export const flagFilter = filterOf({ schema: flagSchema, link: lenient(z.enum(["true", "false"])), read: (text) => text === "true" });

/** A flag that links set or leave out. */
export const markFilter = filterOf({ schema: flagSchema, link: lenient(z.enum(["true"])), read: () => true });

/** Text as it is: spaces may belong to it. */
export const textFilter = (most: number) =>
	filterOf({
		schema: z.string().min(1, "must not be empty").max(most, `must be at most ${most} characters`).optional(),
		link: lenient(z.string().max(most).regex(/\S/)),
		read: (text) => text,
	});

type Schemas<F extends ListFilters> = { readonly [P in keyof F]: F[P]["schema"] };
type Links<F extends ListFilters> = { readonly [P in keyof F]: F[P]["link"] };

/** The filters as the API takes them; those that are not set may be left out. */
export type FilterValues<F extends ListFilters> = { readonly [P in keyof F]?: Readonly<z.output<F[P]["schema"]>> };
/** The same for a caller of the API, whose inputs may be changed. */
type FilterInputs<F extends ListFilters> = { [P in keyof F]?: NonNullable<z.output<F[P]["schema"]>> };
/** The same as the address has them. */
export type LinkValues<F extends ListFilters> = { readonly [P in keyof F]?: z.output<F[P]["link"]> };

/** For the schema of an input. */
export function schemasOf<F extends ListFilters>(filters: F): Schemas<F> {
	return Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, schema])) as Schemas<F>;
}

/** For the schema of an address. */
export function linksOf<F extends ListFilters>(filters: F): Links<F> {
	return Object.fromEntries(Object.entries(filters).map(([name, { link }]) => [name, link])) as Links<F>;
}

/** The filters of an address, as the API takes them. */
export function readLink<F extends ListFilters>(filters: F, link: LinkValues<F>): FilterInputs<F> {
	const entries = Object.entries(filters).map(([name, { read }]) => [name, link[name] == null ? undefined : read(link[name])]);
	return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as FilterInputs<F>;
}

/** What the form of a filter is, and the filters that it sets. */
export type FilterForm<N extends string = string> =
	| { readonly form: "choices"; readonly name: N }
	| { readonly form: "range"; readonly min: N; readonly max: N }
	| { readonly form: "dates"; readonly from: N; readonly to: N }
	| { readonly form: "flag"; readonly name: N }
	| { readonly form: "mark"; readonly name: N }
	| { readonly form: "text"; readonly name: N }
	| { readonly form: "search"; readonly name: N };

export interface ListSort {
	/** What comes first, in words. */
	readonly asc: string;
	readonly desc: string;
	/** The direction of the first click. */
	readonly first: "asc" | "desc";
}

export interface ListColumn<N extends string = string> {
	readonly label: string;
	readonly filter?: FilterForm<N> & { readonly label?: string };
	readonly sort?: ListSort;
	/** Filters the list, and has no column in its table. */
	readonly hidden?: true;
}
