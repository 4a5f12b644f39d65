/** Order events across topics: as they happen, or from any time or offset on. The order of an event opens beside the list. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { PageHead } from "../../shell/shell.tsx";
import { eventFiltersOf, eventStartOf } from "./event-feed.ts";
import { EventFilterBar } from "./event-filter-bar.tsx";
import { LiveEvents } from "./live-events.tsx";
import { LogEvents } from "./log-events.tsx";
import type { ChangeEvents } from "./use-event-list.tsx";

export function EventsScreen() {
	const search = useSearch({ from: "/events" });
	const navigate = useNavigate({ from: "/events" });
	const change = useCallback<ChangeEvents>(
		(part) => void navigate({ search: (known) => ({ ...known, ...part }), replace: true }),
		[navigate],
	);
	const start = eventStartOf(search);
	// Other filters make another list: what was read in the one before does not hold this one.
	const name = JSON.stringify([start, eventFiltersOf(search)]);
	const list = { search, onChange: change };
	return (
		<>
			<PageHead title="Events">
				<span className="t2 sm ell">Order events across topics</span>
			</PageHead>
			<EventFilterBar search={search} onChange={change} />
			{start === undefined ? (
				<LiveEvents key={name} {...list} onClear={() => navigate({ search: {} })} />
			) : (
				<LogEvents
					key={name}
					{...list}
					start={start}
					onLive={() => change({ from: undefined, at: undefined, event: undefined, order: undefined })}
				/>
			)}
		</>
	);
}
