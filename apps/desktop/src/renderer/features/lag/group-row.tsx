/** One group on one line, and opened. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { LagTag } from "../../ui/lag-mark.tsx";
import { groupWord } from "../../ui/lag-status.ts";
import { GroupDetails } from "./group-details.tsx";
import classes from "./lag.module.css";
import type { LagColumn, LagColumns } from "./lag-columns.tsx";

interface GroupRowProps {
	readonly group: GroupLag;
	readonly columns: LagColumns;
	readonly open: boolean;
	readonly onToggle: () => void;
}

export function GroupRow({ group, columns, open, onToggle }: GroupRowProps) {
	return (
		<>
			<tr className={classes.group} data-open={open || undefined} data-group={group.group} onClick={onToggle}>
				<td>
					<Toggle group={group} open={open} onToggle={onToggle} />
				</td>
				{columns.shown.map((column) => (
					<td key={column.id} className={cellClass(column, group)} title={column.title?.(group)}>
						{column.cell(group)}
					</td>
				))}
			</tr>
			{open && (
				<tr>
					<td colSpan={columns.shown.length + 1} className={classes.opened}>
						<GroupDetails group={group} left={columns.left} />
					</td>
				</tr>
			)}
		</>
	);
}

function cellClass({ right, className }: LagColumn, group: GroupLag): string {
	return `${right ? classes.right : ""} ${className?.(group) ?? ""}`;
}

function Toggle({ group, open, onToggle }: Omit<GroupRowProps, "columns">) {
	const word = groupWord(group);
	const Chevron = open ? IconChevronDown : IconChevronRight;
	return (
		<button
			type="button"
			className={classes.toggle}
			aria-expanded={open}
			aria-label={`${group.group}, ${word}`}
			onClick={(event) => {
				event.stopPropagation();
				onToggle();
			}}
		>
			<Chevron size={14} aria-hidden className="t3" />
			<LagTag word={word} lost={group.lost} />
		</button>
	);
}
