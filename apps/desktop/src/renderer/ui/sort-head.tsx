import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import classes from "./data-grid.module.css";

/** The head of a column by which the list is sorted; a click sorts it the other way. */
export function SortHead(props: { children: string; isAscending: boolean; onSort: () => void }) {
	const Icon = props.isAscending ? IconArrowUp : IconArrowDown;
	return (
		<button
			type="button"
			className={classes.sort}
			aria-label={`${props.children}: sort ${props.isAscending ? "newest" : "oldest"} first`}
			onClick={props.onSort}
		>
			{props.children}
			<Icon size={12} aria-hidden />
		</button>
	);
}
