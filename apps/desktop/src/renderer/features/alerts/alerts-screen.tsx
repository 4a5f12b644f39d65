/** The fraud desk: alerts that wait for a verdict, what can still be stopped first; one of them opens beside its list. */
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type RefObject, useCallback, useRef, useState } from "react";
import { eachMoney } from "../../format/money.ts";
import { countText } from "../../format/number.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { usePartKeys } from "../../shell/commands/use-part-keys.ts";
import { useSession } from "../../shell/session.tsx";
import { focusList } from "../../ui/list-focus.ts";
import { ListWithPanel } from "../../ui/list-with-panel.tsx";
import { usePicks } from "../../ui/use-picks.ts";
import { useSelection } from "../../ui/use-selection.ts";
import { queueColumns, resolvedColumns } from "./alert-columns.tsx";
import { AlertPanel } from "./alert-panel.tsx";
import { type AlertRow, nextToDecide } from "./alert-rules.ts";
import { AlertSheet, type OpenSheet } from "./alert-sheets.tsx";
import type { AlertCounts, AlertTab } from "./alert-tabs.ts";
import classes from "./alerts.module.css";
import { DeskHead, DeskTabs } from "./desk-head.tsx";
import { EmptyQueue } from "./empty-queue.tsx";
import { UrgencyLine } from "./left-to-stop.tsx";
import { OutcomeLine } from "./outcome-line.tsx";
import { PickedBar } from "./picked-bar.tsx";
import { useAlertCounts } from "./use-alert-counts.ts";
import { useAlerts } from "./use-alerts.ts";
import { useDesk } from "./use-desk.ts";

const idOf = (alert: AlertRow) => alert.alert_id;
export function AlertsScreen() {
	const { tab = "stoppable" } = useSearch({ from: "/alerts" });
	return <FraudDesk key={tab} tab={tab} />;
}

function FraudDesk({ tab }: { tab: AlertTab }) {
	const { alert: openId } = useSearch({ from: "/alerts" });
	const { name } = useSession();
	const root = useRef<HTMLDivElement>(null);
	const [sheet, setSheet] = useState<OpenSheet>();
	const isNarrow = useIsNarrow(openId !== undefined);
	const counts = useAlertCounts();
	const selection = useAlertSelection(openId);
	const picks = usePicks<AlertRow>(idOf);
	const { list, take } = useAlerts(tab, selection.activeId !== undefined || picks.rows.length > 0);
	const { rows } = list;
	const toDecide = (from: string | undefined) => nextToDecide(rows, from, { name, now: daemonClock.now() });
	const desk = useDesk({
		take,
		onResolved({ alert: { alert_id: id }, alsoResolved }) {
			const left = rows.filter((row) => !alsoResolved.includes(row.alert_id));
			const next = id === openId ? nextToDecide(left, id, { name, now: daemonClock.now() }) : undefined;
			if (next !== undefined) selection.open(next);
			focusList();
		},
	});
	const onKeyDown = useDeskKeys(root, {
		onNoPanel: () => {
			const next = toDecide(selection.activeId);
			if (next !== undefined) selection.open(next);
		},
		onReason: (message) => openId !== undefined && desk.refuse({ id: openId, message }),
	});
	const look = { isNarrow, lost: desk.lost };
	const moves = selection.panel(rows);
	const next = openId === undefined ? undefined : toDecide(openId);
	const { outcome } = desk;
	return (
		<>
			<DeskHead
				counts={counts}
				onClaimed={(alert) => {
					take(alert);
					selection.open({ ...alert, order_status: null, dispatch_due_at: null });
					focusList();
				}}
			/>
			<DeskTabs
				tab={tab}
				counts={counts}
				aside={tab === "stoppable" && <UrgencyLine rows={rows} isWhole={counts !== undefined && counts.stoppable.alerts <= rows.length} />}
			/>
			<OutcomeLine outcome={outcome} onReopen={() => outcome !== undefined && setSheet({ kind: "reopen", alert: outcome.alert })} />
			{/* biome-ignore lint/a11y/noStaticElementInteractions: its list and its panel have the focus */}
			<div ref={root} className={classes.desk} onKeyDown={onKeyDown}>
				<ListWithPanel
					name="Alerts"
					rowsName="Fraud alerts"
					what="alert"
					order={tab === "resolved" ? "newest first" : "worst first: score, amount, age"}
					columns={tab === "resolved" ? resolvedColumns(look) : queueColumns(look)}
					list={list}
					idOf={idOf}
					selection={selection}
					picks={tab === "resolved" ? undefined : picks}
					bar={
						picks.rows.length > 0 ? (
							<PickedBar
								picked={picks.rows}
								onResolve={(verdict) => setSheet({ kind: "resolve-many", verdict, alerts: picks.rows })}
								onClear={picks.clear}
							/>
						) : undefined
					}
					toneOf={({ alert_id: id, claim, resolution }) =>
						desk.lost.has(id) && (resolution?.by ?? claim?.by ?? name) !== name ? "warn" : undefined
					}
					marksNew
					empty={<EmptyQueue tab={tab} counts={counts} />}
					foot={footWords(tab, counts, rows)}
					panel={
						openId === undefined ? undefined : (
							<AlertPanel
								key={openId}
								id={openId}
								row={rows.find((row) => row.alert_id === openId)}
								desk={desk}
								onRead={take}
								onSheet={(kind, alert) => setSheet({ kind, alert })}
								onNextToDecide={tab === "resolved" ? moves.onNext : next && (() => selection.open(next))}
								onLeave={focusList}
								{...moves}
							/>
						)
					}
				/>
			</div>
			{sheet !== undefined && (
				<AlertSheet sheet={sheet} onChanged={desk.changed} onStarted={picks.clear} onClose={() => setSheet(undefined)} />
			)}
		</>
	);
}

