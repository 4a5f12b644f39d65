/** Views: filters with a name. Some come with the console, others are kept in this browser. */
import { useLocalStorage } from "@mantine/hooks";
import { z } from "zod";
import { type FilterSearch, filterSearchOf, orderSearchSchema, unsortedOf } from "./order-filters.ts";

export interface View {
	readonly name: string;
	readonly search: FilterSearch;
}

export const STUCK = "Stuck";

export const GIVEN_VIEWS: readonly View[] = [
	{ name: "All orders", search: {} },
	{ name: "Large, risky countries", search: { country: "DE,IN,GB,FR,CN,BR", minAmount: 300 } },
	{ name: STUCK, search: { stuck: "true", sort: "oldest" } },
	{ name: "Waiting for payment", search: { status: "CREATED,CONFIRMED", sort: "oldest" } },
	{ name: "Waiting to ship", search: { status: "PAID,PREPARED", sort: "oldest" } },
	{ name: "Flagged", search: { flagged: "true" } },
	{ name: "Cancelled", search: { status: "CANCELLED" } },
];

export const VIEWS_KEPT = 20;
const savedSchema = z
	.array(z.object({ name: z.string().trim().min(1).max(40), search: z.record(z.string(), z.unknown()) }))
	.max(VIEWS_KEPT);

/** The views as they were kept; what is not understood is left out. */
export function readViews(text: string | undefined): readonly View[] {
	if (text === undefined) return [];
	try {
		return savedSchema
			.parse(JSON.parse(text))
			.map(({ name, search }) => ({ name, search: filterSearchOf(orderSearchSchema.parse(search)) }));
	} catch {
		// Whatever stands there was not written by this console, or by one that kept views in another way.
		return [];
	}
}

/** One's own views, kept in this browser. */
export function useViews() {
	return useLocalStorage<readonly View[]>({
		key: "orderdeck.order-views",
		defaultValue: [],
		getInitialValueInEffect: false,
		deserialize: readViews,
	});
}

/** The view that the list shows: the one that is sorted like it, else one with its filters. */
export function viewOf(views: readonly View[], search: FilterSearch): View | undefined {
	const isLike = (view: View) => sameSearch(unsortedOf(view.search), unsortedOf(search));
	return views.find((view) => sameSearch(view.search, search)) ?? views.find(isLike);
}

/** The same filters, however they came about. */
export function sameSearch(a: FilterSearch, b: FilterSearch): boolean {
	const text = (search: FilterSearch) =>
		JSON.stringify(
			Object.entries(search)
				.filter(([, value]) => value !== undefined)
				.toSorted(([x], [y]) => x.localeCompare(y)),
		);
	return text(a) === text(b);
}

/** With this view put last; one of the same name gives way. */
export function withView(views: readonly View[], view: View): readonly View[] {
	return [...views.filter(({ name }) => name !== view.name), view].slice(-VIEWS_KEPT);
}
