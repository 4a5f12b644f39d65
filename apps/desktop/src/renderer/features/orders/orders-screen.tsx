/** The live list of orders, with one of them open beside it. */

import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { type Search, searchIn } from "@orderdeck/contracts/orders/order-list";
import { IconPlus, IconShoppingCartOff } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { exactNumber } from "../../format/number.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLive } from "../../live/live-context.tsx";
import { useLiveList } from "../../live/use-live-list.ts";
import { OrderPanel } from "../../order/order-panel.tsx";
import { orderKey } from "../../order/order-state.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { useMayAct } from "../../shell/session.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { ListWithPanel } from "../../ui/list-with-panel.tsx";
import { Message } from "../../ui/panel.tsx";
import { usePicks } from "../../ui/use-picks.ts";
import { useSelection } from "../../ui/use-selection.ts";
import { CancelOrders, type OrderScope } from "./cancel-orders.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { type ChangeSearch, FilterBar } from "./filter-bar.tsx";
import { NewOrder } from "./new-order.tsx";
import { NARROW_COLUMNS, WIDE_COLUMNS } from "./order-columns.tsx";
import { filterSearchOf, filtersOf, NO_FILTERS, type OrderFilters, type OrderSearch, untilNow } from "./order-filters.ts";
import { orderRules } from "./order-rules.ts";
import { SavedViews } from "./saved-views.tsx";
import { SelectionBar } from "./selection-bar.tsx";

const PAGE = 100;
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
	return (
		<>
			<PageHead title="Orders">
				<span className="grow" />
				<ExportMenu search={search} />
				{mayAct && (
					<ActButton variant="filled" leftSection={<IconPlus size={14} />} onClick={() => change({ new: "true" })}>
						New order
					</ActButton>
				)}
			</PageHead>
			<SavedViews search={search} />
			<FilterBar search={search} onChange={change} />
			<OrderList key={listName(search)} search={search} onOpen={open} onClearFilters={() => change(NO_FILTERS)} />
			<NewOrder opened={mayAct && search.new === "true"} onClose={() => change({ new: undefined })} onCreated={open} />
		</>
	);
}

/** Other filters make another list: what was read in the one before does not hold this one. */
function listName(search: OrderSearch): string {
	return JSON.stringify(filterSearchOf(search));
}

/** The filters as the list was opened with them: a span is counted back from then, so that it does not move under the reader. */
function useFilters(search: OrderSearch): OrderFilters {
	const name = listName(search);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what is open beside the list does not make it another list
	return useMemo(() => filtersOf(search, daemonClock.now()), [name]);
}

function useOrders(opened: OrderFilters, address: OrderSearch, reading: boolean) {
	const { since } = address;
	const client = useTRPCClient();
	const search = useRef<Search | "unknown">("unknown");
	const filtersNow = () => (since === undefined ? opened : { ...opened, ...untilNow(since, daemonClock.now()) });
	/** Those of a job's list that have been read: which others are the job's, only the daemon knows. */
	const ofJob = useRef(new Set<string>());
	/** The pages of one list have the same filters. */
	const filters = useRef(opened);
	return useLiveList({
		queryKey: ["list", "orders", opened],
		keptAs: ["list", "orders", filterSearchOf(address)],
		fetchPage: async (cursor, signal) => {
			if (cursor === undefined) filters.current = filtersNow();
			const page = await client.orders.list.query(
				{ ...filters.current, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
				{ signal },
			);
			// From the top: an id that did not exist may exist now.
			if (cursor === undefined) search.current = searchIn(page.orders, opened.q);
			for (const order of page.orders) ofJob.current.add(orderKey(order));
			return { items: page.orders, nextCursor: page.nextCursor };
		},
		rules: orderRules(filtersNow, () => search.current, opened.job_id === undefined ? undefined : (id) => ofJob.current.has(id)),
		pick: ordersOf,
		reading,
	});
}

function OrderList(props: { search: OrderSearch; onOpen: (id: string | undefined) => void; onClearFilters: () => void }) {
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
	const small = useMediaQuery("(max-width: 1360px)", undefined, { getInitialValueInEffect: false });
	const filtered = Object.keys(filters).length > 0;
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
	const scopeNow = (): OrderScope => (isAll ? { filter: filters } : { ids: picks.rows.map(orderKey) });
	const opened = orders.rows.find((order) => orderKey(order) === search.order);
	const list = (
		<ListWithPanel
			name="Orders"
			what="order"
			order="newest first"
			columns={small === true && search.order !== undefined ? NARROW_COLUMNS : WIDE_COLUMNS}
			list={orders}
			idOf={orderKey}
			selection={selection}
			picks={ofList}
			bar={
				isSelecting ? (
					<SelectionBar
						picked={picks.rows}
						isAll={isAll}
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
					title={filtered ? "No order fits these filters" : "No orders yet"}
					action={filtered && <Button onClick={props.onClearFilters}>Clear the filters</Button>}
				>
					{filtered ? "New ones appear here as they arrive." : "Orders appear here as soon as the producer or a client sends one."}
				</Message>
			}
			foot={<Loaded count={orders.rows.length} loadingMore={orders.loadingMore} />}
			panel={search.order && <OrderPanel key={search.order} id={search.order} row={opened} {...selection.panel(orders.rows)} />}
		/>
	);
	return (
		<>
			{list}
			{cancelling !== undefined && <CancelOrders scope={cancelling} onStarted={clear} onClose={() => setCancelling(undefined)} />}
		</>
	);
}

function Loaded({ count, loadingMore }: { count: number; loadingMore: boolean }) {
	const total = useLive((state) => state.figures?.orderCount);
	return `${exactNumber(count)} loaded${total === undefined ? "" : ` · ${exactNumber(total)} orders in all`}${loadingMore ? " · loading more" : ""}`;
}
