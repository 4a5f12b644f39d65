/** One order, beside its list. */
import { Skeleton, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { IconBan, IconFlag, IconMoodEmpty } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import { money } from "../format/money.ts";
import { cancelCauseWord, countryName } from "../format/words.ts";
import { useLive, useLiveContext } from "../live/live-context.tsx";
import { ActButton } from "../shell/act-button.tsx";
import { useMayAct } from "../shell/session.tsx";
import { CopyId } from "../ui/copy-id.tsx";
import { CountrySwatch } from "../ui/country.tsx";
import { OrderStatusMark } from "../ui/order-status.tsx";
import { ErrorMessage, Message } from "../ui/panel.tsx";
import { SidePanelBody, SidePanelFoot, SidePanelHead } from "../ui/side-panel.tsx";
import { CancelOrder } from "./cancel-order.tsx";
import classes from "./order-panel.module.css";
import { isLater } from "./order-state.ts";
import { canBeCancelled } from "./order-steps.ts";
import { RawOrder } from "./raw-order.tsx";
import { Timeline } from "./timeline.tsx";
import { WhereItWaits } from "./where-it-waits.tsx";

export interface OrderPanelProps {
	readonly id: string;
	readonly onClose: () => void;
	readonly onPrevious?: (() => void) | undefined;
	readonly onNext?: (() => void) | undefined;
}

export function OrderPanel({ id, onClose, onPrevious, onNext }: OrderPanelProps) {
	const { order, error, refetch } = useOrder(id);
	return (
		<>
			<SidePanelHead onPrevious={onPrevious} onNext={onNext} onClose={onClose}>
				<h2>
					Order <span className="tn">{id}</span>
				</h2>
				<CopyId value={id} what="order id" />
			</SidePanelHead>
			{order !== undefined ? (
				<OrderDetails order={order} />
			) : error === null ? (
				<Loading />
			) : problemOf(error).code === "NOT_FOUND" ? (
				<Message icon={<IconMoodEmpty size={20} />} title={`There is no order ${id}`}>
					It may not have been processed yet, or the id is mistyped.
				</Message>
			) : (
				<ErrorMessage what={`Order ${id}`} error={error} onRetry={refetch} />
			)}
		</>
	);
}

/** The order as read, or as the stream has changed it since. */
function useOrder(id: string) {
	const trpc = useTRPC();
	const { store } = useLiveContext();
	const query = useQuery({ ...trpc.orders.get.queryOptions({ id }), retry: false });
	const live = useLive(() => store.order(id));
	const read = query.data;
	const order = live !== undefined && (read === undefined || isLater(live, read)) ? live : read;
	return { order, error: query.error, refetch: () => void query.refetch() };
}

function OrderDetails({ order }: { order: OrderView }) {
	const mayAct = useMayAct();
	const [cancelling, cancel] = useDisclosure(false);
	const alerts = order.lifecycle.filter((entry) => entry.type === "FRAUD_ALERT_RAISED");
	return (
		<>
			<SidePanelBody label={`Order ${order.order_id}`}>
				<div className={classes.summary}>
					<div className="row">
						<OrderStatusMark status={order.status} />
						{alerts.length > 0 && (
							<span className="row bad xs med" style={{ gap: 4 }}>
								<IconFlag size={12} stroke={2} aria-hidden />
								Alert {alerts.map((alert) => alert.detail?.score ?? "").join(", ")}
							</span>
						)}
						{order.cancel !== undefined && <span className="t2 sm ell">{cancelCauseWord(order.cancel.cause)}</span>}
						<span className="grow" />
						<span className={classes.amount}>{money(order.amount, order.currency)}</span>
						<span className="t2 sm">{order.currency}</span>
					</div>
					<WhereItWaits order={order} />
				</div>
				<Timeline order={order} />
				<Payment order={order} />
				<Items order={order} />
				<Shipment order={order} />
				<Customer order={order} />
				<RawOrder order={order} />
			</SidePanelBody>
			{mayAct && canBeCancelled(order) && (
				<SidePanelFoot>
					<span className="grow" />
					<ActButton c="var(--od-bad)" leftSection={<IconBan size={14} />} onClick={cancel.open}>
						Cancel order…
					</ActButton>
				</SidePanelFoot>
			)}
			<CancelOrder order={order} opened={cancelling} onClose={cancel.close} />
		</>
	);
}

const PAYMENT_WORD = {
	PAYMENT_PROCESSING: "Being charged",
	PAYMENT_PROCESSED: "Paid",
	PAYMENT_FAILED: "Declined",
	PAYMENT_REFUNDED: "Refunded",
} as const;

/** An order that has ended will not get what it has not. */
function noneWord(order: OrderView): string {
	return order.status === "CANCELLED" ? "None" : "None yet";
}

function Payment({ order }: { order: OrderView }) {
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

function Items({ order }: { order: OrderView }) {
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
				{(order.items ?? []).length === 0 && <span className="t2">None given; nothing is reserved</span>}
			</div>
		</div>
	);
}

function Shipment({ order }: { order: OrderView }) {
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

function Customer({ order }: { order: OrderView }) {
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
				{order.customer_email !== undefined && <div className="t2 ell">{order.customer_email}</div>}
			</div>
		</div>
	);
}

function Loading() {
	return (
		<Stack p={12} gap={12} aria-hidden>
			{["40%", "90%", "70%", "80%", "60%", "75%"].map((width) => (
				<Skeleton key={width} height={10} width={width} />
			))}
		</Stack>
	);
}