/** Whether the list has no space for all columns: in a small window, or beside an open alert. */
function useIsNarrow(isOpen: boolean): boolean {
	const isBeside = useMediaQuery("(min-width: 1101px) and (max-width: 1360px)", false, { getInitialValueInEffect: false });
	const isSmall = useMediaQuery("(max-width: 800px)", false, { getInitialValueInEffect: false });
	return isSmall || (isOpen && isBeside);
}

/** What is open is part of the address. */
function useAlertSelection(openId: string | undefined) {
	const navigate = useNavigate({ from: "/alerts" });
	const onOpen = useCallback(
		(alert: AlertRow | undefined) => void navigate({ search: (known) => ({ ...known, alert: alert?.alert_id }), replace: true }),
		[navigate],
	);
	return useSelection({ idOf, openId, onOpen });
}

interface KeyParts {
	/** The key for the next alert was pressed, and none is open. */
	readonly onNoPanel: () => void;
	/** What a key stands for cannot be done now: why, in a sentence. */
	readonly onReason: (reason: string) => void;
}

/** A key presses the button of the panel that names it. */
function useDeskKeys(root: RefObject<HTMLDivElement | null>, { onNoPanel, onReason }: KeyParts) {
	const pressable = (key: string) => root.current?.querySelector<HTMLButtonElement>(`button[aria-keyshortcuts="${key}"]`);
	const refuseWith = (button: HTMLButtonElement | null | undefined) => {
		if (button?.ariaDisabled === "true" && button.title !== "") onReason(button.title);
	};
	// Where another operator has the claim there is none to give: the verdicts state why.
	const press = (key: string) => () => {
		const button = pressable(key);
		if (button == null) return key === "n" ? onNoPanel() : refuseWith(pressable("1"));
		refuseWith(button);
		button.click();
	};
	return usePartKeys({ c: press("c"), "1": press("1"), "2": press("2"), "3": press("3"), n: press("n") });
}

/** `21 of 212 open · $8,342.03`: what the list holds, whether it is loaded or not. */
function footWords(tab: AlertTab, counts: AlertCounts | undefined, rows: readonly AlertRow[]): string {
	if (counts === undefined) return `${countText(rows.length, true)} loaded`;
	const { alerts, ...sums } = counts[tab];
	const count = countText(alerts);
	const words =
		tab === "resolved" ? `${count} resolved` : tab === "open" ? `${count} open` : `${count} of ${countText(counts.open.alerts)} open`;
	return `${words} · ${eachMoney(sums)}`;
}
