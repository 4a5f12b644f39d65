import type { CancelCause } from "@orderdeck/contracts/orders/entities";
import type { OrderCount } from "@orderdeck/contracts/orders/requests";
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { eachMoney, tightMoney } from "../../format/money.ts";
import { exactNumber, percent } from "../../format/number.ts";
import { useLive } from "../../live/live-context.tsx";
import { Count } from "../../ui/count.tsx";
import { More, moreClass, Panel } from "../../ui/panel.tsx";
import { outOfStockWords } from "../../ui/stock-state.ts";
import {
	type Bounded,
	cancelledIn,
	cancelledSearch,
	createdSearch,
	type Overview,
	reachedIn,
	reachedSearch,
	STUCK_SEARCH,
	type Step,
	type WaitingFor,
	waitingIn,
	waitingSearch,
} from "./figure-links.ts";
import classes from "./overview.module.css";

/** More than this share of a window's orders before one step is worth a warning. */
const MUCH = 0.02;

interface StagesProps {
	readonly overview: Overview;
	/** Undefined until they have been counted. */
	readonly stuck: OrderCount | undefined;
	/** How long the window is. */
	readonly words: string;
}

/** The orders created in the window by the steps that they have reached: from step to step they only become fewer. */
export function Stages({ overview, stuck, words }: StagesProps) {
	const created = reachedIn(overview);
	const orders = created.atLeast ? `newest ${exactNumber(created.value)} orders` : "orders";
	const link = (
		<Link to="/orders" search={STUCK_SEARCH} className={moreClass}>
			<More>
				{stuck === undefined ? (
					"Stuck orders"
				) : (
					<span>
						<Count value={stuck.orders} atLeast={stuck.at_least} /> stuck
					</span>
				)}
			</More>
		</Link>
	);
	return (
		<Panel
			title="Stages"
			note={`${orders} of the last ${words}, and what is waiting before each step`}
			more={link}
			className={classes.full}
		>
			<div className={classes.stages}>
				<StageBox name="Order created" count={created} search={createdSearch(overview)} of={created.value}>
					<span className={classes.wait}>
						<StageIcon much={false} /> all received
					</span>
				</StageBox>
				<Stage overview={overview} name="Order paid" reached="paid" waitsFor="payment" />
				<Stage overview={overview} name="Order prepared" reached="prepared" waitsFor="inventory" />
				<Stage overview={overview} name="Order shipped" reached="shipped" waitsFor="shipping" />
				<Stage overview={overview} name="Order delivered" reached="delivered" waitsFor="delivery" />
				<Cancelled overview={overview} />
			</div>
		</Panel>
	);
}

interface StageProps {
	readonly overview: Overview;
	readonly name: string;
	readonly reached: Step;
	/** What an order waits for before it. */
	readonly waitsFor: WaitingFor;
}

function Stage({ overview, name, reached, waitsFor }: StageProps) {
	const waits = overview.waiting[waitsFor];
	const of = reachedIn(overview).value;
	const isUnderway = waitsFor === "delivery";
	const much = !isUnderway && waits.orders > Math.max(10, of * MUCH);
	return (
		<StageBox
			name={name}
			count={reachedIn(overview, reached)}
			search={reachedSearch(overview, reached)}
			of={of}
			waiting={{ orders: waitingIn(overview, waitsFor), much }}
		>
			<Link to="/orders" search={waitingSearch(waitsFor)} className={classes.wait} title={eachMoney(waits)}>
				<StageIcon much={much} />
				<span className="tn">
					<Count value={waits.orders} /> {isUnderway ? "in transit" : "waiting"}
				</span>
				{waits.orders > 0 && <span className={`tn ell ${classes.money}`}>{tightMoney(waits)}</span>}
			</Link>
		</StageBox>
	);
}

interface StageBoxProps {
	readonly name: string;
	readonly count: Bounded;
	/** The list of these orders. */
	readonly search: Record<string, string>;
	/** The orders created in the window. */
	readonly of: number;
	/** Of those, how many wait for this step. */
	readonly waiting?: { readonly orders: number; readonly much: boolean };
	readonly children: ReactNode;
}

function StageBox({ name, count, search, of, waiting = { orders: 0, much: false }, children }: StageBoxProps) {
	const share = of === 0 ? 0 : count.value / of;
	const waitShare = of === 0 ? 0 : waiting.orders / of;
	return (
		<div className={classes.stage}>
			<span className="sm t2">{name}</span>
			<b>
				<LinkedCount {...count} search={search} />
			</b>
			<span className={`xs t2 ${classes.right}`}>{percent(count.value, of)}</span>
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

function Cancelled({ overview }: { overview: Overview }) {
	const all = cancelledIn(overview);
	return (
		<div className={classes.stage}>
			<span className="sm t2">Cancelled</span>
			<b>
				<LinkedCount {...all} search={cancelledSearch(overview)} />
			</b>
			<span className={`xs t2 ${classes.right}`}>{percent(all.value, reachedIn(overview).value)}</span>
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

function LinkedCount({ search, ...count }: Bounded & { search: Record<string, string> }) {
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
