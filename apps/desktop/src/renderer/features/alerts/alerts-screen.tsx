/** The queue of fraud alerts, worst first; the order of one opens beside it. */
import { SegmentedControl } from "@mantine/core";
import type { LiveFrame } from "@orderdeck/contracts/live";
import { IconShieldCheck } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { compactMoney, money } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { useLiveList } from "../../live/use-live-list.ts";
import { OrderPanel } from "../../order/order-panel.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { DEFAULT_MINUTES } from "../../shell/use-open-alerts.ts";
import { useOverview } from "../../shell/use-overview.ts";
import { DataGrid } from "../../ui/data-grid.tsx";
import { GridFoot } from "../../ui/grid-foot.tsx";
import { ListBar } from "../../ui/list-bar.tsx";
import { listClass, splitClass } from "../../ui/list-frame.ts";
import { ErrorMessage, Message } from "../../ui/panel.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { ALERT_COLUMNS } from "./alert-columns.tsx";
import { type AlertRow, type AlertState, alertRules } from "./alert-rules.ts";

const PAGE = 100;
const idOf = (alert: AlertRow) => alert.alert_id;
const alertsOf = (frame: LiveFrame): AlertRow[] => frame.alerts.map((alert) => ({ ...alert, order_status: null }));

function useAlerts(state: AlertState, reading: boolean) {
	const client = useTRPCClient();
	return useLiveList({
		queryKey: ["list", "alerts", state],
		fetchPage: async (cursor, signal) => {
			const page = await client.alerts.list.query(
				{ state, order: "worst", limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
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
					<span className="t2 sm tn" title={money(data.open_alerts_amount)}>
						{exactNumber(data.open_alerts)} open · {compactMoney(data.open_alerts_amount)}
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
			<div className={splitClass}>
				<Queue key={state} state={state} />
			</div>
		</>
	);
}

function Queue({ state }: { state: AlertState }) {
	const search = useSearch({ from: "/alerts" });
	const navigate = useNavigate({ from: "/alerts" });
	const [activeId, setActive] = useState<string | undefined>(search.alert);
	const alerts = useAlerts(state, activeId !== undefined);
	const { rows, arrivals, restart } = alerts;
	const show = useCallback(
		(alert: AlertRow | undefined) => {
			setActive(alert?.alert_id);
			const opened = { alert: alert?.alert_id, order: alert === undefined ? undefined : String(alert.order_id) };
			void navigate({ search: (known) => ({ ...known, ...opened }), replace: true });
		},
		[navigate],
	);
	const openOne = useCallback((id: string) => show(rows.find((row) => row.alert_id === id)), [rows, show]);
	const close = () => show(undefined);
	const follow = () => {
		close();
		document.querySelector("[role=grid]")?.scrollTo({ top: 0 });
		restart();
	};
	const neighbour = (by: number) => {
		const next = rows[rows.findIndex((row) => row.alert_id === search.alert) + by];
		return next === undefined ? undefined : () => show(next);
	};
	const isNew = useCallback((id: string) => arrivals.has(id) && Date.now() - (arrivals.get(id) ?? 0) < 1_000, [arrivals]);
	const empty =
		alerts.error === undefined ? (
			<Message icon={<IconShieldCheck size={20} />} title={state === "OPEN" ? "No open alerts" : "No resolved alerts"}>
				{state === "OPEN" ? "An order that a fraud rule flags stands here, worst first." : "An alert that has been judged stands here."}
			</Message>
		) : (
			<ErrorMessage what="Alerts" error={alerts.error} onRetry={restart} />
		);
	return (
		<>
			<section className={listClass} aria-label="Alerts">
				<ListBar
					mode={alerts.mode}
					waiting={alerts.waiting}
					uncounted={alerts.uncounted}
					what="alert"
					order="worst first: score, amount, age"
					onFollow={follow}
				/>
				<DataGrid
					label="Fraud alerts"
					columns={ALERT_COLUMNS}
					rows={rows}
					idOf={idOf}
					activeId={activeId}
					selectedId={search.alert}
					onActive={(id) => (search.alert === undefined || id === undefined ? setActive(id) : openOne(id))}
					onOpen={openOne}
					onClose={close}
					isNew={isNew}
					loading={alerts.loading}
					empty={empty}
					onEnd={alerts.loadMore}
					onReading={alerts.onReading}
				/>
				<GridFoot>{exactNumber(rows.length)} loaded, worst first</GridFoot>
			</section>
			{search.order !== undefined && (
				<SidePanel onClose={close}>
					<OrderPanel key={search.order} id={search.order} onClose={close} onPrevious={neighbour(-1)} onNext={neighbour(1)} />
				</SidePanel>
			)}
		</>
	);
}
