import { ORDER_COLUMNS, type TableColumn } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderSorting } from "@orderdeck/contracts/orders/requests";
import { IconFlag } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { money } from "../../format/money.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { orderKey } from "../../order/order-state.ts";
import { Country } from "../../ui/country.tsx";
import type { Column } from "../../ui/grid-rows.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { OrderStatusMark } from "../../ui/order-status.tsx";
import { type SortChange, sortedColumn } from "./sorted-columns.tsx";
import { StuckBecause, WaitsFor } from "./waits-for.tsx";

function itemWords(order: OrderView): string {
	const items = order.items ?? [];
	const count = items.reduce((sum, item) => sum + item.quantity, 0);
	return `${count} · ${items.map((item) => item.name ?? item.product_id).join(", ")}`;
}

type Cell = Omit<Column<OrderView>, "id" | "head"> & { readonly head?: ReactNode };

/** Wide screens share their room among all columns, so that an amount is never far from the text before it. */
const CELLS: Readonly<Record<TableColumn, Cell>> = {
	created: {
		width: "minmax(64px, 1fr)",
		cell: (order) => {
			const at = epochOf(order.created_at);
			return (
				<time className="t2" dateTime={order.created_at} title={fullTime(at)}>
					{timeOrDate(at, daemonClock.now())}
				</time>
			);
		},
	},
	order: {
		width: "minmax(52px, 1fr)",
		cell: (order) => <MiddleEllipsis className="mono" text={orderKey(order)} />,
	},
	status: { width: "minmax(88px, 1.2fr)", cell: (order) => <OrderStatusMark status={order.status} /> },
	waiting: { width: "minmax(112px, 1.6fr)", cell: (order) => <WaitsFor order={order} /> },
	reason: { width: "minmax(96px, 1.4fr)", cell: (order) => <StuckBecause order={order} /> },
	country: { width: "minmax(58px, 0.8fr)", cell: (order) => <Country country={order.country} /> },
	customer: { width: "minmax(60px, 1fr)", cell: (order) => <MiddleEllipsis className="mono t2" text={String(order.customer_id)} /> },
	items: {
		width: "minmax(0, 4fr)",
		cell: (order) =>
			order.items === undefined ? (
				<span className="t3">none given</span>
			) : (
				<span className="t2 tn" title={itemWords(order)}>
					{itemWords(order)}
				</span>
			),
	},
	amount: { width: "minmax(80px, 1fr)", right: true, cell: (order) => money(order.amount, order.currency) },
	flagged: {
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
	},
};

interface ColumnsOf {
	/** Beside an open order, or in the narrowest window. */
	readonly isNarrow: boolean;
	readonly isStuck: boolean;
	/** The list of a job has its own order. */
	readonly isOfJob: boolean;
	readonly sorting: OrderSorting;
	readonly onSort: (change: SortChange) => void;
}

const ALL: readonly TableColumn[] = ["created", "order", "status", "waiting", "country", "customer", "items", "amount", "flagged"];
/** What is open beside the list shows the country and the items. */
const NARROW: readonly TableColumn[] = ["created", "order", "status", "waiting", "customer", "amount", "flagged"];
const STUCK: readonly TableColumn[] = ["created", "order", "status", "waiting", "reason", "country", "items", "amount", "flagged"];
const NARROW_STUCK: readonly TableColumn[] = ["created", "order", "status", "waiting", "reason", "amount"];

/** The columns of the list; each that has a sort sorts it. */
export function orderColumns({ isNarrow, isStuck, isOfJob, ...sorting }: ColumnsOf): readonly Column<OrderView>[] {
	const shown = isNarrow ? (isStuck ? NARROW_STUCK : NARROW) : isStuck ? STUCK : ALL;
	return shown.map((id) => {
		const column = { id, head: ORDER_COLUMNS[id].label, ...CELLS[id] };
		return id === "reason" || (isOfJob && id !== "created") ? column : sortedColumn(column, id, sorting);
	});
}
