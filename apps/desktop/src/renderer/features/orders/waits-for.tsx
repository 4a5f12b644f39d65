import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { overdueBy, type StageName, waitsFor } from "@orderdeck/contracts/orders/waits";
import { GROUPS, type GroupId } from "@orderdeck/contracts/topics";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { age, duration } from "../../format/duration.ts";
import { fullTime } from "../../format/time.ts";
import { cancelCauseWord, reasonWords } from "../../format/words.ts";
import { useKnownUntil, useLive } from "../../live/live-context.tsx";

/** `payment · 31 s`, with a warning once it is late; why it was cancelled, if it was. */
export function WaitsFor({ order }: { order: OrderView }) {
	const now = useKnownUntil();
	const wait = waitsFor(order);
	if (wait === undefined) return order.cancel === undefined ? null : <span className="t2">{cancelCauseWord(order.cancel.cause)}</span>;
	const late = now - wait.since > wait.dueSeconds * 1000;
	const Icon = late ? IconAlertTriangle : IconClock;
	return (
		<span className="row" style={{ gap: 6 }} title={`since ${fullTime(wait.since)}`}>
			<Icon size={14} aria-hidden className={late ? "warn" : "t3"} />
			<span className="tn">
				{wait.stage} · {age(now, wait.since)}
			</span>
			{late && <span className="sr">late</span>}
		</span>
	);
}

/** The group that must act next. */
const GROUP_OF: Record<StageName, GroupId> = {
	payment: GROUPS.payments,
	inventory: GROUPS.inventory,
	shipping: GROUPS.shipping,
	dispatch: GROUPS.shipping,
	delivery: GROUPS.shipping,
};

/** `payments behind` where the group that must act is not well; else by how much the order is over its time. */
export function StuckBecause({ order }: { order: OrderView }) {
	const now = useKnownUntil();
	const stage = waitsFor(order)?.stage;
	const group = stage === undefined ? undefined : GROUP_OF[stage];
	const status = useLive((state) => state.lag?.find((each) => each.group === group)?.status);
	const overdue = overdueBy(order, now);
	if (overdue === undefined || group === undefined) return <span className="t3">no longer waiting</span>;
	if (status !== undefined && status !== "OK")
		return <span className="t2">{`${group.replace("-group", "")} ${reasonWords(status).toLowerCase()}`}</span>;
	return <span className="t2 tn">{`${duration(overdue / 1000)} overdue`}</span>;
}
