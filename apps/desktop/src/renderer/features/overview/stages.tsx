import type { CancelCause } from "@orderdeck/contracts/orders/entities";
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { eachMoney, tightMoney } from "../../format/money.ts";
import { percent } from "../../format/number.ts";
import { useLive } from "../../live/live-context.tsx";
import { Count } from "../../ui/count.tsx";
import { More, moreClass, Panel } from "../../ui/panel.tsx";
import { outOfStockWords } from "../../ui/stock-state.ts";
import {
	BEFORE_SHIPPED,
	cancelledIn,
	cancelledSearch,
	createdSearch,
	type Overview,
	type WaitingFor,
	waitingSearch,
} from "./figure-links.ts";
import { waitingBefore } from "./figure-strip.tsx";
import classes from "./overview.module.css";
import type { WindowFigures } from "./window-figures.ts";

/** More than this share of a window's orders before one step is worth a warning. */
const MUCH = 0.02;

interface StagesProps {
	readonly overview: Overview;
	readonly now: WindowFigures;
}

/** `words`: how long the window is. */
export function Stages({ overview, now, words }: StagesProps & { readonly words: string }) {
	const count = (type: keyof WindowFigures["events"]) => now.events[type] ?? 0;
	const link = (
		<Link to="/orders" search={waitingSearch(BEFORE_SHIPPED)} className={moreClass}>
			<More>
				<span>
					<Count value={waitingBefore(overview).orders} /> waiting
				</span>
			</More>
		</Link>
	);
	const stage = { overview, of: now.orders };
	return (
		<Panel title="Stages" note={`events in the last ${words}, and orders waiting at each step`} more={link} className={classes.full}>
			<div className={classes.stages}>
				<Created overview={overview} now={now} />
				<Stage {...stage} name="Order paid" count={count("PAYMENT_PROCESSED")} step="payment" />
				<Stage {...stage} name="Inventory checked" count={count("INVENTORY_RESERVED")} step="inventory" />
				<Stage {...stage} name="Order shipped" count={count("SHIPMENT_DISPATCHED")} step="shipping" />
				<Stage {...stage} name="Order delivered" count={count("SHIPMENT_DELIVERED")} step="delivery" />
				<Cancelled overview={overview} now={now} />
			</div>
		</Panel>
	);
}

function Created({ overview, now }: StagesProps) {
	return (
		<StageBox
			name="Order created"
			count={<LinkedCount value={now.orders} atLeast={now.atLeast} search={createdSearch(overview)} />}
			part={now.orders}
			of={now.orders}
		>
			<span className={classes.wait}>
				<StageIcon much={false} /> all received
			</span>
		</StageBox>
	);
}

interface StageProps {
	readonly overview: Overview;
	readonly name: string;
	/** How often the window saw the step's event, of orders created in it or before. */
	readonly count: number;
	/** The orders created in the window. */
	readonly of: number;
	readonly step: WaitingFor;
}

function Stage({ overview, name, count, of, step }: StageProps) {
	const waits = overview.waiting[step];
	const isUnderway = step === "delivery";
	const much = !isUnderway && waits.orders > Math.max(10, of * MUCH);
	return (
		<StageBox name={name} count={<Count value={count} />} part={count} of={of} waiting={{ orders: waits.orders, much }}>
			<Link to="/orders" search={waitingSearch([step])} className={classes.wait} title={eachMoney(waits)}>
				<StageIcon much={much} />
				<span className="tn ell">
					<Count value={waits.orders} /> {isUnderway ? "in transit" : "waiting"}
					{waits.orders > 0 ? ` · ${tightMoney(waits)}` : ""}
				</span>
			</Link>
		</StageBox>
	);
}

interface StageBoxProps {
	readonly name: string;
	readonly count: ReactNode;
	/** The share that the bar shows: `part` of the window's orders, at most all. */
	readonly part: number;
	readonly of: number;
	readonly waiting?: { readonly orders: number; readonly much: boolean };
	readonly children: ReactNode;
}

function StageBox({ name, count, part, of, waiting = { orders: 0, much: false }, children }: StageBoxProps) {
	const share = of === 0 ? 0 : Math.min(1, part / of);
	const waitShare = of === 0 ? 0 : Math.min(1 - share, waiting.orders / of);
	return (
		<div className={classes.stage}>
			<span className="sm t2">{name}</span>
			<b>{count}</b>
			<span className={`xs t2 ${classes.right}`}>{percent(Math.min(part, of), of)}</span>
			<span className={classes.bar} aria-hidden>
				<i style={{ width: `${share * 100}%`, background: "var(--od-text-3)" }} />
				{waitShare > 0 && (
					<i
						style={{
							width: `max(4px, ${waitShare * 100}%)`,
							background: waiting.much ? "var(--od-second-fill, var(--od-warn))" : "var(--od-line-strong)",
						}}
					/>
				)}
			</span>
			{children}
		</div>
	);
}

function StageIcon({ much }: { much: boolean }) {
	return much ? (
		<IconAlertTriangle size={14} stroke={2} aria-hidden className="warn" />
	) : (
		<IconCircleCheck size={14} stroke={2} aria-hidden className="ok" />
	);
}

const CAUSES: readonly (readonly [CancelCause, string])[] = [
	["ARRIVED_CANCELLED", "At source"],
	["PAYMENT_DECLINED", "Declined"],
	["OUT_OF_STOCK", "No stock"],
	["REQUESTED", "Operator"],
];

function Cancelled({ overview, now }: StagesProps) {
	const all = cancelledIn(overview);
	return (
		<div className={classes.stage}>
			<span className="sm t2">Cancelled</span>
			<b>
				<LinkedCount {...all} search={cancelledSearch(overview)} />
			</b>
			<span className={`xs t2 ${classes.right}`}>{percent(all.value, now.orders)}</span>
			<span className={`xs ${classes.causes}`}>
				{CAUSES.map(([cause, name]) => (
					<Link key={cause} to="/orders" search={cancelledSearch(overview, cause)} className={classes.cause}>
						{cause === "OUT_OF_STOCK" ? <NoStock name={name} /> : <span className="t2">{name}</span>}
						<Count {...cancelledIn(overview, [cause])} />
					</Link>
				))}
			</span>
		</div>
	);
}

function LinkedCount({ search, ...count }: { value: number; atLeast?: boolean; search: Record<string, string> }) {
	return (
		<Link to="/orders" search={search}>
			<Count {...count} />
		</Link>
	);
}

/** Marked while the out-of-stock rate is high. */
function NoStock({ name }: { name: string }) {
	const stock = useLive((state) => state.stock);
	if (stock?.orders.state !== "high") return <span className="t2">{name}</span>;
	const words = `Out-of-stock rate high: ${outOfStockWords(stock)}`;
	return (
		<span className="bad row" style={{ gap: 4 }} title={words}>
			<IconAlertOctagon size={12} stroke={2} aria-hidden style={{ flex: "none" }} />
			{name}
			<span className="sr"> {words}</span>
		</span>
	);
}
