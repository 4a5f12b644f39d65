/** What helps to decide: why the order was flagged, the customer's other orders, and how similar alerts were decided. */
import { VERDICTS } from "@orderdeck/contracts/fraud/entities";
import type { AlertDetails } from "@orderdeck/contracts/fraud/requests";
import { IconFlag } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { money } from "../../format/money.ts";
import { countText, exactNumber } from "../../format/number.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { useNow } from "../../live/live-context.tsx";
import { OrderStatusMark } from "../../ui/order-status.tsx";
import { factWords, VERDICT_SHORT } from "./alert-words.ts";
import classes from "./alerts.module.css";

export function WhyFlagged({ facts }: Pick<AlertDetails, "facts">) {
	return (
		<section className={classes.part} aria-label="Why it was flagged">
			<h3>
				Why it was flagged
				{facts.length > 0 && <span className="t3">value, threshold</span>}
			</h3>
			{facts.length === 0 && <p className="t3 sm">The values that triggered this alert are unknown.</p>}
			<ul className={classes.why}>
				{facts.map(factWords).map(({ what, value, limit }) => (
					<li key={what}>
						<span className="t2">{what}</span>
						<b className="tn">{value}</b>
						<span className="t2 tn ell" title={limit}>
							{limit}
						</span>
					</li>
				))}
			</ul>
		</section>
	);
}

type CustomerOrder = NonNullable<AlertDetails["customer"]>["orders"][number];

const FATE: Readonly<Record<CustomerOrder["alert"], { readonly word: string; readonly tone: string }>> = {
	this: { word: "this one", tone: "bad" },
	none: { word: "no alert", tone: "t3" },
	open: { word: "open alert", tone: "warn" },
	CONFIRMED_FRAUD: { word: "fraud", tone: "bad" },
	VALUABLE: { word: "valuable", tone: "info" },
	FALSE_POSITIVE: { word: "false positive", tone: "t2" },
};

export function CustomerOrders({ customer }: Pick<AlertDetails, "customer">) {
	const now = useNow();
	if (customer === null)
		return (
			<section className={classes.part} aria-label="Customer">
				<h3>Customer</h3>
				<p className="t3 sm">The order has not arrived yet.</p>
			</section>
		);
	const { customer_id: id, orders, total, confirmed } = customer;
	const shown =
		orders.length < total.orders || total.at_least ? `${orders.length} newest of ${countText(total.orders, total.at_least)}` : undefined;
	return (
		<section className={classes.part} aria-label="Customer">
			<h3>
				<span className="row" style={{ gap: 6 }}>
					Customer
					<Link to="/orders" search={{ customer: String(id) }} className="mono acc" title="Orders of this customer">
						{String(id)}
					</Link>
				</span>
				<span className="t3 tn">
					{[shown ?? counted(orders.length, "order"), confirmed === 0 ? undefined : `${confirmed} confirmed fraud`]
						.filter((part) => part !== undefined)
						.join(" · ")}
				</span>
			</h3>
			<table className={classes.orders}>
				<tbody>
					{orders.map((order) => (
						<CustomerOrderRow key={String(order.order_id)} order={order} now={now} />
					))}
				</tbody>
			</table>
		</section>
	);
}

function CustomerOrderRow({ order, now }: { order: CustomerOrder; now: number }) {
	const { word, tone } = FATE[order.alert];
	const at = epochOf(order.created_at);
	return (
		<tr data-this={order.alert === "this" || undefined}>
			<td className="t2 tn" title={fullTime(at)}>
				{timeOrDate(at, now)}
			</td>
			<td>
				<Link to="/orders" search={{ order: String(order.order_id) }} className="mono">
					{String(order.order_id)}
				</Link>
			</td>
			<td>
				<OrderStatusMark status={order.status} />
			</td>
			<td className="tn">{money(order.amount, order.currency)}</td>
			<td className={tone}>
				{order.alert === "this" && <IconFlag size={12} stroke={2} aria-hidden />} {word}
			</td>
		</tr>
	);
}

export function SimilarAlerts({ similar, country }: Pick<AlertDetails, "similar" | "country">) {
	const parts = VERDICTS.map((verdict) => ({ verdict, count: similar[verdict], word: VERDICT_SHORT[verdict] })).filter(
		({ count }) => count > 0,
	);
	const words = parts.map(({ count, word }) => `${exactNumber(count)} ${word}`);
	return (
		<section className={classes.similar} aria-label="Similar alerts" title={`Verdicts of the last 90 days, ${country}, same rule`}>
			<h3>Similar alerts</h3>
			{parts.length === 0 ? (
				<span className="t3 sm">none resolved in 90 days</span>
			) : (
				<span className={classes.mix} role="img" aria-label={`${words.join(", ")}: last 90 days, ${country}, same rule`}>
					{parts.map(({ verdict, count }, place) => (
						<i key={verdict} data-verdict={verdict} style={{ flexGrow: count }}>
							{words[place]}
						</i>
					))}
				</span>
			)}
		</section>
	);
}
