/** The alerts of a list: as read, as the stream changes them, and as this operator's own actions have left them. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { useCallback, useMemo } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { type LiveList, useLiveList } from "../../live/use-live-list.ts";
import { useSession } from "../../shell/session.tsx";
import { createAlertBook } from "./alert-book.ts";
import { type AlertRow, alertRules } from "./alert-rules.ts";
import { type AlertTab, tabQuery } from "./alert-tabs.ts";

const PAGE = 100;

export interface Alerts {
	readonly list: LiveList<AlertRow>;
	/** What the daemon returned of an alert: the list shows it before the stream does. */
	readonly take: (alert: FraudAlert) => void;
}

/** `reading`: rows stay where they are, whatever becomes of them. */
export function useAlerts(tab: AlertTab, reading: boolean): Alerts {
	const client = useTRPCClient();
	const { name } = useSession();
	const book = useMemo(createAlertBook, []);
	const list = useLiveList<AlertRow>({
		queryKey: ["list", "alerts", tab, name],
		async fetchPage(cursor, signal) {
			const paged = { ...tabQuery(tab, name), limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
			const { alerts, nextCursor } = await client.alerts.list.query(paged, { signal });
			book.remember(alerts);
			return { items: alerts, nextCursor };
		},
		rules: alertRules(tab, name),
		pick: book.changedBy,
		reading,
	});
	const { take: show } = list;
	const take = useCallback((alert: FraudAlert) => show(book.changedBy({ alerts: [alert], orders: [] })), [show, book]);
	return { list, take };
}
