import type { MoneySums } from "@orderdeck/contracts/money";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { eachMoney, tightMoney } from "../../format/money.ts";
import { exactNumber, percent } from "../../format/number.ts";
import { More, moreClass, Panel } from "../../ui/panel.tsx";
import { type Overview, waitingBefore } from "./figure-strip.tsx";
import classes from "./overview.module.css";
import type { WindowFigures } from "./window-figures.ts";

/** More than this share of a window's orders before one step is worth a warning. */
const MUCH = 0.02;

interface StageProps {
	readonly name: string;
	readonly count: number;
	readonly of: number;
	readonly status: string;
	/** What waits before this step; undefined where nothing can. */
	readonly waits: (MoneySums & { readonly orders: number }) | undefined;
	readonly words?: string;
}

export function Stages({ overview, now }: { overview: Overview; now: WindowFigures }) {
	const { waiting } = overview;
	const of = now.orders;
	const count = (type: keyof WindowFigures["events"]) => now.events[type] ?? 0;
	const stuck = waitingBefore(overview).orders;
	const link = (
		<Link to="/orders" search={{ status: "CREATED,CONFIRMED,PAID,PREPARED" }} className={moreClass}>
			<More>{exactNumber(stuck)} waiting</More>
		</Link>
	);
	return (
		<Panel
			title="Stages"
			note={`events of the last ${overview.window_minutes} min, and what waits before each step`}
			more={link}
			className={classes.full}
		>
			<div className={classes.stages}>
				<Stage name="Order created" count={of} of={of} status="CREATED" waits={undefined} />
				<Stage name="Order paid" count={count("PAYMENT_PROCESSED")} of={of} status="CREATED,CONFIRMED" waits={waiting.payment} />
				<Stage name="Inventory checked" count={count("INVENTORY_RESERVED")} of={of} status="PAID" waits={waiting.inventory} />
				<Stage name="Order shipped" count={count("SHIPMENT_DISPATCHED")} of={of} status="PREPARED" waits={waiting.shipping} />
				<Stage
					name="Order delivered"
					count={count("SHIPMENT_DELIVERED")}
					of={of}
					status="SHIPPED"
					waits={waiting.delivery}
					words="on the way"
				/>
				<Cancelled now={now} />
			</div>
		</Panel>
	);
}

function Stage({ name, count, of, status, waits, words = "wait" }: StageProps) {
	const share = of === 0 ? 0 : Math.min(1, count / of);
	const waitShare = of === 0 || waits === undefined ? 0 : Math.min(1 - share, waits.orders / of);
	const much = words === "wait" && waits !== undefined && waits.orders > Math.max(10, of * MUCH);
	return (
		<Link to="/orders" search={{ status }} className={classes.stage}>
			<span className="sm t2">{name}</span>
			<b>{exactNumber(count)}</b>
			<span className={`xs t2 ${classes.right}`}>{percent(Math.min(count, of), of)}</span>
			<span className={classes.bar} aria-hidden>
				<i style={{ width: `${share * 100}%`, background: "var(--od-text-3)" }} />
				{waitShare > 0 && (
					<i
						style={{
							width: `max(4px, ${waitShare * 100}%)`,
							background: much ? "var(--od-second-fill, var(--od-warn))" : "var(--od-line-strong)",
						}}
					/>
				)}
			</span>
			<span className={classes.wait}>
				{much ? (
					<IconAlertTriangle size={14} stroke={2} aria-hidden className="warn" />
				) : (
					<IconCircleCheck size={14} stroke={2} aria-hidden className="ok" />
				)}
				{waits === undefined ? (
					"all received"
				) : (
					<span className="tn ell" title={eachMoney(waits)}>
						{exactNumber(waits.orders)} {words === "wait" && waits.orders === 1 ? "waits" : words}
						{waits.orders > 0 ? ` · ${tightMoney(waits)}` : ""}
					</span>
				)}
			</span>
		</Link>
	);
}

function Cancelled({ now }: { now: WindowFigures }) {
	const {
		ARRIVED_CANCELLED: arrived = 0,
		PAYMENT_DECLINED: declined = 0,
		OUT_OF_STOCK: stock = 0,
		REQUESTED: requested = 0,
	} = now.cancelled;
	const total = arrived + declined + stock + requested;
	return (
		<Link to="/orders" search={{ status: "CANCELLED" }} className={classes.stage}>
			<span className="sm t2">Cancelled</span>
			<b>{exactNumber(total)}</b>
			<span className={`xs t2 ${classes.right}`}>{percent(total, now.orders)}</span>
			<span className={`xs ${classes.causes}`}>
				<span className="t2">Arrived</span>
				<span className={classes.right}>{exactNumber(arrived)}</span>
				<span className="t2">Declined</span>
				<span className={classes.right}>{exactNumber(declined)}</span>
				<span className="t2">No stock</span>
				<span className={classes.right}>{exactNumber(stock)}</span>
				<span className="t2">Operator</span>
				<span className={classes.right}>{exactNumber(requested)}</span>
			</span>
		</Link>
	);
}
