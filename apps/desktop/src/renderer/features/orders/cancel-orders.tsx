/** Cancels many orders: what would happen to each, a reason, then the job and its results. */
import type { Job } from "@orderdeck/contracts/jobs/entities";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import type { CancelPreview } from "@orderdeck/contracts/orders/requests";
import { IconBan, IconCreditCard, IconTruck } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTRPC, useTRPCClient } from "../../api/client.ts";
import { eachMoney, money } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { counted } from "../../format/words.ts";
import { JobProgress } from "../../job/job-progress.tsx";
import { useLive, useLiveContext } from "../../live/live-context.tsx";
import { ActionSheet } from "../../ui/action-sheet.tsx";
import { Country } from "../../ui/country.tsx";
import { ErrorMessage } from "../../ui/panel.tsx";
import type { OrderFilters } from "./order-filters.ts";
import classes from "./orders.module.css";

export type OrderScope = { readonly ids: readonly string[] } | { readonly filter: OrderFilters };

interface CancelOrdersProps {
	readonly scope: OrderScope;
	readonly onClose: () => void;
	/** The job runs: what was selected need not be selected any longer. */
	readonly onStarted: () => void;
}

export function CancelOrders({ scope, onClose, onStarted }: CancelOrdersProps) {
	const trpc = useTRPC();
	// The selection as it was when the sheet was opened: it is what the preview and the action are about.
	const [selection] = useState(() => ("ids" in scope ? { ids: [...scope.ids] } : { filter: { ...scope.filter } }));
	const [job, setJob] = useState<Job>();
	const preview = usePreview(selection, job === undefined);
	const changed = useChanged(preview.data);
	const cancel = useMutation({
		...trpc.orders.cancelMany.mutationOptions(),
		onSuccess(started) {
			if (!("job_id" in started)) return;
			setJob(started);
			onStarted();
		},
	});
	const { would_cancel, would_refund } = preview.data ?? {};
	return (
		<ActionSheet
			title={`Cancel ${"ids" in selection ? counted(selection.ids.length, "order") : "all orders that match"}`}
			keep="Keep orders"
			onClose={onClose}
			preview={{
				at: preview.data === undefined ? undefined : preview.dataUpdatedAt,
				isRefreshing: preview.isFetching,
				changed: changed === 0 ? undefined : `${counted(changed, "order")} changed since`,
				onRefresh: () => void preview.refetch(),
			}}
			action={{
				label: actionLabel(preview.data),
				isDangerous: true,
				isPending: cancel.isPending,
				blocked: would_cancel?.orders === 0 ? "None of them can be cancelled" : undefined,
				error: cancel.error,
				onAct: (reason) => cancel.mutate({ ...selection, reason }),
			}}
			audited={job === undefined ? "orders" : `job:${job.job_id}`}
			readBack={job === undefined ? undefined : <JobProgress started={job} />}
		>
			{preview.data !== undefined ? (
				<Preview preview={preview.data} />
			) : preview.error !== null ? (
				<ErrorMessage what="The preview" error={preview.error} onRetry={() => void preview.refetch()} />
			) : null}
			{would_refund !== undefined && would_refund.orders > 0 && <p className="sr">Refunds {eachMoney(would_refund)}.</p>}
		</ActionSheet>
	);
}

/** The dry run. It is a mutation to the API, since it takes a list of ids; nothing changes. */
function usePreview(selection: { ids: string[] } | { filter: OrderFilters }, enabled: boolean) {
	const client = useTRPCClient();
	return useQuery({
		queryKey: ["cancel-preview", selection],
		queryFn: async ({ signal }) => {
			const preview = await client.orders.cancelMany.mutate({ ...selection, dryRun: true }, { signal });
			if ("job_id" in preview) throw new Error("the daemon started a job instead of a dry run");
			return preview;
		},
		enabled,
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
		retry: false,
	});
}

