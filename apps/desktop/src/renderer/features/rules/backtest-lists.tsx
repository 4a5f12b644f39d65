/** The alerts that only one side raises: lost and gained, known frauds first. */
import { Drawer } from "@mantine/core";
import type { BacktestResult, ChangedAlert } from "@orderdeck/contracts/backtests/entities";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { IconAlertOctagon, IconCircleCheck, IconMinus, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { eachMoney, money } from "../../format/money.ts";
import { countText, exactNumber } from "../../format/number.ts";
import { reasonWords } from "../../format/words.ts";
import { JobProgress } from "../../job/job-progress.tsx";
import { Country } from "../../ui/country.tsx";
import { rightClass, Table, type TableColumn } from "../../ui/table.tsx";
import classes from "./rules.module.css";

const COLUMNS: readonly TableColumn[] = [
	{ id: "order", head: "Order", width: 76 },
	{ id: "country", head: "Country", width: 60 },
	{ id: "score", head: "Score", width: 48, right: true },
	{ id: "known", head: "Resolved as" },
	{ id: "amount", head: "Amount", width: 84, right: true },
];

type Total = BacktestResult["lost_total"];

export function BacktestLists({ result, job }: { result: BacktestResult; job: Job | undefined }) {
	const [isOpen, setOpen] = useState(false);
	const more = job === undefined ? undefined : () => setOpen(true);
	return (
		<div className={classes.two}>
			<ChangedList
				title="Lost"
				note="no longer flagged"
				icon={<IconMinus size={14} className="bad" aria-hidden />}
				alerts={result.lost}
				total={result.lost_total}
				onMore={more}
			/>
			<ChangedList
				title="Gained"
				note="newly flagged"
				icon={<IconPlus size={14} className="ok" aria-hidden />}
				alerts={result.gained}
				total={result.gained_total}
				onMore={more}
			/>
			{isOpen && job !== undefined && (
				<Drawer opened onClose={() => setOpen(false)} title="All alerts that change" position="right" size="min(520px, 100vw)">
					<JobProgress started={job} />
				</Drawer>
			)}
		</div>
	);
}

interface ChangedListProps {
	readonly title: "Lost" | "Gained";
	readonly note: string;
	readonly icon: ReactNode;
	readonly alerts: readonly ChangedAlert[];
	readonly total: Total;
	readonly onMore: (() => void) | undefined;
}

function ChangedList({ title, note, icon, alerts, total, onMore }: ChangedListProps) {
	const hidden = total.alerts - alerts.length;
	return (
		<section aria-label={title}>
			<h3>
				{icon}
				{title} <b className="tn">{countText(total.alerts)}</b>
				{total.alerts > 0 && <span className="t2 tn ell">{eachMoney(total)}</span>}
				<span className="grow" />
				<span className="t3 xs">{note}</span>
			</h3>
			{alerts.length === 0 ? (
				<p className={`t3 ${classes.none}`}>None.</p>
			) : (
				<Table label={`${title} alerts`} columns={COLUMNS} loading={false} skeletons={0}>
					{alerts.map((alert) => (
						<ChangedRow key={`${alert.order_id} ${alert.rule}`} alert={alert} isLost={title === "Lost"} />
					))}
				</Table>
			)}
			{hidden > 0 && (
				<p className={classes.more}>
					<button type="button" className="link sm" disabled={onMore === undefined} onClick={onMore}>
						and {exactNumber(hidden)} more
					</button>
				</p>
			)}
		</section>
	);
}

function ChangedRow({ alert, isLost }: { alert: ChangedAlert; isLost: boolean }) {
	const { order_id, country, score, amount, currency, known_as } = alert;
	return (
		<tr data-missed={(isLost && known_as === "CONFIRMED_FRAUD") || undefined}>
			<td>
				<Link to="/orders" search={{ order: String(order_id) }} className={`mono ${classes.orderLink}`} title={`Order ${order_id}`}>
					{order_id}
				</Link>
			</td>
			<td>
				<Country country={country} />
			</td>
			<td className={rightClass}>{score}</td>
			<td>
				<KnownAs known={known_as} isLost={isLost} />
			</td>
			<td className={rightClass}>{money(amount, currency)}</td>
		</tr>
	);
}

function KnownAs({ known, isLost }: { known: ChangedAlert["known_as"]; isLost: boolean }) {
	if (known === "NOT_RESOLVED") return <span className="t3">not resolved</span>;
	if (known !== "CONFIRMED_FRAUD") return <span className="t2">{reasonWords(known).toLowerCase()}</span>;
	const Icon = isLost ? IconAlertOctagon : IconCircleCheck;
	return (
		<span className={`row ${isLost ? "bad" : "ok"}`} style={{ gap: 6 }}>
			<Icon size={14} aria-hidden />
			{isLost ? "known fraud" : "fraud, caught"}
		</span>
	);
}
