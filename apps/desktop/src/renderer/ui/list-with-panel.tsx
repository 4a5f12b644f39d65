/** A live list in its frame: what it is doing, its rows, its foot, and what is open beside it. */
import { type ReactElement, type ReactNode, useCallback, useRef } from "react";
import { NEW_MS } from "../live/arrivals.ts";
import { useLiveContext } from "../live/live-context.tsx";
import type { LiveList } from "../live/use-live-list.ts";
import { GridFoot } from "./grid-foot.tsx";
import type { Column } from "./grid-rows.tsx";
import { ListBar } from "./list-bar.tsx";
import { ListFrame } from "./list-frame.tsx";
import { ErrorMessage } from "./panel.tsx";
import type { Picks } from "./use-picks.ts";
import type { Selection } from "./use-selection.ts";

export interface ListWithPanelProps<T> {
	/** `Alerts`; the rows may have a longer name. */
	readonly name: string;
	readonly rowsName?: string;
	/** One row: `alert`. */
	readonly what: string;
	/** How rows are sorted, in words. */
	readonly order: string;
	readonly columns: readonly Column<T>[];
	/** In pixels; 32 where it is not given. */
	readonly rowHeight?: number;
	readonly list: LiveList<T>;
	readonly idOf: (row: T) => string;
	readonly selection: Selection<T>;
	/** Where rows can be picked; `bar` takes the place of the list's own while some are. */
	readonly picks?: Picks<T> | undefined;
	readonly bar?: ReactNode;
	readonly toneOf?: (row: T) => "warn" | undefined;
	/** Rows of the last second are marked, unless they arrive too fast. */
	readonly marksNew?: boolean;
	/** Shown where there are no rows. */
	readonly empty: ReactNode;
	readonly foot: ReactNode;
	/** What is open beside the list; undefined or empty when nothing is. */
	readonly panel: ReactElement | "" | undefined;
}

export function ListWithPanel<T>(props: ListWithPanelProps<T>) {
	const { name, list, selection } = props;
	const { arrivals, restart } = list;
	const { setPaused } = useLiveContext();
	const grid = useRef<HTMLDivElement>(null);
	const isNew = useCallback((id: string) => Date.now() - (arrivals.at.get(id) ?? Number.NEGATIVE_INFINITY) < NEW_MS, [arrivals]);
	const follow = () => {
		setPaused(false);
		selection.close();
		grid.current?.scrollTo({ top: 0 });
		restart();
	};
	return (
		<ListFrame
			name={name}
			rowsName={props.rowsName}
			selection={selection}
			isStale={list.fromEarlier}
			bar={
				props.bar ?? (
					<ListBar
						mode={list.mode}
						waiting={list.waiting}
						uncounted={list.uncounted}
						fromEarlier={list.fromEarlier}
						what={props.what}
						order={props.order}
						onFollow={follow}
					/>
				)
			}
			scroller={grid}
			columns={props.columns}
			rowHeight={props.rowHeight}
			rows={list.rows}
			idOf={props.idOf}
			picks={props.picks}
			toneOf={props.toneOf}
			{...(props.marksNew ? { isNew } : {})}
			isFast={arrivals.isFast}
			unmatched={list.unmatched}
			loading={list.loading}
			empty={list.error === undefined ? props.empty : <ErrorMessage what={name} error={list.error} onRetry={restart} />}
			onEnd={list.loadMore}
			onReading={list.onReading}
			foot={<GridFoot picks={props.picks !== undefined}>{list.error === undefined && props.foot}</GridFoot>}
			panel={props.panel}
		/>
	);
}
