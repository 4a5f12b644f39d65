/** What happens to orders, across topics, as it happens; the order of an event opens beside the list. */
import { Button } from "@mantine/core";
import type { LiveFrame } from "@orderdeck/contracts/live";
import { IconActivity } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { exactNumber } from "../../format/number.ts";
import { useLiveList } from "../../live/use-live-list.ts";
import { OrderPanel } from "../../order/order-panel.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { DataGrid } from "../../ui/data-grid.tsx";
import { GridFoot } from "../../ui/grid-foot.tsx";
import { ListBar } from "../../ui/list-bar.tsx";
import { listClass, splitClass } from "../../ui/list-frame.ts";
import { ErrorMessage, Message } from "../../ui/panel.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
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
				<span className="t2 sm">What happens to orders, across topics</span>
			</PageHead>
			<EventFilterBar search={search} onChange={change} />
			<div className={splitClass}>
				<EventList key={name} search={search} onChange={change} onClear={() => navigate({ search: {} })} />
			</div>
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
	const [activeId, setActive] = useState<string | undefined>(search.event);
	const events = useEvents(filters, activeId !== undefined);
	const { rows, restart } = events;
	const show = useCallback(
		(row: EventRow | undefined) => {
			setActive(row?.id);
			onChange({ event: row?.id, order: row?.orderId });
		},
		[onChange],
	);
	const openOne = useCallback((id: string) => show(rows.find((row) => row.id === id)), [rows, show]);
	const close = useCallback(() => show(undefined), [show]);
	const follow = () => {
		close();
		document.querySelector("[role=grid]")?.scrollTo({ top: 0 });
		restart();
	};
	const neighbour = (by: number) => {
		const next = rows[rows.findIndex((row) => row.id === search.event) + by];
		return next === undefined ? undefined : () => show(next);
	};
	return (
		<>
			<section className={listClass} aria-label="Events">
				<ListBar
					mode={events.mode}
					waiting={events.waiting}
					uncounted={events.uncounted}
					what="event"
					order="newest first"
					onFollow={follow}
				/>
				<DataGrid
					label="Events"
					columns={search.order === undefined ? EVENT_COLUMNS : NARROW_EVENT_COLUMNS}
					rows={rows}
					idOf={idOf}
					activeId={activeId}
					selectedId={search.event}
					onActive={(id) => (search.event === undefined || id === undefined ? setActive(id) : openOne(id))}
					onOpen={openOne}
					onClose={close}
					loading={events.loading}
					empty={<NoEvents filtered={Object.keys(filters).length > 0} error={events.error} onClear={onClear} onRetry={restart} />}
					onReading={events.onReading}
				/>
				<GridFoot>
					{exactNumber(rows.length)} events: those of the newest {ORDERS_READ} orders, then all that are streamed
				</GridFoot>
			</section>
			{search.order !== undefined && (
				<SidePanel onClose={close}>
					<OrderPanel key={search.order} id={search.order} onClose={close} onPrevious={neighbour(-1)} onNext={neighbour(1)} />
				</SidePanel>
			)}
		</>
	);
}

function NoEvents(props: { filtered: boolean; error: unknown; onClear: () => void; onRetry: () => void }) {
	if (props.error !== undefined) return <ErrorMessage what="Events" error={props.error} onRetry={props.onRetry} />;
	return (
		<Message
			icon={<IconActivity size={20} />}
			title={props.filtered ? "No event fits these filters" : "No events yet"}
			action={props.filtered && <Button onClick={props.onClear}>Clear the filters</Button>}
		>
			{props.filtered ? "New ones appear here as they come." : "What happens to an order stands here as it happens."}
		</Message>
	);
}
