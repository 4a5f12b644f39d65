// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table's
/** The parts of a data grid: its head, its rows, and what is shown while there are none. */
import { Skeleton } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { memo, type ReactNode } from "react";
import classes from "./data-grid.module.css";
import marks from "./row-marks.module.css";

export interface Column<T> {
	readonly id: string;
	readonly head: ReactNode;
	/** A track of the CSS grid, such as `72px` or `minmax(0, 1fr)`. */
	readonly width: string;
	readonly right?: boolean;
	/** How the list is sorted by it, where it is. */
	readonly sort?: "ascending" | "descending";
	readonly cell: (row: T) => ReactNode;
}

/** In pixels. */
export const ROW_HEIGHT = 32;
const SKELETON_ROWS = 12;

/** `pickAll`: the head of the first column, where rows can be picked. */
export function HeadRow<T>({ columns, pickAll }: { columns: readonly Column<T>[]; pickAll: ReactNode }) {
	return (
		<div className={classes.head} role="row" tabIndex={-1}>
			{columns.map((column, place) => (
				<span
					key={column.id}
					role="columnheader"
					tabIndex={-1}
					aria-sort={column.sort}
					className={column.right ? classes.right : undefined}
				>
					{place === 0 && pickAll !== undefined ? pickAll : column.head}
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
	readonly height: number;
	readonly columns: readonly Column<T>[];
	readonly active: boolean;
	readonly selected: boolean;
	readonly picked: boolean;
	readonly isNew: boolean;
	/** It no longer belongs to the list. */
	readonly isUnmatched: boolean;
	readonly tone: "warn" | undefined;
	readonly onOpen: (row: T) => void;
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
			data-unmatched={props.isUnmatched || undefined}
			data-picked={props.picked || undefined}
			data-tone={props.tone}
			className={`${classes.row} ${marks.row}`}
			style={{ transform: `translateY(${props.place * props.height}px)` }}
			onClick={() => props.onOpen(props.row)}
		>
			{props.columns.map((column, place) => (
				<span key={column.id} role="gridcell" tabIndex={-1} className={`${classes.cell} ${column.right ? classes.right : ""}`}>
					{place === 0 && props.isUnmatched && <Unmatched />}
					{column.cell(props.row)}
				</span>
			))}
		</div>
	);
}

function Unmatched() {
	return (
		<span className={marks.unmatched} title="No longer matches the filter">
			<IconFilterOff size={10} stroke={2} aria-hidden />
			<span className="sr">no longer matches</span>
		</span>
	);
}

export const Row = memo(PlainRow) as typeof PlainRow;

export function EmptyRow(props: { columns: number; children: ReactNode }) {
	return (
		<div role="row" tabIndex={-1}>
			<div role="gridcell" tabIndex={-1} aria-colspan={props.columns} style={{ display: "flex", paddingTop: 48 }}>
				{props.children}
			</div>
		</div>
	);
}

export function SkeletonRows<T>({ columns }: { columns: readonly Column<T>[] }) {
	return (
		<div aria-hidden="true">
			{Array.from({ length: SKELETON_ROWS }, (_, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no other name
				<div key={place} className={`${classes.row} ${classes.skeleton}`}>
					{columns.map((column) => (
						<Skeleton key={column.id} height={8} width="70%" ml={column.right ? "auto" : 0} />
					))}
				</div>
			))}
		</div>
	);
}
