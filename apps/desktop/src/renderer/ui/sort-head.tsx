import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./data-grid.module.css";

interface SortHeadProps {
	readonly children: ReactNode;
	/** The column's name, where `children` are not text alone. */
	readonly name: string;
	/** How the list is sorted by it now; undefined where it is not. */
	readonly sorted: "ascending" | "descending" | undefined;
	/** What a click does: `sort largest first`. */
	readonly next: string;
	readonly onSort: () => void;
}

/** The head of a column by which the list can be sorted; where it is already, a click sorts it the other way. */
export function SortHead({ children, name, sorted, next, onSort }: SortHeadProps) {
	const Icon = sorted === "ascending" ? IconArrowUp : IconArrowDown;
	return (
		<button type="button" className={classes.sort} data-sorted={sorted} aria-label={`${name}: ${next}`} onClick={onSort}>
			{children}
			{sorted !== undefined && <Icon size={12} aria-hidden />}
		</button>
	);
}
