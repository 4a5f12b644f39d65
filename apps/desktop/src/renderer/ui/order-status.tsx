/** An order's status: a ring that fills as the order goes on, and its word. */

import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { known } from "../format/known.ts";
import { orderStatusWord } from "../format/words.ts";

const FILLED: Record<OrderStatus, number> = { CREATED: 0, CONFIRMED: 0, PAID: 1, PREPARED: 2, SHIPPED: 3, DELIVERED: 4, CANCELLED: 0 };
/** Quarters of a disc of radius 4 around (8, 8), clockwise from the top. */
const SECTORS = ["", "M8 8V4A4 4 0 0 1 12 8Z", "M8 4A4 4 0 0 1 8 12Z", "M8 8V4A4 4 0 1 1 4 8Z"];

function Ring({ status }: { status: OrderStatus }) {
	const filled = known(FILLED, status) ?? 0;
	if (status === "DELIVERED") {
		return (
			<svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" className="ok">
				<circle cx="8" cy="8" r="7" fill="currentColor" />
				<path d="M5 8.2 7.2 10.3 11 6" fill="none" stroke="var(--od-surface)" strokeWidth="1.75" />
			</svg>
		);
	}
	if (status === "CANCELLED") {
		return (
			<svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" className="t3" fill="none" stroke="currentColor" strokeWidth="1.5">
				<circle cx="8" cy="8" r="6.25" />
				<path d="M6 6l4 4M10 6l-4 4" />
			</svg>
		);
	}
	return (
		<svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" className={filled === 0 ? "t3" : "acc"}>
			<circle
				cx="8"
				cy="8"
				r="6.25"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.5"
				strokeDasharray={status === "CONFIRMED" || known(FILLED, status) === undefined ? "3 2" : undefined}
			/>
			<path d={SECTORS[filled] ?? ""} fill="currentColor" />
		</svg>
	);
}

export function OrderStatusMark({ status }: { status: OrderStatus }) {
	return (
		<span className="row" style={{ gap: 6 }}>
			<Ring status={status} />
			<span className={status === "CANCELLED" ? "t2" : undefined}>{orderStatusWord(status)}</span>
		</span>
	);
}
