import { age } from "../../format/duration.ts";
import { money } from "../../format/money.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { reasonWords } from "../../format/words.ts";
import { useLive, useLiveContext, useNow } from "../../live/live-context.tsx";
import { Country } from "../../ui/country.tsx";
import type { Column } from "../../ui/grid-rows.tsx";
import { OrderStatusMark } from "../../ui/order-status.tsx";
import type { AlertRow } from "./alert-rules.ts";

/** As the stream last said; else as the list said. */
function OrderIs({ alert }: { alert: AlertRow }) {
	const { store } = useLiveContext();
	const live = useLive(() => store.order(String(alert.order_id))?.status);
	const status = live ?? alert.order_status;
	return status === null ? <span className="t3">not seen yet</span> : <OrderStatusMark status={status} />;
}

function AlertAge({ alert }: { alert: AlertRow }) {
	const at = epochOf(alert.raised_at);
	return (
		<span className="t2" title={fullTime(at)}>
			{age(useNow(), at)}
		</span>
	);
}

export const ALERT_COLUMNS: readonly Column<AlertRow>[] = [
	{ id: "score", head: "Score", width: "36px", right: true, cell: (alert) => <span className="med">{alert.score}</span> },
	{ id: "order", head: "Order", width: "76px", cell: (alert) => <span className="mono">{String(alert.order_id)}</span> },
	{ id: "reason", head: "Reason", width: "minmax(0, 1fr)", cell: (alert) => reasonWords(alert.reason) },
	{ id: "country", head: "Country", width: "48px", cell: (alert) => <Country country={alert.country} /> },
	{ id: "amount", head: "Amount", width: "92px", right: true, cell: (alert) => money(alert.amount, alert.currency) },
	{ id: "is", head: "Order is", width: "92px", cell: (alert) => <OrderIs alert={alert} /> },
	{ id: "age", head: "Age", width: "72px", right: true, cell: (alert) => <AlertAge alert={alert} /> },
];
