/** How far the order of an alert has come, and how long it can still be stopped. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { cancellationIn } from "@orderdeck/contracts/orders/lifecycle";
import type { EventType } from "@orderdeck/contracts/topics";
import { IconHourglassHigh } from "@tabler/icons-react";
import type { CSSProperties } from "react";
import { interval } from "../../format/duration.ts";
import { clockTime, epochOf, fullTime } from "../../format/time.ts";
import { useNow } from "../../live/live-context.tsx";
import type { AlertRow } from "./alert-rules.ts";
import classes from "./alerts.module.css";
import { leftWords } from "./left-to-stop.tsx";
import { type TimeLeft, timeLeft } from "./time-left.ts";

interface PathStep {
	readonly word: string;
	/** When, ms since the epoch; undefined for what has not happened. */
	readonly at: number | undefined;
	readonly note: string;
}

interface DispatchPathProps {
	readonly alert: AlertRow;
	readonly order: OrderView | undefined;
	/** The order could not be read. */
	readonly isUnknown: boolean;
}

export function DispatchPath({ alert, order, isUnknown }: DispatchPathProps) {
	const now = useNow();
	const left = timeLeft(alert, order, now);
	const tone = left.kind === "left" ? (left.tone ?? "t2") : "t2";
	return (
		<section className={classes.part} aria-label="Path to dispatch">
			<h3>
				<span className="row" style={{ gap: 6 }}>
					<IconHourglassHigh size={14} stroke={1.75} aria-hidden className={tone} />
					<span className="tn">{headWords(left, now)}</span>
				</span>
				{left.kind === "left" && <span className="t3">before it is dispatched</span>}
			</h3>
			{order === undefined ? (
				<p className={`t3 sm ${classes.unread}`}>{isUnknown && "The order could not be loaded."}</p>
			) : (
				<ol className={classes.path} style={{ "--at": `${left.kind === "left" ? (1 - left.share) * 100 : 0}%` } as CSSProperties}>
					{pathOf(order, left).map(({ word, at, note }) => (
						<li key={word} data-done={at !== undefined || undefined}>
							<i aria-hidden className={classes.knot} />
							<b>{word}</b>
							<span className="tn" title={at === undefined ? undefined : fullTime(at)}>
								{note}
							</span>
						</li>
					))}
				</ol>
			)}
		</section>
	);
}

function headWords(left: TimeLeft, now: number): string {
	if (left.kind === "over") return "Can no longer be stopped";
	if (left.kind === "unscheduled") return "Dispatch not scheduled";
	return left.ms === 0 ? "Dispatch is due" : `${leftWords(left, now)} left to stop`;
}

/** Created, paid, prepared and dispatched, with the time since the step before; a cancelled order ends with that. */
export function pathOf(order: OrderView, left: TimeLeft): readonly PathStep[] {
	const at = (type: EventType): number | undefined => {
		const entry = order.lifecycle.find((each) => each.type === type);
		return entry === undefined ? undefined : epochOf(entry.occurred_at);
	};
	const created = at("ORDER_CREATED") ?? epochOf(order.created_at);
	const paid = at("PAYMENT_PROCESSED");
	const reserved = at("INVENTORY_RESERVED");
	const prepared = paid === undefined || reserved === undefined ? at("SHIPMENT_CREATED") : Math.max(paid, reserved);
	const since = (time: number | undefined, before: number) => (time === undefined ? "not yet" : `+${interval(time - before)}`);
	const steps: readonly PathStep[] = [
		{ word: "Created", at: created, note: clockTime(created) },
		{ word: "Paid", at: paid, note: since(paid, created) },
		{ word: "Prepared", at: prepared, note: since(prepared, paid ?? created) },
	];
	if (order.status === "CANCELLED") {
		const cancelled = epochOf(cancellationIn(order)?.occurred_at ?? order.updated_at);
		return [...steps.filter((step) => step.at !== undefined), { word: "Cancelled", at: cancelled, note: clockTime(cancelled) }];
	}
	const dispatched = at("SHIPMENT_DISPATCHED");
	if (dispatched !== undefined) return [...steps, { word: "Dispatched", at: dispatched, note: clockTime(dispatched) }];
	return [...steps, { word: "Dispatch", at: undefined, note: left.kind === "left" ? `due ${clockTime(left.due)}` : "not scheduled" }];
}
