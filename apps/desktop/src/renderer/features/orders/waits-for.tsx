import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { age } from "../../format/duration.ts";
import { fullTime } from "../../format/time.ts";
import { cancelCauseWord } from "../../format/words.ts";
import { useKnownUntil } from "../../live/live-context.tsx";
import { waitsFor } from "../../order/order-steps.ts";

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
