import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderListOrder } from "@orderdeck/contracts/orders/order-list";
import { IconFlag } from "@tabler/icons-react";
import { money } from "../../format/money.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { orderKey } from "../../order/order-state.ts";
import { Country } from "../../ui/country.tsx";
import type { Column } from "../../ui/grid-rows.tsx";
import { OrderStatusMark } from "../../ui/order-status.tsx";
import { SortHead } from "../../ui/sort-head.tsx";
import { StuckBecause, WaitsFor } from "./waits-for.tsx";

function itemWords(order: OrderView): string {
	const items = order.items ?? [];
	const count = items.reduce((sum, item) => sum + item.quantity, 0);
	return `${count} · ${items.map((item) => item.name ?? item.product_id).join(", ")}`;
}

const created: Column<OrderView> = {
	id: "created",
	head: "Created",
	width: "80px",
	cell: (order) => {
		const at = epochOf(order.created_at);
		return (
			<time className="t2" dateTime={order.created_at} title={fullTime(at)}>
				{timeOrDate(at, daemonClock.now())}
			</time>
		);
	},
};
const id: Column<OrderView> = {
	id: "order",
	head: "Order",
	width: "76px",
	cell: (order) => (
		<span className="mono" title={orderKey(order)}>
			{orderKey(order)}
		</span>
	),
};
const status: Column<OrderView> = {
	id: "status",
	head: "Status",
	width: "88px",
	cell: (order) => <OrderStatusMark status={order.status} />,
};
const waits: Column<OrderView> = { id: "waits", head: "Waiting for", width: "132px", cell: (order) => <WaitsFor order={order} /> };
const country: Column<OrderView> = {
	id: "country",
	head: "Country",
	width: "46px",
	cell: (order) => <Country country={order.country} />,
};
const customer: Column<OrderView> = {
	id: "customer",
	head: "Customer",
	width: "68px",
	cell: (order) => <span className="mono t2">{String(order.customer_id)}</span>,
};
const items: Column<OrderView> = {
	id: "items",
	head: "Items",
	width: "minmax(0, 1fr)",
	cell: (order) =>
		order.items === undefined ? (
			<span className="t3">none given</span>
		) : (
			<span className="t2 tn" title={itemWords(order)}>
				{itemWords(order)}
			</span>
		),
};
const amount: Column<OrderView> = {
	id: "amount",
	head: "Amount",
	width: "92px",
	right: true,
	cell: (order) => money(order.amount, order.currency),
};
const flagged: Column<OrderView> = {
	id: "flagged",
	head: (
		<>
			<IconFlag size={14} aria-hidden style={{ verticalAlign: "middle" }} />
			<span className="sr">Flagged</span>
		</>
	),
	width: "18px",
	cell: (order) =>
		order.flagged && (
			<span className="bad icon" title="Has a fraud alert">
				<IconFlag size={14} aria-hidden />
				<span className="sr">flagged</span>
			</span>
		),
};

const reason: Column<OrderView> = { id: "reason", head: "Reason", width: "128px", cell: (order) => <StuckBecause order={order} /> };

interface ColumnsOf {
	/** Beside an open order on a small screen. */
	readonly isNarrow: boolean;
	readonly isStuck: boolean;
	readonly sort: OrderListOrder;
	readonly onSort: (sort: "oldest" | undefined) => void;
}

/** The columns of the list; the first one sorts it by when orders were created. */
export function orderColumns({ isNarrow, isStuck, sort, onSort }: ColumnsOf): readonly Column<OrderView>[] {
	const isOldest = sort === "oldest";
	const sorted: Column<OrderView> = {
		...created,
		sort: isOldest ? "ascending" : "descending",
		head: (
			<SortHead isAscending={isOldest} onSort={() => onSort(isOldest ? undefined : "oldest")}>
				Created
			</SortHead>
		),
	};
	if (isNarrow) return [sorted, id, status, waits, country, amount, flagged];
	return [sorted, id, status, waits, ...(isStuck ? [reason, country] : [country, customer]), items, amount, flagged];
}