/** What a cancellation does depends on this alone. */
function stageOf(status: OrderStatus): "late" | "charged" | "open" {
	if (status === "SHIPPED" || status === "DELIVERED" || status === "CANCELLED") return "late";
	return status === "PAID" || status === "PREPARED" ? "charged" : "open";
}

/** How many of the previewed orders have come to another stage since, as the live stream shows them. */
function useChanged(preview: CancelPreview | undefined): number {
	const { store } = useLiveContext();
	return useLive(() => {
		const changed = preview?.orders.filter(({ id, order }) => {
			const live = store.order(id);
			return order !== null && live !== undefined && stageOf(live.status) !== stageOf(order.status);
		});
		return changed?.length ?? 0;
	});
}

function actionLabel(preview: CancelPreview | undefined): string {
	if (preview === undefined) return "Cancel orders";
	const { would_cancel, would_refund } = preview;
	const refund = would_refund.orders === 0 ? "" : `, refund ${eachMoney(would_refund)}`;
	return `Cancel ${counted(would_cancel.orders, "order")}${refund}`;
}

function Preview({ preview }: { preview: CancelPreview }) {
	const { would_cancel, would_refund, would_refuse, orders } = preview;
	const late = would_refuse.reduce((sum, each) => sum + each.orders, 0);
	const of = (outcome: CancelPreview["orders"][number]["outcome"]) => orders.filter((each) => each.outcome === outcome);
	const free = {
		...would_cancel,
		by_currency: Object.fromEntries(
			Object.entries(would_cancel.by_currency)
				.map(([currency, amount]) => [currency, amount - (would_refund.by_currency[currency] ?? 0)] as const)
				.filter(([, amount]) => amount > 0),
		),
	};
	return (
		<>
			<dl className={classes.three}>
				<Stat
					icon={<IconBan size={14} className="t2" />}
					what="Will cancel"
					count={would_cancel.orders - would_refund.orders}
					sum={eachMoney(free)}
				/>
				<Stat
					icon={<IconCreditCard size={14} className="warn" />}
					what="Cancel and refund"
					count={would_refund.orders}
					sum={eachMoney(would_refund)}
				/>
				<Stat
					icon={<IconTruck size={14} className="bad" />}
					what="Too late"
					count={late}
					sum={would_refuse.map((each) => eachMoney(each)).join(" · ")}
				/>
			</dl>
			<Lines title="Will cancel" note="not charged yet" lines={of("cancel")} count={would_cancel.orders - would_refund.orders} />
			<Lines title="Cancel and refund" note="charged, not dispatched" lines={of("refund")} count={would_refund.orders} />
			<Lines title="Too late" note="unchanged" lines={of("refused")} count={late} late />
		</>
	);
}

function Stat({ icon, what, count, sum }: { icon: ReactNode; what: string; count: number; sum: string }) {
	return (
		<div>
			<dt>
				{icon}
				{what}
			</dt>
			<dd className="tn">{exactNumber(count)}</dd>
			<span className="t2 xs tn">{count === 0 ? "" : sum}</span>
		</div>
	);
}

interface LinesProps {
	readonly title: string;
	readonly note: string;
	readonly lines: CancelPreview["orders"];
	/** Of all, those that are not listed included. */
	readonly count: number;
	readonly late?: boolean;
}

function Lines({ title, note, lines, count, late }: LinesProps) {
	if (count === 0) return null;
	return (
		<section className={classes.lines} data-late={late || undefined} aria-label={title}>
			<h3>
				{title}
				<span className="t3">{note}</span>
			</h3>
			<ul>
				{lines.map(({ id, order, why }) => (
					<li key={id}>
						<span className="mono ell">{id}</span>
						{order === null ? <span /> : <Country country={order.country} />}
						<span className="t2 ell" title={why}>
							{why}
						</span>
						<span className="tn">{order !== null && money(order.amount, order.currency)}</span>
					</li>
				))}
			</ul>
			{count > lines.length && <p className="t3">and {exactNumber(count - lines.length)} more</p>}
		</section>
	);
}
