import type { EventType } from "@orderdeck/contracts/topics";
import {
	IconAlertOctagon,
	IconArrowBackUp,
	IconBan,
	IconCheck,
	IconCircleDashedPlus,
	IconCreditCard,
	IconFlag,
	IconHelp,
	IconPackage,
	IconTruck,
	IconX,
	type TablerIcon,
} from "@tabler/icons-react";
import { known } from "../../format/known.ts";
import { money } from "../../format/money.ts";
import { epochOf, exactTimeOrDate, fullTime } from "../../format/time.ts";
import { eventWord, reasonWords } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { Country } from "../../ui/country.tsx";
import type { Column } from "../../ui/grid-rows.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import { type StateLook, StateMark } from "../../ui/state-mark.tsx";
import type { EventRow } from "./event-feed.ts";

const ICON: Record<EventType, readonly [TablerIcon, StateLook["tone"]]> = {
	ORDER_CREATED: [IconCircleDashedPlus, "t3"],
	ORDER_CANCELLED: [IconBan, "bad"],
	PAYMENT_PROCESSING: [IconCreditCard, "t3"],
	PAYMENT_PROCESSED: [IconCreditCard, "ok"],
	PAYMENT_FAILED: [IconX, "bad"],
	PAYMENT_REFUNDED: [IconArrowBackUp, "warn"],
	INVENTORY_RESERVED: [IconPackage, "ok"],
	INVENTORY_FAILED: [IconX, "bad"],
	INVENTORY_RELEASED: [IconArrowBackUp, "warn"],
	INVENTORY_RESTOCKED: [IconPackage, "t3"],
	SHIPMENT_CREATED: [IconPackage, "t3"],
	SHIPMENT_DISPATCHED: [IconTruck, "info"],
	SHIPMENT_DELIVERED: [IconCheck, "ok"],
	FRAUD_ALERT_RAISED: [IconFlag, "bad"],
};

/** The few facts that an event brings, in words. */
export function detailWords({ detail, unreadable }: EventRow): string {
	if (unreadable !== undefined) return unreadable;
	const { reason, score, carrier, tracking_id, payment_id, product_id, quantity } = detail ?? {};
	const parts = [
		product_id === undefined ? undefined : `${quantity} × ${product_id}`,
		reason === undefined ? undefined : reasonWords(String(reason)),
		score === undefined ? undefined : `score ${score}`,
		carrier,
		tracking_id,
		payment_id,
	];
	return parts.filter((part) => part !== undefined).join(" · ");
}

const UNREADABLE: StateLook = { word: "Cannot be decoded", icon: IconAlertOctagon, tone: "bad" };

function lookOf(type: EventType): StateLook {
	const [icon, tone] = known(ICON, type) ?? [IconHelp, "t3"];
	return { word: eventWord(type), icon, tone };
}

/** What happened, with its icon. */
export function EventMark({ row: { type, unreadable } }: { row: EventRow }) {
	return <StateMark look={type === undefined ? UNREADABLE : lookOf(type)} title={type ?? unreadable ?? ""} />;
}

export const EVENT_COLUMNS: readonly Column<EventRow>[] = [
	{
		id: "time",
		head: "Time",
		width: "132px",
		cell: (row) => (
			<time className="t2" dateTime={Number.isNaN(row.at) ? undefined : new Date(row.at).toISOString()} title={timesTitle(row)}>
				{exactTimeOrDate(row.at, daemonClock.now())}
			</time>
		),
	},
	{ id: "event", head: "Event", width: "150px", cell: (row) => <EventMark row={row} /> },
	{ id: "order", head: "Order", width: "84px", cell: (row) => <MiddleEllipsis className="mono" text={row.orderId ?? "–"} /> },
	{
		id: "place",
		head: "Topic / partition @ offset",
		width: "180px",
		cell: (row) => <RecordLink at={row.place} inGrid className="t2" />,
	},
	{
		id: "detail",
		head: "Detail",
		width: "minmax(0, 1fr)",
		cell: (row) => (
			<span className="t2" title={detailWords(row)}>
				{detailWords(row)}
			</span>
		),
	},
	{ id: "country", head: "Country", width: "48px", cell: (row) => (row.country === undefined ? "–" : <Country country={row.country} />) },
	{
		id: "amount",
		head: "Amount",
		width: "92px",
		right: true,
		cell: ({ amount, currency }) => (amount === undefined || currency === undefined ? "–" : money(amount, currency)),
	},
];

/** When it happened, where that differs from the time that is shown. */
function timesTitle({ at, occurredAt }: EventRow): string {
	const happened = occurredAt === undefined ? at : epochOf(occurredAt);
	return Object.is(happened, at) ? fullTime(at) : `Accepted ${fullTime(at)}, happened ${fullTime(happened)}`;
}

/** Beside an open row, and on small screens. */
export const NARROW_EVENT_COLUMNS = EVENT_COLUMNS.filter(({ id }) => id !== "detail" && id !== "country").map((column) =>
	column.id === "place" ? { ...column, width: "minmax(0, 1fr)" } : column,
);
