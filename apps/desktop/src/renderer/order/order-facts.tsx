/** What is known of an order beside its events: payment, items, shipment, customer. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { Link } from "@tanstack/react-router";
import { money } from "../format/money.ts";
import { countryName } from "../format/words.ts";
import { CopyId } from "../ui/copy-id.tsx";
import { CountrySwatch } from "../ui/country.tsx";
import { MiddleEllipsis } from "../ui/middle-ellipsis.tsx";
import classes from "./order-panel.module.css";

const PAYMENT_WORD = {
	PAYMENT_PROCESSING: "Pending",
	PAYMENT_PROCESSED: "Paid",
	PAYMENT_FAILED: "Declined",
	PAYMENT_REFUNDED: "Refunded",
} as const;

/** An order that has ended will not get what it has not. */
function noneWord(order: OrderView): string {
	return order.status === "CANCELLED" ? "None" : "None yet";
}

export function Payment({ order }: { order: OrderView }) {
	const last = order.lifecycle.findLast((entry) => entry.type in PAYMENT_WORD);
	const word = Object.entries(PAYMENT_WORD).find(([type]) => type === last?.type)?.[1] ?? noneWord(order);
	const paymentId = order.lifecycle.map((entry) => entry.detail?.payment_id).findLast((id) => id !== undefined);
	return (
		<div className={classes.facts}>
			<h3>Payment</h3>
			<div className={classes.line}>
				<span className={last === undefined ? "t2" : undefined}>{word}</span>
				{paymentId !== undefined && <span className="mono t2 ell">{String(paymentId)}</span>}
				{paymentId !== undefined && <CopyId value={String(paymentId)} what="payment id" />}
				{last !== undefined && <span className="tn">{money(order.amount, order.currency)}</span>}
			</div>
		</div>
	);
}

export function Items({ order }: { order: OrderView }) {
	return (
		<div className={classes.facts}>
			<h3>Items</h3>
			<div>
				{(order.items ?? []).map((item, place) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own and never move
					<div key={`${item.product_id}-${place}`} className={classes.line}>
						<span className="mono t2">{item.product_id}</span>
						<span className="ell">{item.name ?? ""}</span>
						<span className="tn">
							{item.quantity} × {money(item.price, order.currency)}
						</span>
					</div>
				))}
				{(order.items ?? []).length === 0 && <span className="t2">No items; nothing is reserved</span>}
			</div>
		</div>
	);
}

export function Shipment({ order }: { order: OrderView }) {
	const detail = order.lifecycle.findLast((entry) => entry.detail?.tracking_id !== undefined)?.detail;
	return (
		<div className={classes.facts}>
			<h3>Shipment</h3>
			<div className={classes.line}>
				{detail === undefined ? (
					<span className="t2">{noneWord(order)}</span>
				) : (
					<>
						<span>{String(detail.carrier ?? "")}</span>
						<span className="mono t2 ell">{String(detail.tracking_id)}</span>
						<CopyId value={String(detail.tracking_id)} what="tracking id" />
					</>
				)}
			</div>
		</div>
	);
}

export function Customer({ order }: { order: OrderView }) {
	return (
		<div className={classes.facts}>
			<h3>Customer</h3>
			<div>
				<div className={classes.line}>
					<Link to="/orders" search={{ customer: String(order.customer_id) }} className="acc mono" title="Orders of this customer">
						{String(order.customer_id)}
					</Link>
					<CopyId value={String(order.customer_id)} what="customer id" />
					<span className="row" style={{ gap: 6 }}>
						<CountrySwatch country={order.country} />
						{countryName(order.country)}
					</span>
				</div>
				{order.customer_email !== undefined && (
					<div className="row">
						<MiddleEllipsis className="t2" text={order.customer_email} end={12} />
						<CopyId value={order.customer_email} what="email" />
					</div>
				)}
			</div>
		</div>
	);
}
