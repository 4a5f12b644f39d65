/** Order events across topics, as it happens; the order of an event opens beside the list. */
import { Button } from "@mantine/core";
import type { LiveFrame } from "@orderdeck/contracts/live";
import { IconActivity } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { exactNumber } from "../../format/number.ts";
import { useLiveList } from "../../live/use-live-list.ts";
import { OrderPanel } from "../../order/order-panel.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { ListWithPanel } from "../../ui/list-with-panel.tsx";
import { Message } from "../../ui/panel.tsx";
import { useSelection } from "../../ui/use-selection.ts";
import { EVENT_COLUMNS, NARROW_EVENT_COLUMNS } from "./event-columns.tsx";
import {
	type EventFilters,
	type EventRow,
	type EventSearch,
	eventFiltersOf,
	eventRules,
	eventsOf,
	matchesEvent,
	newestEventFirst,
} from "./event-feed.ts";
import { EventFilterBar } from "./event-filter-bar.tsx";

/** The feed begins with the lives of this many orders, the newest. */
const ORDERS_READ = 100;
const idOf = (row: EventRow) => row.id;
const pick = (frame: LiveFrame) => eventsOf(frame.orders);

function useEvents(filters: EventFilters, reading: boolean) {
	const client = useTRPCClient();
	return useLiveList({
		queryKey: ["list", "events", filters],
		fetchPage: async (_cursor, signal) => {
			const orders =
				filters.of === undefined
					? (await client.orders.list.query({ limit: ORDERS_READ }, { signal })).orders
					: await client.orders.get.query({ id: filters.of }, { signal }).then(
							(order) => [order],
							(error) => (problemOf(error).code === "NOT_FOUND" ? [] : Promise.reject(error)),
						);
			const items = eventsOf(orders).filter((row) => matchesEvent(row, filters));
			return { items: items.toSorted(newestEventFirst), nextCursor: null };
		},
		rules: eventRules(filters),
		pick,
		reading,
	});
}

export function EventsScreen() {
	const search = useSearch({ from: "/events" });
	const navigate = useNavigate({ from: "/events" });
	const change = useCallback(
		(part: { [K in keyof EventSearch]?: EventSearch[K] | undefined }) =>
			void navigate({ search: (known) => ({ ...known, ...part }), replace: true }),
		[navigate],
	);
	// Other filters make another list: what was read in the one before does not hold this one.
	const name = JSON.stringify(eventFiltersOf(search));
	return (
		<>
			<PageHead title="Events">
				<span className="t2 sm">Order events across topics</span>
			</PageHead>
			<EventFilterBar search={search} onChange={change} />
			<EventList key={name} search={search} onChange={change} onClear={() => navigate({ search: {} })} />
		</>
	);
}

interface EventListProps {
	readonly search: EventSearch;
	readonly onChange: (change: { event?: string | undefined; order?: string | undefined }) => void;
	readonly onClear: () => void;
}

function EventList({ search, onChange, onClear }: EventListProps) {
	const filters = useMemo(() => eventFiltersOf(search), [search]);
	const onOpen = useCallback((row: EventRow | undefined) => onChange({ event: row?.id, order: row?.orderId }), [onChange]);
	const selection = useSelection({ idOf, openId: search.event, onOpen });
	const events = useEvents(filters, selection.activeId !== undefined);
	const filtered = Object.keys(filters).length > 0;
	return (
		<ListWithPanel
			name="Events"
			what="event"
			order="newest first"
			columns={search.order === undefined ? EVENT_COLUMNS : NARROW_EVENT_COLUMNS}
			list={events}
			idOf={idOf}
			selection={selection}
			empty={
				<Message
					icon={<IconActivity size={20} />}
					title={filtered ? "No events match these filters" : "No events yet"}
					action={filtered && <Button onClick={onClear}>Clear filters</Button>}
				>
					{filtered ? "New ones appear here as they arrive." : "Events appear here as orders are processed."}
				</Message>
			}
			foot={`${exactNumber(events.rows.length)} events: latest ${ORDERS_READ} orders, then live`}
			panel={search.order && <OrderPanel key={search.order} id={search.order} {...selection.panel(events.rows)} />}
		/>
	);
}
