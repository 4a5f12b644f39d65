/** A list that fills its screen: a bar, its rows, its foot, and what is open beside it or, in a narrow window, beneath it. */
import { type ReactElement, type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import { DataGrid, type DataGridProps } from "./data-grid.tsx";
import classes from "./list-frame.module.css";
import { SidePanel } from "./side-panel.tsx";
import type { Selection } from "./use-selection.ts";

/** What the grid has from the selection. */
type OfSelection = "label" | "activeId" | "selectedId" | "onActive" | "onOpen" | "onClose";

export interface ListFrameProps<T> extends Omit<DataGridProps<T>, OfSelection> {
	/** `Alerts`; the rows may have a longer name. */
	readonly name: string;
	readonly rowsName?: string | undefined;
	readonly selection: Selection<T>;
	/** The rows are those of an earlier visit. */
	readonly isStale?: boolean;
	readonly bar: ReactNode;
	/** A `GridFoot`. */
	readonly foot: ReactNode;
	/** What is open beside the list; undefined or empty when nothing is. */
	readonly panel: ReactElement | "" | undefined;
}

export function ListFrame<T>({ name, rowsName = name, selection, isStale, bar, foot, panel, ...grid }: ListFrameProps<T>) {
	const split = useRef<HTMLDivElement>(null);
	useOpenInSight(split, selection.openId !== undefined);
	return (
		<div ref={split} className={classes.split}>
			<section className={classes.list} aria-label={name} data-stale={isStale || undefined}>
				{bar}
				<DataGrid
					{...grid}
					label={rowsName}
					activeId={selection.activeId}
					selectedId={selection.openId}
					onActive={selection.move}
					onOpen={selection.open}
					onClose={selection.back}
				/>
				{foot}
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
function useOpenInSight(split: RefObject<HTMLElement | null>, isOpen: boolean): void {
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
