/** The live list of orders, with one of them open beside it. */

import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { type Search, searchIn } from "@orderdeck/contracts/orders/order-list";
import { overdueBy } from "@orderdeck/contracts/orders/waits";
import { IconPlus, IconShoppingCartOff } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { lazyDialog } from "../../chunks/lazy-component.tsx";
import { exactNumber } from "../../format/number.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLive } from "../../live/live-context.tsx";
import { type LiveList, useLiveList } from "../../live/use-live-list.ts";
import { FirstOrder } from "../../order/first-order.tsx";
import { OrderPanel } from "../../order/order-panel.tsx";
import { orderKey } from "../../order/order-state.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { useMayAct } from "../../shell/session.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { ListWithPanel } from "../../ui/list-with-panel.tsx";
import { Message } from "../../ui/panel.tsx";
import { usePicks } from "../../ui/use-picks.ts";
import { useSelection } from "../../ui/use-selection.ts";
import type { OrderScope } from "./cancel-orders.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { type ChangeSearch, FilterBar } from "./filter-bar.tsx";
import { NewOrder } from "./new-order.tsx";
import { orderColumns } from "./order-columns.tsx";
import {
	filterSearchOf,
	filtersOf,
	NO_FILTERS,
	type OrderFilters,
	type OrderSearch,
	sortingOf,
	unsortedOf,
	untilNow,
} from "./order-filters.ts";
import { orderRules } from "./order-rules.ts";
import { SavedViews } from "./saved-views.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { type SortChange, sortingWords } from "./sorted-columns.tsx";
import { countWords, useCountAgain, useOrderCounts } from "./use-order-counts.ts";
import { sameSearch } from "./views.ts";

const CancelOrders = lazyDialog("Cancel orders", () => import("./cancel-orders.tsx").then((module) => module.CancelOrders));

const PAGE = 100;
/** How often a list of stuck orders is read again, in ms. */
const STUCK_MS = 5_000;
const ordersOf = (frame: LiveFrame) => frame.orders;

export function OrdersScreen() {
	const search = useSearch({ from: "/orders" });
	const navigate = useNavigate({ from: "/orders" });
	const mayAct = useMayAct();
	const change = useCallback<ChangeSearch>(
		(part) => void navigate({ search: (known) => ({ ...known, ...part }), replace: true }),
		[navigate],
	);
	const open = useCallback((order: string | undefined) => change({ order }), [change]);
	const countAgain = useCountAgain();
	const onCreated = (order: string) => {
		countAgain();
		open(order);
	};
	return (
		<>
			<PageHead title="Orders">
				<span className="grow" />
				<ExportMenu search={search} />
				<ActButton action="orders.create" variant="filled" leftSection={<IconPlus size={14} />} onClick={() => change({ new: "true" })}>
					New order
				</ActButton>
			</PageHead>
			<SavedViews search={search} />
			<FilterBar search={search} onChange={change} />
			<OrderList key={listName(search)} search={search} onOpen={open} onSort={change} onClearFilters={() => change(NO_FILTERS)} />
			<NewOrder opened={mayAct && search.new === "true"} onClose={() => change({ new: undefined })} onCreated={onCreated} />
		</>
	);
}

/** Other filters make another list: what was read in the one before does not hold this one. Sorted otherwise, it is the same, and so is the selection. */
function listName(search: OrderSearch): string {
	return JSON.stringify(unsortedOf(filterSearchOf(search)));
}

/** The filters as the list was opened with them: a span is counted back from then, so that it does not move under the reader. */
function useFilters(search: OrderSearch): OrderFilters {
	const name = listName(search);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what is open beside the list does not make it another list
	return useMemo(() => filtersOf(search, daemonClock.now()), [name]);
}

function useOrders(opened: OrderFilters, address: OrderSearch, reading: boolean) {
	const { since } = address;
	const { order: byTime, sort } = sortingOf(address);
	const client = useTRPCClient();
	const search = useRef<Search | "unknown">("unknown");
	const filtersNow = () => (since === undefined ? opened : { ...opened, ...untilNow(since, daemonClock.now()) });
	/** Those of a job's list that have been read: which others are the job's, only the daemon knows. */
	const ofJob = useRef(new Set<string>());
	const isListed = (order: OrderView) =>
		(opened.job_id === undefined || ofJob.current.has(orderKey(order))) &&
		(opened.stuck === undefined || overdueBy(order, daemonClock.now()) !== undefined);
	/** The pages of one list have the same filters. */
	const filters = useRef(opened);
	return useLiveList({
		queryKey: ["list", "orders", opened, byTime, sort ?? null],
		keptAs: ["list", "orders", filterSearchOf(address)],
		fetchPage: async (cursor, signal) => {
			if (cursor === undefined) filters.current = filtersNow();
			const page = await client.orders.list.query(
				{
					...filters.current,
					...(byTime === "oldest" ? { order: byTime } : {}),
					...(sort === undefined ? {} : { sort: sort.by, direction: sort.direction }),
					limit: PAGE,
					...(cursor === undefined ? {} : { cursor }),
				},
				{ signal },
			);
			// From the top: an id that did not exist may exist now.
			if (cursor === undefined) search.current = searchIn(page.orders, opened.q);
			for (const order of page.orders) ofJob.current.add(orderKey(order));
			return { items: page.orders, nextCursor: page.nextCursor };
		},
		rules: orderRules(filtersNow, () => search.current, isListed, { order: byTime, sort }),
		pick: ordersOf,
		reading,
	});
}

