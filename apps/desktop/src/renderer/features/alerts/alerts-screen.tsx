/** The queue of fraud alerts, worst first; the order of one opens beside it. */
import { SegmentedControl } from "@mantine/core";
import type { LiveFrame } from "@orderdeck/contracts/live";
import { IconShieldCheck } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { compactMoney, eachMoney } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { useLiveList } from "../../live/use-live-list.ts";
import { OrderPanel } from "../../order/order-panel.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { alertSums, DEFAULT_MINUTES } from "../../shell/use-open-alerts.ts";
import { useOverview } from "../../shell/use-overview.ts";
import { Count } from "../../ui/count.tsx";
import { ListWithPanel } from "../../ui/list-with-panel.tsx";
import { Message } from "../../ui/panel.tsx";
import { useSelection } from "../../ui/use-selection.ts";
import { ALERT_COLUMNS } from "./alert-columns.tsx";
import { type AlertRow, type AlertState, alertRules } from "./alert-rules.ts";

const PAGE = 100;
const idOf = (alert: AlertRow) => alert.alert_id;
const alertsOf = (frame: LiveFrame): AlertRow[] => frame.alerts.map((alert) => ({ ...alert, order_status: null, dispatch_due_at: null }));

function useAlerts(state: AlertState, reading: boolean) {
	const client = useTRPCClient();
	return useLiveList({
		queryKey: ["list", "alerts", state],
		fetchPage: async (cursor, signal) => {
			const page = await client.alerts.list.query(
				{
					state: state === "OPEN" ? ["OPEN", "CLAIMED"] : [state],
					order: "worst",
					limit: PAGE,
					...(cursor === undefined ? {} : { cursor }),
				},
				{ signal },
			);
			return { items: page.alerts, nextCursor: page.nextCursor };
		},
		rules: alertRules(state),
		pick: alertsOf,
		reading,
	});
}

export function AlertsScreen() {
	const search = useSearch({ from: "/alerts" });
	const navigate = useNavigate({ from: "/alerts" });
	const state: AlertState = search.state ?? "OPEN";
	const { data } = useOverview(DEFAULT_MINUTES);
	return (
		<>
			<PageHead title="Fraud alerts">
				{data !== undefined && (
					<span className="t2 sm tn" title={eachMoney(alertSums(data))}>
						<Count value={data.open_alerts} /> open · {eachMoney(alertSums(data), compactMoney)}
					</span>
				)}
				<span className="grow" />
				<SegmentedControl
					size="xs"
					aria-label="Which alerts"
					value={state}
					onChange={(next) => void navigate({ search: next === "RESOLVED" ? { state: "RESOLVED" } : {} })}
					data={[
						{ value: "OPEN", label: "Open" },
						{ value: "RESOLVED", label: "Resolved" },
					]}
				/>
			</PageHead>
			<Queue key={state} state={state} />
		</>
	);
}

function Queue({ state }: { state: AlertState }) {
	const search = useSearch({ from: "/alerts" });
	const navigate = useNavigate({ from: "/alerts" });
	const onOpen = useCallback(
		(alert: AlertRow | undefined) => {
			const opened = { alert: alert?.alert_id, order: alert === undefined ? undefined : String(alert.order_id) };
			void navigate({ search: (known) => ({ ...known, ...opened }), replace: true });
		},
		[navigate],
	);
	const selection = useSelection({ idOf, openId: search.alert, onOpen });
	const alerts = useAlerts(state, selection.activeId !== undefined);
	const isOpen = state === "OPEN";
	return (
		<ListWithPanel
			name="Alerts"
			rowsName="Fraud alerts"
			what="alert"
			order="worst first: score, amount, age"
			columns={ALERT_COLUMNS}
			list={alerts}
			idOf={idOf}
			selection={selection}
			marksNew
			empty={
				<Message icon={<IconShieldCheck size={20} />} title={isOpen ? "No open alerts" : "No resolved alerts"}>
					{isOpen ? "An order that a fraud rule flags appears here, worst first." : "An alert that has been judged appears here."}
				</Message>
			}
			foot={`${exactNumber(alerts.rows.length)} loaded, worst first`}
			panel={search.order && <OrderPanel key={search.order} id={search.order} {...selection.panel(alerts.rows)} />}
		/>
	);
}
