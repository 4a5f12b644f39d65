import { Button } from "@mantine/core";
import { EVENT_LABEL, EVENT_TYPES, ORDER_EVENT_TOPICS } from "@orderdeck/contracts/topics";
import { Chip, Choices, FilterSearch, filterBarClass } from "../../ui/filter-chip.tsx";
import { type EventSearch, eventFiltersOf, eventStartOf, LIVE_TYPES } from "./event-feed.ts";
import { EventStartChip } from "./event-start.tsx";
import type { ChangeEvents } from "./use-event-list.tsx";

const TYPES = EVENT_TYPES.map((type) => ({ value: type, label: EVENT_LABEL[type] }));
/** `INVENTORY_RESTOCKED` is no event of an order, and only orders are streamed. */
const OF_LIVE_LIST = TYPES.filter(({ value }) => LIVE_TYPES.includes(value));
const TOPICS = ORDER_EVENT_TOPICS.map((topic) => ({ value: topic, label: <span className="mono">{topic}</span> }));

interface EventFilterBarProps {
	readonly search: EventSearch;
	readonly onChange: ChangeEvents;
}

/** From a start, of a topic, of a kind, of an order. */
export function EventFilterBar({ search, onChange }: EventFilterBarProps) {
	const { topics, types, of } = eventFiltersOf(search);
	const start = eventStartOf(search);
	const filtered = topics !== undefined || types !== undefined || of !== undefined;
	return (
		<div className={filterBarClass}>
			<FilterSearch label="Events of an order" placeholder="Order id" value={of} onChange={(next) => onChange({ of: next })} />
			<EventStartChip from={search.from} at={search.at} onChange={(next) => onChange({ ...next, event: undefined, order: undefined })} />
			<Chip label="Topic" value={topics?.join(", ")} onClear={() => onChange({ topic: undefined })}>
				<Choices label="Topic" chosen={topics ?? []} options={TOPICS} onChange={(topic) => onChange({ topic })} />
			</Chip>
			<Chip label="Event" value={types?.map((type) => EVENT_LABEL[type]).join(", ")} onClear={() => onChange({ type: undefined })}>
				<Choices
					label="Event"
					chosen={types ?? []}
					options={start === undefined ? OF_LIVE_LIST : TYPES}
					onChange={(type) => onChange({ type })}
				/>
			</Chip>
			<span className="grow" />
			{filtered && (
				<Button
					variant="subtle"
					color="gray"
					c="var(--od-text-2)"
					onClick={() => onChange({ topic: undefined, type: undefined, of: undefined })}
				>
					Clear
				</Button>
			)}
		</div>
	);
}
