/** One order, beside its list. */
import { Button, Skeleton, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { IconActivity, IconBan, IconFlag, IconMoodEmpty } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { problemOf } from "../api/problem.ts";
import { AuditHistory } from "../audit/audit-history.tsx";
import { money } from "../format/money.ts";
import { cancelCauseWord } from "../format/words.ts";
import { ActButton } from "../shell/act-button.tsx";
import { CopyId } from "../ui/copy-id.tsx";
import { OrderStatusMark } from "../ui/order-status.tsx";
import { ErrorMessage, Message } from "../ui/panel.tsx";
import { SidePanelBody, SidePanelFoot, SidePanelHead } from "../ui/side-panel.tsx";
import { CancelOrder } from "./cancel-order.tsx";
import { Customer, Items, Payment, Shipment } from "./order-facts.tsx";
import classes from "./order-panel.module.css";
import { cancelRefusal } from "./order-steps.ts";
import { RawOrder } from "./raw-order.tsx";
import { Timeline } from "./timeline.tsx";
import { useOrder } from "./use-order.ts";
import { WhereItWaits } from "./where-it-waits.tsx";

export interface OrderPanelProps {
	readonly id: string;
	/** The order as its list shows it. */
	readonly row?: OrderView | undefined;
	readonly onClose: () => void;
	readonly onPrevious?: (() => void) | undefined;
	readonly onNext?: (() => void) | undefined;
}

export function OrderPanel({ id, row, onClose, onPrevious, onNext }: OrderPanelProps) {
	const { order, error, refetch } = useOrder(id, row);
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
					It may not have been processed yet, or the id is wrong.
				</Message>
			) : (
				<ErrorMessage what={`Order ${id}`} error={error} onRetry={refetch} />
			)}
		</>
	);
}

function OrderDetails({ order }: { order: OrderView }) {
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
				<div className={classes.columns}>
					<Timeline order={order} />
					<div>
						<Payment order={order} />
						<Items order={order} />
						<Shipment order={order} />
						<Customer order={order} />
						<AuditHistory target={`order:${order.order_id}`} version={order.updated_at} className={classes.part} />
						<RawOrder order={order} />
					</div>
				</div>
			</SidePanelBody>
			<SidePanelFoot>
				<Button
					variant="subtle"
					color="gray"
					c="var(--od-text-2)"
					leftSection={<IconActivity size={14} />}
					renderRoot={(props: object) => <Link to="/events" search={{ of: String(order.order_id) }} {...props} />}
				>
					Events
				</Button>
				<span className="grow" />
				<ActButton
					action="orders.cancel"
					unavailable={cancelRefusal(order)}
					c="var(--od-bad)"
					leftSection={<IconBan size={14} />}
					onClick={cancel.open}
				>
					Cancel order…
				</ActButton>
			</SidePanelFoot>
			<CancelOrder order={order} opened={cancelling} onClose={cancel.close} />
		</>
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
