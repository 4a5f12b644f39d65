/** How many orders the views of the list hold, as of some seconds ago: one request for all of them. */
import type { OrderCount } from "@orderdeck/contracts/orders/requests";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { eachMoney } from "../../format/money.ts";
import { countText, exactNumber } from "../../format/number.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { type FilterSearch, filterSearchOf, filtersOf, type OrderSearch, unsortedOf } from "./order-filters.ts";
import { GIVEN_VIEWS, sameSearch, useViews } from "./views.ts";

const EVERY_MS = 5_000;
const KEY = "order counts";

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
		queryKey: [KEY, views],
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

/** Counts again at once, after an action of one's own. */
export function useCountAgain(): () => void {
	const queries = useQueryClient();
	return useCallback(() => void queries.invalidateQueries({ queryKey: [KEY] }), [queries]);
}

/** `478 of 3,779 orders · $132,964.86`; without `total` only the first. The money only where it is of these very orders. */
export function countWords({ orders, at_least, money }: OrderCount, total?: number): string {
	const counted = countText(orders, at_least);
	const noun = (total ?? orders) === 1 && !at_least ? "order" : "orders";
	const words = total === undefined ? `${counted} ${noun}` : `${counted} of ${exactNumber(total)} ${noun}`;
	return money === null || at_least ? words : `${words} · ${eachMoney(money)}`;
}

function distinct(views: readonly FilterSearch[]): FilterSearch[] {
	return views.filter((view, place) => views.findIndex((each) => sameSearch(each, view)) === place);
}
