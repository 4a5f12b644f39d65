/** What happens to orders as it happens, newest first. */
import { Button } from "@mantine/core";
import type { LiveFrame } from "@orderdeck/contracts/live";
import { IconActivity } from "@tabler/icons-react";
import { useTRPCClient } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { exactNumber } from "../../format/number.ts";
import { useLiveList } from "../../live/use-live-list.ts";
import { FirstOrder } from "../../order/first-order.tsx";
import { ListWithPanel } from "../../ui/list-with-panel.tsx";
import { Message } from "../../ui/panel.tsx";
import { type EventFilters, eventRules, eventsOf, matchesEvent, newestEventFirst } from "./event-feed.ts";
import { type EventListProps, eventIdOf, useEventList } from "./use-event-list.tsx";

/** The feed begins with the lives of this many orders, the newest. */
const ORDERS_READ = 100;
const pick = (frame: LiveFrame) => eventsOf(frame.orders);

function useLiveEvents(filters: EventFilters, reading: boolean) {
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

export function LiveEvents({ onClear, ...props }: EventListProps & { onClear: () => void }) {
	const { filters, isFiltered, columns, selection, panelOf } = useEventList(props);
	const events = useLiveEvents(filters, selection.activeId !== undefined);
	return (
		<ListWithPanel
			name="Events"
			what="event"
			order="newest first"
			columns={columns}
			list={events}
			idOf={eventIdOf}
			selection={selection}
			empty={
				<Message
					icon={<IconActivity size={20} />}
					title={isFiltered ? "No events match these filters" : "No events yet"}
					action={isFiltered ? <Button onClick={onClear}>Clear filters</Button> : <FirstOrder />}
				>
					{isFiltered ? "New ones appear here as they arrive." : "Events appear here as orders are processed."}
				</Message>
			}
			foot={`${exactNumber(events.rows.length)} events: ${filters.of === undefined ? `latest ${ORDERS_READ} orders` : "this order"}, then live`}
			panel={panelOf(events.rows)}
		/>
	);
}
