import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderSortColumn } from "@orderdeck/contracts/orders/columns";
import type { OrderSorting } from "@orderdeck/contracts/orders/requests";
import { IconFlag } from "@tabler/icons-react";
import { money } from "../../format/money.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { orderKey } from "../../order/order-state.ts";
import { Country } from "../../ui/country.tsx";
import type { Column } from "../../ui/grid-rows.tsx";
import { OrderStatusMark } from "../../ui/order-status.tsx";
import { type SortChange, sortedColumn } from "./sorted-columns.tsx";
import { StuckBecause, WaitsFor } from "./waits-for.tsx";

function itemWords(order: OrderView): string {
	const items = order.items ?? [];
	const count = items.reduce((sum, item) => sum + item.quantity, 0);
	return `${count} · ${items.map((item) => item.name ?? item.product_id).join(", ")}`;
}

const created: Column<OrderView> = {
	id: "created",
	head: "Created",
	width: "64px",
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
	width: "minmax(52px, 64px)",
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
const waits: Column<OrderView> = {
	id: "waits",
	head: "Waiting for",
	width: "minmax(112px, 124px)",
	cell: (order) => <WaitsFor order={order} />,
};
const country: Column<OrderView> = {
	id: "country",
	head: "Country",
	width: "58px",
	cell: (order) => <Country country={order.country} />,
};
const customer: Column<OrderView> = {
	id: "customer",
	head: "Customer",
	width: "60px",
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
	width: "80px",
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
	width: "28px",
	cell: (order) =>
		order.flagged && (
			<span className="bad icon" title="Has a fraud alert">
				<IconFlag size={14} aria-hidden />
				<span className="sr">flagged</span>
			</span>
		),
};

const reason: Column<OrderView> = {
	id: "reason",
	head: "Reason",
	width: "minmax(96px, 128px)",
	cell: (order) => <StuckBecause order={order} />,
};

interface ColumnsOf {
	/** Beside an open order on a small screen. */
	readonly isNarrow: boolean;
	readonly isStuck: boolean;
	/** The list of a job has its own order. */
	readonly isOfJob: boolean;
	readonly sorting: OrderSorting;
	readonly onSort: (change: SortChange) => void;
}

/** The columns of the list; most of them sort it. */
export function orderColumns({ isNarrow, isStuck, isOfJob, ...sorting }: ColumnsOf): readonly Column<OrderView>[] {
	const by = (column: Column<OrderView>, name: OrderSortColumn) => (isOfJob ? column : sortedColumn(column, name, sorting));
	const first = [sortedColumn(created, "created", sorting), id, by(status, "status"), waits];
	const last = [by(amount, "amount"), by(flagged, "flagged")];
	const inCountry = by(country, "country");
	if (isNarrow) return [...first, inCountry, ...last];
	return [...first, ...(isStuck ? [reason, inCountry] : [inCountry, by(customer, "customer")]), items, ...last];
}
