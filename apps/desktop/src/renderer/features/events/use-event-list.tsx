/** What the live list and the list of the log share: filters, the open row, its panel, and the columns that fit. */
import { useMediaQuery } from "@mantine/hooks";
import { type ReactElement, useCallback, useMemo } from "react";
import { OrderPanel } from "../../order/order-panel.tsx";
import type { Column } from "../../ui/grid-rows.tsx";
import { type Selection, useSelection } from "../../ui/use-selection.ts";
import { EVENT_COLUMNS, NARROW_EVENT_COLUMNS } from "./event-columns.tsx";
import { type EventFilters, type EventRow, type EventSearch, eventFiltersOf } from "./event-feed.ts";
import { RecordPanel } from "./record-panel.tsx";

export type ChangeEvents = (change: { [K in keyof EventSearch]?: EventSearch[K] | undefined }) => void;

export interface EventListProps {
	readonly search: EventSearch;
	readonly onChange: ChangeEvents;
}

interface EventList {
	readonly filters: EventFilters;
	readonly isFiltered: boolean;
	readonly columns: readonly Column<EventRow>[];
	readonly selection: Selection<EventRow>;
	/** What is open beside these rows. */
	panelOf(rows: readonly EventRow[]): ReactElement | undefined;
}

export const eventIdOf = (row: EventRow) => row.id;

export function useEventList({ search, onChange }: EventListProps): EventList {
	const filters = useMemo(() => eventFiltersOf(search), [search]);
	const isSmall = useMediaQuery("(max-width: 1100px)", undefined, { getInitialValueInEffect: false });
	const onOpen = useCallback((row: EventRow | undefined) => onChange({ event: row?.id, order: row?.orderId }), [onChange]);
	const { event, order } = search;
	const selection = useSelection({ idOf: eventIdOf, openId: event, onOpen });
	const isOpen = event !== undefined || order !== undefined;
	return {
		filters,
		isFiltered: Object.keys(filters).length > 0,
		columns: isOpen || isSmall ? NARROW_EVENT_COLUMNS : EVENT_COLUMNS,
		selection,
		panelOf: (rows) => {
			if (order !== undefined) return <OrderPanel key={order} id={order} {...selection.panel(rows)} />;
			if (event === undefined) return undefined;
			return <RecordPanel key={event} id={event} row={rows.find(({ id }) => id === event)} {...selection.panel(rows)} />;
		},
	};
}
