/**
 * A plain table for lists short enough to stand whole: sticky head, 32 px rows, skeletons while it is read. Arrow keys move between its rows,
 * Enter opens one: its element with `data-opens`, else its first link or button.
 */
import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { LIST } from "./list-focus.ts";
import { rowKeys } from "./row-keys.ts";
import classes from "./table.module.css";

export type ScreenWidth = 800 | 1100 | 1600;

export interface TableColumn {
	readonly head: ReactNode;
	/** Names the column; its head may be an icon or empty. */
	readonly id: string;
	readonly right?: boolean;
	/** Left out on small screens; its cells carry the class `wide`. */
	readonly wide?: boolean;
	/** Left out on screens narrower than so many pixels; its cells carry the class of `fromClass`. */
	readonly from?: ScreenWidth;
	readonly width?: number | string;
}

export const rightClass = classes.right ?? "";

const FROM: Readonly<Record<ScreenWidth, string | undefined>> = { 800: classes.from800, 1100: classes.from1100, 1600: classes.from1600 };
const BELOW: Readonly<Record<800 | 1100, string | undefined>> = { 800: classes.below800, 1100: classes.below1100 };

/** Shown on screens of at least this width. */
export function fromClass(width: ScreenWidth): string {
	return FROM[width] ?? "";
}

/** Shown on narrower screens alone, in place of what these leave out. */
export function belowClass(width: 800 | 1100): string {
	return BELOW[width] ?? "";
}

interface TableProps {
	readonly label: string;
	readonly columns: readonly TableColumn[];
	/** Rows of the body; undefined while they are read for the first time. */
	readonly children: ReactNode;
	readonly loading: boolean;
	readonly skeletons: number;
	/** It is what its screen is about, and has the keyboard when the screen opens. */
	readonly isMain?: boolean;
}

const onKeyDown = rowKeys(":scope > table > tbody > tr");

export function Table({ label, columns, children, loading, skeletons, isMain }: TableProps) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className={classes.scroll} tabIndex={0} aria-label={label} onKeyDown={onKeyDown} {...(isMain ? LIST : {})}>
			<table className={classes.table} aria-busy={loading}>
				<thead>
					<tr>
						{columns.map((column) => (
							<th key={column.id} className={`${column.right ? classes.right : ""} ${shownClass(column)}`} style={{ width: column.width }}>
								{column.head}
							</th>
						))}
					</tr>
				</thead>
				<tbody>{loading ? <SkeletonRows columns={columns} count={skeletons} /> : children}</tbody>
			</table>
		</section>
	);
}

function shownClass({ wide, from }: TableColumn): string {
	return `${wide ? "wide" : ""} ${from === undefined ? "" : fromClass(from)}`;
}

function SkeletonRows({ columns, count }: { columns: readonly TableColumn[]; count: number }) {
	return Array.from({ length: count }, (_, place) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: rows that stand for nothing have no other name
		<tr key={place}>
			{columns.map((column) => (
				<td key={column.id} className={shownClass(column)}>
					<Skeleton height={8} width="70%" ml={column.right ? "auto" : 0} />
				</td>
			))}
		</tr>
	));
}
