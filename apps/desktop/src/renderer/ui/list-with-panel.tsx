/** A live list that fills its screen: its bar, its rows, its foot, and what is open beside it or, in a narrow window, beneath it. */
import { type ReactElement, type ReactNode, type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import { NEW_MS } from "../live/arrivals.ts";
import { useLiveContext } from "../live/live-context.tsx";
import type { LiveList } from "../live/use-live-list.ts";
import { DataGrid } from "./data-grid.tsx";
import { GridFoot } from "./grid-foot.tsx";
import type { Column } from "./grid-rows.tsx";
import { ListBar } from "./list-bar.tsx";
import classes from "./list-frame.module.css";
import { ErrorMessage } from "./panel.tsx";
import { SidePanel } from "./side-panel.tsx";
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
	const { name, list, selection, panel } = props;
	const { arrivals, restart } = list;
	const { setPaused } = useLiveContext();
	const grid = useRef<HTMLDivElement>(null);
	const split = useRef<HTMLDivElement>(null);
	useOpenInSight(split, selection.openId !== undefined);
	const isNew = useCallback((id: string) => Date.now() - (arrivals.at.get(id) ?? Number.NEGATIVE_INFINITY) < NEW_MS, [arrivals]);
	const follow = () => {
		setPaused(false);
		selection.close();
		grid.current?.scrollTo({ top: 0 });
		restart();
	};
	return (
		<div ref={split} className={classes.split}>
			<section className={classes.list} aria-label={name} data-stale={list.fromEarlier || undefined}>
				{props.bar ?? (
					<ListBar
						mode={list.mode}
						waiting={list.waiting}
						uncounted={list.uncounted}
						fromEarlier={list.fromEarlier}
						what={props.what}
						order={props.order}
						onFollow={follow}
					/>
				)}
				<DataGrid
					scroller={grid}
					label={props.rowsName ?? name}
					columns={props.columns}
					rowHeight={props.rowHeight}
					rows={list.rows}
					idOf={props.idOf}
					activeId={selection.activeId}
					selectedId={selection.openId}
					onActive={selection.move}
					onOpen={selection.open}
					onClose={selection.back}
					picks={props.picks}
					toneOf={props.toneOf}
					{...(props.marksNew ? { isNew } : {})}
					isFast={list.mode === "follow" && arrivals.isFast}
					unmatched={list.unmatched}
					loading={list.loading}
					empty={list.error === undefined ? props.empty : <ErrorMessage what={name} error={list.error} onRetry={restart} />}
					onEnd={list.loadMore}
					onReading={list.onReading}
				/>
				<GridFoot picks={props.picks !== undefined}>{list.error === undefined && props.foot}</GridFoot>
			</section>
			{panel && <SidePanel onClose={selection.back}>{panel}</SidePanel>}
		</div>
	);
}

/** With less than this of a panel in sight, not even what it is about can be read. */
const HEAD_PX = 80;

/**
 * A panel beneath the list makes the list lower: the row that was opened stays in sight, and the panel comes into sight where as
 * good as nothing of it would be seen. Beside the list neither moves.
 */
export function useOpenInSight(split: RefObject<HTMLElement | null>, isOpen: boolean): void {
	useLayoutEffect(() => {
		if (!isOpen) return;
		split.current?.querySelector("[role=row][aria-selected=true]")?.scrollIntoView({ block: "nearest" });
		const panel = split.current?.querySelector(":scope > aside");
		const page = split.current?.closest("main");
		if (panel == null || page == null) return;
		const inSight = page.getBoundingClientRect().bottom - panel.getBoundingClientRect().top;
		if (inSight < HEAD_PX) panel.scrollIntoView({ block: "nearest" });
	}, [split, isOpen]);
}
