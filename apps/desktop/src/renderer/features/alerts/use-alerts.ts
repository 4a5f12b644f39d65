/** The alerts of a list: as read, as the stream changes them, and as this operator's own actions have left them. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { useCallback, useMemo, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { type LiveList, useLiveList } from "../../live/use-live-list.ts";
import { useSession } from "../../shell/session.tsx";
import { createAlertBook } from "./alert-book.ts";
import { type AlertRow, alertRules } from "./alert-rules.ts";
import { type AlertTab, tabQuery } from "./alert-tabs.ts";

const PAGE = 100;

export interface Alerts extends LiveList<AlertRow> {
	/** What the daemon returned of an alert: the list shows it before the stream does. */
	readonly take: (alert: FraudAlert) => void;
}

/** `reading`: rows stay where they are, whatever becomes of them. */
export function useAlerts(tab: AlertTab, reading: boolean): Alerts {
	const client = useTRPCClient();
	const { name } = useSession();
	const book = useMemo(createAlertBook, []);
	const rules = useMemo(() => alertRules(tab, name), [tab, name]);
	const [own, setOwn] = useState<ReadonlyMap<string, FraudAlert>>(new Map());
	const list = useLiveList<AlertRow>({
		queryKey: ["list", "alerts", tab, name],
		async fetchPage(cursor, signal) {
			const paged = { ...tabQuery(tab, name), limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
			const { alerts, nextCursor } = await client.alerts.list.query(paged, { signal });
			book.remember(alerts);
			return { items: alerts, nextCursor };
		},
		rules,
		pick: book.changedBy,
		reading,
	});
	const { rows: known, mode } = list;
	const rows = useMemo(() => {
		const latest = known.map((row) => withOwn(row, own.get(row.alert_id)));
		// A list that is not held has no rows that no longer belong to it.
		return mode === "follow" ? latest.filter(rules.matches) : latest;
	}, [known, own, mode, rules]);
	const take = useCallback((alert: FraudAlert) => setOwn((before) => new Map(before).set(alert.alert_id, alert)), []);
	return { ...list, rows, take };
}

/** The later one of both; where the order stands is what the row knows. */
export function withOwn(row: AlertRow, own: FraudAlert | undefined): AlertRow {
	return own === undefined || own.version <= row.version ? row : { ...row, ...own };
}
