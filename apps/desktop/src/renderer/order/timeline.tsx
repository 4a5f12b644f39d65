import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { IconAlertTriangle, IconCheck, IconFlag, IconHourglassHigh, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { duration, interval } from "../format/duration.ts";
import { epochOf, exactTimeOrDate, fullTime } from "../format/time.ts";
import { useKnownUntil } from "../live/live-context.tsx";
import { RecordLink } from "../ui/record-link.tsx";
import classes from "./order-panel.module.css";
import { CANCELLATION, type Step, stepsOf } from "./order-steps.ts";

const ICON = { done: IconCheck, failed: IconX, flag: IconFlag, waiting: IconHourglassHigh, todo: undefined };
const TONE = { done: "ok", failed: "bad", flag: "bad", waiting: "info", todo: "t3" };

/** An order's events in human words, with exact times and the time between them; then what is still to come. */
export function Timeline({ order }: { order: OrderView }) {
	const now = useKnownUntil();
	const ended = order.status === "DELIVERED" || order.status === "CANCELLED";
	const until = ended ? epochOf(order.updated_at) : now;
	return (
		<div className={classes.part}>
			<h3>
				Timeline
				<span className="t3 xs tn">{`${interval(until - epochOf(order.created_at))} ${ended ? "in total" : "since created"}`}</span>
			</h3>
			<TimelineSteps order={order} />
		</div>
	);
}

/** Without a heading. */
export function TimelineSteps({ order }: { order: OrderView }) {
	const now = useKnownUntil();
	return (
		<ol className={classes.timeline} data-testid="timeline">
			{stepsOf(order, now).map((step) => (
				<StepLine key={step.key} step={step} now={now} />
			))}
		</ol>
	);
}

function StepLine({ step, now }: { step: Step; now: number }) {
	const late = step.late !== undefined;
	const Icon = late && step.state === "done" ? IconAlertTriangle : ICON[step.state];
	return (
		<li className={step.state === "todo" ? classes.todo : undefined} data-step={step.label} data-state={step.state}>
			<span className={`${classes.knot} ${late ? "warn" : TONE[step.state]}`}>
				{Icon !== undefined && <Icon size={9} stroke={3} aria-hidden />}
			</span>
			<div className={classes.step}>
				<b>{step.label}</b>
				<span className={`${classes.gap} ${late ? "warn med" : ""}`}>{gapWords(step)}</span>
				{step.at === undefined ? (
					<span className="t2" style={{ textAlign: "right" }}>
						{step.state === "waiting" ? "waiting" : "not yet"}
					</span>
				) : (
					<time title={fullTime(step.at)}>{exactTimeOrDate(step.at, now)}</time>
				)}
			</div>
			{step.late !== undefined && (
				<div className="xs warn tn">
					{duration(step.late.by)} late · due within {duration(step.late.due)}
				</div>
			)}
			{(step.entry !== undefined || step.detail !== "") && <Detail step={step} />}
		</li>
	);
}

function gapWords(step: Step): string {
	// A cancellation that is listed after a later step: the state of the order since then.
	if (step.gap === undefined) return step.key === CANCELLATION ? "since" : "";
	return step.at === undefined ? `${duration(step.gap / 1000)} so far` : `+${interval(step.gap)}`;
}

function Detail({ step: { detail, alerts, entry } }: { step: Step }) {
	return (
		<div className={classes.place}>
			{detail}
			{alerts.map(({ event_id, detail: { score = "" } = {} }) => (
				<Fragment key={event_id}>
					{" · "}
					<Link to="/alerts" search={{ tab: "resolved", alert: event_id }} className="acc">
						alert {score}
					</Link>
				</Fragment>
			))}
			{detail !== "" && entry !== undefined && " · "}
			{entry !== undefined && <RecordLink at={entry} />}
		</div>
	);
}
