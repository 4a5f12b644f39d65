// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table's
/** A virtualised list of 32 px rows with a sticky head: arrow keys move, Enter opens, Esc closes. */
import { Skeleton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, memo, type ReactNode, useEffect, useId, useRef } from "react";
import classes from "./data-grid.module.css";
import { gridAction } from "./grid-keys.ts";

export interface Column<T> {
	readonly id: string;
	readonly head: ReactNode;
	/** A track of the CSS grid, such as `72px` or `minmax(0, 1fr)`. */
	readonly width: string;
	readonly right?: boolean;
	readonly cell: (row: T) => ReactNode;
}

export interface DataGridProps<T> {
	readonly label: string;
	readonly columns: readonly Column<T>[];
	readonly rows: readonly T[];
	readonly idOf: (row: T) => string;
	/** The row the keyboard is on. */
	readonly activeId: string | undefined;
	readonly selectedId: string | undefined;
	readonly onActive: (id: string | undefined) => void;
	readonly onOpen: (id: string) => void;
	readonly onClose: () => void;
	readonly isNew?: (id: string) => boolean;
	readonly loading: boolean;
	/** What stands in the place of rows when there are none. */
	readonly empty: ReactNode;
	readonly onEnd?: () => void;
	/** The reader points at the rows, or has scrolled down: they must not move. */
	readonly onReading?: (reading: { pointing?: boolean; scrolled?: boolean }) => void;
}

const ROW = 32;
const HEAD = 28;
const SKELETON_ROWS = 12;

export function DataGrid<T>(props: DataGridProps<T>) {
	const { rows, columns, idOf, activeId, onEnd, onReading } = props;
	const scroller = useRef<HTMLDivElement>(null);
	const base = useId();
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => ROW,
		getItemKey: (place) => idOf(rows[place] as T),
		overscan: 6,
		scrollMargin: 0,
		scrollPaddingStart: HEAD,
		initialRect: { width: 800, height: 600 },
	});
	const active = activeId === undefined ? -1 : rows.findIndex((row) => idOf(row) === activeId);
	const items = virtual.getVirtualItems();
	const lastSeen = items.at(-1)?.index ?? 0;
	useEffect(() => {
		if (lastSeen >= rows.length - 10) onEnd?.();
	}, [lastSeen, rows.length, onEnd]);

	const onKeyDown = (event: KeyboardEvent) => {
		if (event.altKey || event.ctrlKey || event.metaKey) return;
		const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 600) - HEAD) / ROW) - 1);
		const action = gridAction(event.key, active, rows.length, page);
		if (action === undefined) return;
		event.preventDefault();
		if (action.kind === "close") props.onClose();
		if (action.kind === "open" && activeId !== undefined) props.onOpen(activeId);
		if (action.kind === "move") {
			const row = rows[action.to];
			if (row === undefined) return;
			virtual.scrollToIndex(action.to, { align: "auto" });
			props.onActive(idOf(row));
		}
	};

	const style = { "--grid-columns": columns.map((column) => column.width).join(" ") } as CSSProperties;
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
			onKeyDown={onKeyDown}
			onPointerEnter={() => onReading?.({ pointing: true })}
			onPointerLeave={() => onReading?.({ pointing: false })}
			onScroll={(event) => onReading?.({ scrolled: event.currentTarget.scrollTop > 0 })}
		>
			<Head columns={columns} />
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
								key={id}
								domId={`${base}-${id}`}
								id={id}
								row={row}
								place={item.index}
								columns={columns}
								active={id === activeId}
								selected={id === props.selectedId}
								isNew={props.isNew?.(id) ?? false}
								onOpen={props.onOpen}
							/>
						);
					})}
				</div>
			)}
		</div>
	);
}

function Head<T>({ columns }: { columns: readonly Column<T>[] }) {
	return (
		<div className={classes.head} role="row" tabIndex={-1}>
			{columns.map((column) => (
				<span key={column.id} role="columnheader" tabIndex={-1} className={column.right ? classes.right : undefined}>
					{column.head}
				</span>
			))}
		</div>
	);
}

interface RowProps<T> {
	readonly domId: string;
	readonly id: string;
	readonly row: T;
	readonly place: number;
	readonly columns: readonly Column<T>[];
	readonly active: boolean;
	readonly selected: boolean;
	readonly isNew: boolean;
	readonly onOpen: (id: string) => void;
}

function PlainRow<T>(props: RowProps<T>) {
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys
		<div
			id={props.domId}
			role="row"
			tabIndex={-1}
			aria-rowindex={props.place + 2}
			aria-selected={props.selected}
			data-id={props.id}
			data-active={props.active || undefined}
			data-new={props.isNew || undefined}
			className={classes.row}
			style={{ transform: `translateY(${props.place * ROW}px)` }}
			onClick={() => props.onOpen(props.id)}
		>
			{props.columns.map((column) => (
				<span key={column.id} role="gridcell" tabIndex={-1} className={`${classes.cell} ${column.right ? classes.right : ""}`}>
					{column.cell(props.row)}
				</span>
			))}
		</div>
	);
}
const Row = memo(PlainRow) as typeof PlainRow;

function EmptyRow(props: { columns: number; children: ReactNode }) {
	return (
		<div role="row" tabIndex={-1}>
			<div role="gridcell" tabIndex={-1} aria-colspan={props.columns} style={{ display: "flex", paddingTop: 48 }}>
				{props.children}
			</div>
		</div>
	);
}

function SkeletonRows<T>({ columns }: { columns: readonly Column<T>[] }) {
	return (
		<div aria-hidden="true">
			{Array.from({ length: SKELETON_ROWS }, (_, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows that stand for nothing have no other name
				<div key={place} className={`${classes.row} ${classes.skeleton}`}>
					{columns.map((column) => (
						<Skeleton key={column.id} height={8} width="70%" ml={column.right ? "auto" : 0} />
					))}
				</div>
			))}
		</div>
	);
}
