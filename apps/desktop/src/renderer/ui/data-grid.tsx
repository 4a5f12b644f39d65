// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table's
/** A virtualised list of rows of one height with a sticky head: arrow keys move, Enter opens, Esc closes; Space and Shift with an arrow pick rows. */
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useMemo, useRef } from "react";
import type { Reading } from "../live/use-live-list.ts";
import classes from "./data-grid.module.css";
import { gridAction } from "./grid-keys.ts";
import { type Column, EmptyRow, HeadRow, ROW_HEIGHT, Row, SkeletonRows } from "./grid-rows.tsx";
import { LIST, useGridFocus } from "./list-focus.ts";
import { PickAll, pickColumn } from "./pick-column.tsx";
import type { Picks } from "./use-picks.ts";

export interface DataGridProps<T> {
	/** The element that scrolls. */
	readonly scroller: RefObject<HTMLDivElement | null>;
	readonly label: string;
	readonly columns: readonly Column<T>[];
	/** In pixels; 32 where it is not given. */
	readonly rowHeight?: number | undefined;
	readonly rows: readonly T[];
	readonly idOf: (row: T) => string;
	/** The row the keyboard is on. */
	readonly activeId: string | undefined;
	readonly selectedId: string | undefined;
	readonly onActive: (row: T) => void;
	readonly onOpen: (row: T) => void;
	/** Escape: what is open closes, or no row is active any more. */
	readonly onClose: () => void;
	/** Where rows can be picked, for an action on many of them. */
	readonly picks?: Picks<T> | undefined;
	readonly isNew?: (id: string) => boolean;
	/** Rows are replaced so fast that each is drawn in the place of another: making all of them again would take most of the time. */
	readonly isFast?: boolean;
	/** Rows that are still shown and no longer belong to the list, by id. */
	readonly unmatched?: ReadonlySet<string>;
	/** Rows that stand out. */
	readonly toneOf?: ((row: T) => "warn" | undefined) | undefined;
	readonly loading: boolean;
	/** Shown in place of rows when there are none. */
	readonly empty: ReactNode;
	readonly onEnd?: () => void;
	readonly onReading?: (reading: Reading) => void;
}

const HEAD = 28;

/** Something in a row, such as its checkbox: a cell has the focus merely because it was clicked. */
function isInRow(target: Element): boolean {
	return target.closest("[data-id]") !== null && !target.matches("[role=gridcell]");
}

/** As the browser lays the page out. The library's own observer measures first, which makes the browser lay it out at once, and then again. */
function observeElementRect(
	{ scrollElement }: Virtualizer<HTMLDivElement, Element>,
	onRect: (rect: { width: number; height: number }) => void,
): (() => void) | undefined {
	if (scrollElement === null || typeof ResizeObserver === "undefined") return;
	const observer = new ResizeObserver(() => onRect({ width: scrollElement.offsetWidth, height: scrollElement.offsetHeight }));
	observer.observe(scrollElement);
	return () => observer.disconnect();
}

/** A checkbox or a button of the grid is pressed: these keys are its own. */
function isPressing({ key, target }: KeyboardEvent): boolean {
	return (key === " " || key === "Enter") && target instanceof Element && target.closest("input, button, a") !== null;
}

export function DataGrid<T>(props: DataGridProps<T>) {
	const { scroller, rows, idOf, activeId, onEnd, onReading, picks, rowHeight = ROW_HEIGHT } = props;
	const columns = useMemo(
		() => (picks === undefined ? props.columns : [pickColumn(picks, idOf), ...props.columns]),
		[props.columns, picks, idOf],
	);
	const base = useId();
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => rowHeight,
		getItemKey: (place) => idOf(rows[place] as T),
		overscan: 6,
		scrollMargin: 0,
		scrollPaddingStart: HEAD,
		observeElementRect,
		initialRect: { width: 800, height: 600 },
	});
	useGridFocus(scroller, props.selectedId);
	const active = activeId === undefined ? -1 : rows.findIndex((row) => idOf(row) === activeId);
	const items = virtual.getVirtualItems();
	const lastSeen = items.at(-1)?.index ?? 0;
	useEffect(() => {
		if (lastSeen >= rows.length - 10) onEnd?.();
	}, [lastSeen, rows.length, onEnd]);

	// A row that becomes active otherwise than by a key of the grid comes into sight too.
	// biome-ignore lint/correctness/useExhaustiveDependencies: rows that move take nobody along
	useEffect(() => {
		if (active >= 0) virtual.scrollToIndex(active, { align: "auto" });
	}, [activeId]);

	const hasFocus = useRef(false);
	const onFocused = (focused: boolean) => {
		hasFocus.current = focused;
		onReading?.({ focused });
	};
	// A row that is gone took the focus along without a word.
	useEffect(() => {
		if (hasFocus.current && !scroller.current?.contains(document.activeElement)) onFocused(false);
	});

	const onKeyDown = (event: KeyboardEvent) => {
		if (event.altKey || event.ctrlKey || event.metaKey || isPressing(event)) return;
		const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 600) - HEAD) / rowHeight) - 1);
		const action = gridAction(event.key, active, rows.length, page);
		if (action === undefined) return;
		event.preventDefault();
		if (action.kind === "close") return props.onClose();
		const row = rows[action.kind === "move" ? action.to : Math.max(0, active)];
		if (row === undefined) return;
		if (action.kind === "pick") return picks?.toggle(row);
		if (event.shiftKey) picks?.add([rows[active], row].filter((each) => each !== undefined));
		if (action.kind === "open") return props.onOpen(row);
		virtual.scrollToIndex(action.to, { align: "auto" });
		props.onActive(row);
	};

	const style = { "--grid-columns": columns.map((column) => column.width).join(" "), "--od-row": `${rowHeight}px` } as CSSProperties;
	return (
		<div
			ref={scroller}
			className={classes.grid}
			style={style}
			role="grid"
			aria-label={props.label}
			aria-rowcount={rows.length + 1}
			aria-busy={props.loading}
			aria-activedescendant={items.some((item) => item.index === active) ? `${base}-${activeId}` : undefined}
			tabIndex={0}
			{...LIST}
			onKeyDown={onKeyDown}
			onFocus={({ target }) => onFocused(isInRow(target))}
			onBlur={() => onFocused(false)}
			onPointerEnter={() => onReading?.({ pointing: true })}
			onPointerLeave={() => onReading?.({ pointing: false })}
			onScroll={(event) => onReading?.({ scrolled: event.currentTarget.scrollTop > 0 })}
		>
			<HeadRow columns={columns} pickAll={picks && <PickAll picks={picks} rows={rows} idOf={idOf} />} />
			{rows.length === 0 ? (
				props.loading ? (
					<SkeletonRows columns={columns} />
				) : (
					<EmptyRow columns={columns.length}>{props.empty}</EmptyRow>
				)
			) : (
				<div className={classes.body} style={{ height: virtual.getTotalSize() }} role="rowgroup">
					{items.map((item) => {
						const row = rows[item.index] as T;
						const id = idOf(row);
						return (
							<Row
								key={props.isFast ? item.index : id}
								domId={`${base}-${id}`}
								id={id}
								row={row}
								place={item.index}
								height={rowHeight}
								columns={columns}
								active={id === activeId}
								selected={id === props.selectedId}
								picked={picks?.isPicked(id) ?? false}
								isNew={props.isNew?.(id) ?? false}
								isUnmatched={props.unmatched?.has(id) ?? false}
								tone={props.toneOf?.(row)}
								onOpen={props.onOpen}
							/>
						);
					})}
				</div>
			)}
		</div>
	);
}
