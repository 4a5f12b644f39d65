import { money } from "../../format/money.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { reasonWords } from "../../format/words.ts";
import { useLive, useLiveContext, useNow } from "../../live/live-context.tsx";
import { Country } from "../../ui/country.tsx";
import type { Column } from "../../ui/grid-rows.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { OrderStatusMark } from "../../ui/order-status.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import type { AlertRow } from "./alert-rules.ts";
import { outcomeWords, VERDICT_LOOK, VERDICT_SHORT } from "./alert-words.ts";
import { ClaimMark } from "./claim-mark.tsx";
import { LeftToStop } from "./left-to-stop.tsx";

/** As the stream has it; else as the list does. */
function OrderIs({ alert }: { alert: AlertRow }) {
	const { store } = useLiveContext();
	const live = useLive(() => store.order(String(alert.order_id))?.status);
	const status = live ?? alert.order_status;
	return status === null ? <span className="t3">not seen yet</span> : <OrderStatusMark status={status} />;
}

const SCORE: Column<AlertRow> = { id: "score", head: "Score", width: "34px", right: true, cell: ({ score }) => <b>{score}</b> };
const ORDER: Column<AlertRow> = {
	id: "order",
	head: "Order",
	width: "minmax(52px, 0.2fr)",
	cell: ({ order_id: id }) => <MiddleEllipsis className="mono" text={String(id)} />,
};
const REASON: Column<AlertRow> = {
	id: "reason",
	head: "Reason",
	width: "minmax(0, 1fr)",
	cell: ({ reason }) => <span title={reasonWords(reason)}>{reasonWords(reason)}</span>,
};
const COUNTRY: Column<AlertRow> = { id: "country", head: "Country", width: "42px", cell: ({ country }) => <Country country={country} /> };
const AMOUNT: Column<AlertRow> = {
	id: "amount",
	head: "Amount",
	width: "minmax(72px, 0.2fr)",
	right: true,
	cell: ({ amount, currency }) => money(amount, currency),
};

interface Look {
	/** There is no space for all columns. */
	readonly isNarrow: boolean;
	readonly lost: ReadonlySet<string>;
}

/** Of alerts that wait for a verdict. */
export function queueColumns({ isNarrow, lost }: Look): readonly Column<AlertRow>[] {
	return [
		SCORE,
		ORDER,
		...(isNarrow ? [] : [REASON, COUNTRY]),
		AMOUNT,
		{ id: "is", head: "Order is", width: isNarrow ? "minmax(84px, 1fr)" : "84px", cell: (alert) => <OrderIs alert={alert} /> },
		{ id: "left", head: "Left to stop", width: "minmax(104px, 0.3fr)", right: true, cell: (alert) => <LeftToStop alert={alert} /> },
		{
			id: "claimed",
			head: "Claimed by",
			width: "minmax(96px, 0.6fr)",
			cell: (alert) =>
				alert.resolution === null ? (
					<ClaimMark alert={alert} isLost={lost.has(alert.alert_id)} />
				) : (
					<Resolved alert={alert} isLost={lost.has(alert.alert_id)} />
				),
		},
	];
}

/** In a list that is held: somebody has decided it. */
function Resolved({ alert, isLost }: { alert: AlertRow; isLost: boolean }) {
	if (isLost) return <ClaimMark alert={alert} isLost />;
	if (alert.resolution === null) return null;
	const { verdict, by } = alert.resolution;
	return <StateMark look={{ ...VERDICT_LOOK[verdict], word: VERDICT_SHORT[verdict] }} title={`${VERDICT_LOOK[verdict].word}, by ${by}`} />;
}

function ResolvedAt({ at }: { at: string }) {
	const now = useNow();
	return (
		<time className="t2" dateTime={at} title={fullTime(epochOf(at))}>
			{timeOrDate(epochOf(at), now)}
		</time>
	);
}

/** Of alerts that have a verdict. */
export function resolvedColumns({ isNarrow }: Look): readonly Column<AlertRow>[] {
	return [
		SCORE,
		ORDER,
		...(isNarrow ? [] : [REASON, COUNTRY]),
		AMOUNT,
		{
			id: "verdict",
			head: "Verdict",
			width: "124px",
			cell: ({ resolution }) => resolution !== null && <StateMark look={VERDICT_LOOK[resolution.verdict]} />,
		},
		{ id: "by", head: "By", width: "minmax(48px, 0.4fr)", cell: ({ resolution }) => <span className="t2">{resolution?.by}</span> },
		{ id: "at", head: "Resolved", width: "80px", cell: ({ resolution }) => resolution !== null && <ResolvedAt at={resolution.at} /> },
		...(isNarrow
			? []
			: [
					{
						id: "outcome",
						head: "Order",
						width: "minmax(0, 0.8fr)",
						cell: ({ resolution }: AlertRow) => (
							<span className="t2">{resolution !== null && (outcomeWords(resolution) ?? "unchanged")}</span>
						),
					},
				]),
	];
}
