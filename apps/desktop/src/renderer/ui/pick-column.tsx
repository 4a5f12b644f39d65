/** The checkboxes of a list whose rows can be picked. The grid itself takes the keys, so that a row is no stop of its own. */
import classes from "./data-grid.module.css";
import type { Column } from "./grid-rows.tsx";
import type { Picks } from "./use-picks.ts";

/** Its head, `PickAll`, changes with every row; the column does not, so that rows that stay as they are need not be drawn again. */
export function pickColumn<T>(picks: Picks<T>, idOf: (row: T) => string): Column<T> {
	return {
		id: "pick",
		head: null,
		width: "14px",
		cell: (row) => (
			<input
				type="checkbox"
				className={classes.pick}
				tabIndex={-1}
				aria-label={`Select ${idOf(row)}`}
				checked={picks.isPicked(idOf(row))}
				onChange={() => picks.toggle(row)}
				onClick={(event) => event.stopPropagation()}
			/>
		),
	};
}

export function PickAll<T>({ picks, rows, idOf }: { picks: Picks<T>; rows: readonly T[]; idOf: (row: T) => string }) {
	const count = picks.rows.length === 0 ? 0 : rows.filter((row) => picks.isPicked(idOf(row))).length;
	const all = rows.length > 0 && count === rows.length;
	return (
		<input
			type="checkbox"
			className={classes.pick}
			aria-label="Select all loaded"
			checked={all}
			ref={(box) => {
				if (box !== null) box.indeterminate = count > 0 && !all;
			}}
			onChange={() => (all ? picks.remove(rows) : picks.add(rows))}
		/>
	);
}
