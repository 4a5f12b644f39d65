/** How many orders the views of the list hold, as of some seconds ago: one request for all of them. */
import type { OrderCount } from "@orderdeck/contracts/orders/requests";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPCClient } from "../../api/client.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { type FilterSearch, filterSearchOf, filtersOf, type OrderSearch, unsortedOf } from "./order-filters.ts";
import { GIVEN_VIEWS, sameSearch, useViews } from "./views.ts";

const EVERY_MS = 5_000;

/** The list of a job is counted by its results alone. */
const isCounted = (search: FilterSearch) => search.job === undefined;

/** The count of the view with these filters; undefined while it is not known. */
export function useOrderCounts(search: OrderSearch): (view: FilterSearch) => OrderCount | undefined {
	const client = useTRPCClient();
	const { pausedAt } = useLiveContext();
	const [own] = useViews();
	const asked = [...GIVEN_VIEWS, ...own].map((view) => view.search).concat(filterSearchOf(search));
	const views = distinct(asked.filter(isCounted).map(unsortedOf));
	const { data, isError } = useQuery({
		queryKey: ["order counts", views],
		queryFn: async ({ signal }) => {
			const now = daemonClock.now();
			const { counts } = await client.orders.counts.query({ views: views.map((view) => filtersOf(view, now)) }, { signal });
			return views.map((view, place) => ({ view, count: counts[place] }));
		},
		retry: false,
		refetchInterval: pausedAt === undefined ? EVERY_MS : false,
		placeholderData: keepPreviousData,
	});
	return (view) => (isError ? undefined : data?.find((known) => sameSearch(known.view, unsortedOf(view)))?.count);
}

function distinct(views: readonly FilterSearch[]): FilterSearch[] {
	return views.filter((view, place) => views.findIndex((each) => sameSearch(each, view)) === place);
}
