/** Events as the log has them, from a start on, oldest first. */
import { Button } from "@mantine/core";
import { IconHistory, IconMoodEmpty, IconPlugConnected } from "@tabler/icons-react";
import { useRef } from "react";
import { problemOf } from "../../api/problem.ts";
import { epochOf, exactTimeOrDate } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useIsStale, useLine, useLiveContext } from "../../live/live-context.tsx";
import { GridFoot } from "../../ui/grid-foot.tsx";
import barClasses from "../../ui/list-bar.module.css";
import { ListFrame } from "../../ui/list-frame.tsx";
import { ErrorMessage, Message } from "../../ui/panel.tsx";
import type { EventStart } from "./event-feed.ts";
import { startWords } from "./event-start.tsx";
import { type EventListProps, eventIdOf, useEventList } from "./use-event-list.tsx";
import { type LogEvents as Events, useLogEvents } from "./use-log-events.ts";

export function LogEvents({ start, onLive, ...props }: EventListProps & { start: EventStart; onLive: () => void }) {
	const { filters, columns, selection, panelOf } = useEventList(props);
	const events = useLogEvents(start, filters);
	const { rows, error } = events;
	const grid = useRef<HTMLDivElement>(null);
	return (
		<ListFrame
			name="Events"
			selection={selection}
			bar={<StartBar start={start} onLive={onLive} />}
			scroller={grid}
			columns={columns}
			rows={rows}
			idOf={eventIdOf}
			loading={events.loading}
			empty={<Nothing events={events} />}
			onEnd={events.loadMore}
			foot={<GridFoot picks={false}>{error === undefined && <FootWords events={events} />}</GridFoot>}
			panel={panelOf(rows)}
		/>
	);
}

/** Why there are no rows. */
function Nothing({ events: { error, moreError, reread } }: { events: Events }) {
	if (error !== undefined && problemOf(error).code === "NOT_FOUND") {
		return (
			<Message icon={<IconMoodEmpty size={20} />} title="The list cannot start there" code="NOT_FOUND">
				{problemOf(error).message}
			</Message>
		);
	}
	// Nothing was found before the search broke off: whether there is something after it is unknown.
	const why = error ?? moreError;
	if (why !== undefined) return <ErrorMessage what="Events" error={why} onRetry={reread} />;
	return (
		<Message icon={<IconHistory size={20} />} title="No events from there on">
			New ones appear here as the log accepts them.
		</Message>
	);
}

function StartBar({ start, onLive }: { start: EventStart; onLive: () => void }) {
	return (
		<div className={barClasses.bar} data-kind="log" data-testid="start-bar">
			<IconHistory size={14} aria-hidden className="t2" />
			<span className="ell">
				<span className="med">From {startWords(start)}</span> <span className="t2">as the log has them, oldest first</span>
			</span>
			<span className="grow" />
			<Button h={24} leftSection={<IconPlugConnected size={14} />} onClick={onLive}>
				Live
			</Button>
		</div>
	);
}

/** `start of the log · 1,204 events · more below`. */
function FootWords({ events }: { events: Events }) {
	const { pausedAt } = useLiveContext();
	const isOpen = useLine().state === "live";
	const isStale = useIsStale();
	const { rows, isStart, isEnd, until, moreError } = events;
	const searched = until === undefined ? "" : `, read up to ${exactTimeOrDate(epochOf(until), daemonClock.now())}`;
	const follows = pausedAt !== undefined ? "paused" : isOpen && !isStale ? "live from here" : "not connected";
	const end = isEnd ? `end reached, ${follows}` : rows.length === 0 ? `searching${searched}` : "more below";
	const more = moreError === undefined ? end : `the rest could not be read: ${problemOf(moreError).message}`;
	return <>{[...(isStart ? ["start of the log"] : []), counted(rows.length, "event"), more].join(" · ")}</>;
}