interface OrderListProps {
	readonly search: OrderSearch;
	readonly onOpen: (id: string | undefined) => void;
	readonly onSort: (change: SortChange) => void;
	readonly onClearFilters: () => void;
}

/** Orders become stuck as time passes, without a change that the stream would send: a list that follows is read again. */
function useStuckAgain(isStuck: boolean, { mode, restart }: LiveList<OrderView>): void {
	const isFollowing = isStuck && mode === "follow";
	useEffect(() => {
		if (!isFollowing) return;
		const timer = setInterval(restart, STUCK_MS);
		return () => clearInterval(timer);
	}, [isFollowing, restart]);
}

function OrderList(props: OrderListProps) {
	const { search, onOpen } = props;
	const filters = useFilters(search);
	const onOpenRow = useCallback((row: OrderView | undefined) => onOpen(row === undefined ? undefined : orderKey(row)), [onOpen]);
	const selection = useSelection({ idOf: orderKey, openId: search.order, onOpen: onOpenRow });
	const picks = usePicks(orderKey);
	/** Every order that matches is selected, loaded or not. */
	const [isAll, setAll] = useState(false);
	const [cancelling, setCancelling] = useState<OrderScope>();
	const isSelecting = isAll || picks.rows.length > 0;
	const orders = useOrders(filters, search, isSelecting || selection.activeId !== undefined);
	const isBeside = useMediaQuery("(min-width: 1101px) and (max-width: 1360px)", false, { getInitialValueInEffect: false });
	const isSmall = useMediaQuery("(max-width: 800px)", false, { getInitialValueInEffect: false });
	const filtered = Object.keys(filters).length > 0;
	useStuckAgain(search.stuck !== undefined, orders);
	const isNarrow = isSmall || (isBeside && search.order !== undefined);
	const { onSort } = props;
	const isStuck = search.stuck !== undefined;
	const isOfJob = search.job !== undefined;
	const { sort, direction, job } = search;
	const sorting = useMemo(() => sortingOf({ sort, direction, job }), [sort, direction, job]);
	const columns = useMemo(
		() => orderColumns({ isNarrow, isStuck, isOfJob, sorting, onSort }),
		[isNarrow, isStuck, isOfJob, sorting, onSort],
	);
	/** One row more or less is no longer all that match. */
	const ofList = useMemo<typeof picks>(
		() => ({
			...picks,
			toggle: (row) => {
				setAll(false);
				picks.toggle(row);
			},
			remove: (rows) => {
				setAll(false);
				picks.remove(rows);
			},
		}),
		[picks],
	);
	const selectAll = () => {
		setAll(true);
		picks.add(orders.rows);
	};
	const clear = () => {
		setAll(false);
		picks.clear();
	};
	const countAgain = useCountAgain();
	const onCancelled = () => {
		clear();
		countAgain();
	};
	const scopeNow = (): OrderScope => (isAll ? { filter: filters } : { ids: picks.rows.map(orderKey) });
	const opened = orders.rows.find((order) => orderKey(order) === search.order);
	const list = (
		<ListWithPanel
			name="Orders"
			what="order"
			order={sortingWords(sorting)}
			columns={columns}
			list={orders}
			idOf={orderKey}
			selection={selection}
			picks={ofList}
			bar={
				isSelecting ? (
					<SelectionBar
						picked={picks.rows}
						isAll={isAll}
						search={search}
						onAll={filtered && filters.job_id === undefined ? selectAll : undefined}
						onCancel={() => setCancelling(scopeNow())}
						onClear={clear}
					/>
				) : undefined
			}
			marksNew
			empty={
				<Message
					icon={<IconShoppingCartOff size={20} />}
					title={filtered ? "No orders match these filters" : "No orders yet"}
					action={filtered ? <Button onClick={props.onClearFilters}>Clear filters</Button> : <FirstOrder />}
				>
					{filtered ? "New ones appear here as they arrive." : "Orders appear here as soon as the producer or a client sends one."}
				</Message>
			}
			foot={<ListCount search={search} list={orders} />}
			panel={search.order && <OrderPanel key={search.order} id={search.order} row={opened} {...selection.panel(orders.rows)} />}
		/>
	);
	return (
		<>
			{list}
			{cancelling !== undefined && <CancelOrders scope={cancelling} onStarted={onCancelled} onClose={() => setCancelling(undefined)} />}
		</>
	);
}

interface ListCountProps {
	readonly search: OrderSearch;
	readonly list: LiveList<OrderView>;
}

/** `478 of 3,779 orders · $132,964.86`. */
function ListCount({ search, list: { rows, loadingMore, fromEarlier } }: ListCountProps) {
	const countOf = useOrderCounts(search);
	const live = useLive((state) => state.figures?.orderCount);
	const filters = unsortedOf(filterSearchOf(search));
	const counted = countOf(filters);
	const total = sameSearch(filters, {}) ? undefined : (countOf({})?.orders ?? live);
	const words = counted === undefined ? `${exactNumber(rows.length)} loaded` : countWords(counted, total);
	return <span className={fromEarlier ? "t3" : undefined}>{`${words}${loadingMore ? " · loading more" : ""}`}</span>;
}
