/** Consumer groups, worst first; one of them opened to its partitions. */
import { Button, Skeleton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { IconHourglassOff } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { age } from "../../format/duration.ts";
import { useLive, useNow } from "../../live/live-context.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { LagTag } from "../../ui/lag-mark.tsx";
import { byWorst, groupWord, type LagWord } from "../../ui/lag-status.ts";
import { LIST } from "../../ui/list-focus.ts";
import { Message } from "../../ui/panel.tsx";
import { rowKeys } from "../../ui/row-keys.ts";
import { GroupRow } from "./group-row.tsx";
import classes from "./lag.module.css";
import { lagColumns } from "./lag-columns.tsx";

const onKeyDown = rowKeys("tr[data-group]");

export function LagScreen() {
	const groups = useLive((state) => state.lag);
	const at = useLive((state) => state.lagAt);
	const now = useNow();
	return (
		<>
			<PageHead title="Consumer lag">
				{groups !== undefined && <Summary groups={groups} />}
				<span className="grow" />
				<span className="xs t3 tn">worst first{at === undefined ? "" : ` · sampled ${age(now, at)} ago`}</span>
			</PageHead>
			{groups !== undefined && groups.length === 0 ? (
				<Message
					icon={<IconHourglassOff size={20} />}
					title="No consumer groups"
					action={<Button renderRoot={(props) => <Link to="/services" {...props} />}>Services</Button>}
				>
					A group appears here once a role of this daemon reads its topics.
				</Message>
			) : (
				<Groups groups={groups} />
			)}
			<p className={`xs t3 ${classes.note}`}>
				Time lag is the age of the oldest message the group has not consumed; rates and drain time are of the last minute. A group without a
				committed offset has a time lag, but no lag in messages: it is left out of their sums.
			</p>
		</>
	);
}

function Summary({ groups }: { groups: readonly GroupLag[] }) {
	const counts = new Map<LagWord, number>();
	for (const group of groups.toSorted(byWorst)) counts.set(groupWord(group), (counts.get(groupWord(group)) ?? 0) + 1);
	return (
		<span className="row">
			{[...counts].map(([word, count]) => (
				<LagTag key={word} word={word} count={count} />
			))}
		</span>
	);
}

/** Groups keep their places while one points at them. */
function useSteadyOrder(groups: readonly GroupLag[], pointing: boolean): readonly GroupLag[] {
	const places = useRef<readonly string[]>([]);
	if (!pointing || places.current.length !== groups.length) places.current = groups.toSorted(byWorst).map((group) => group.group);
	return groups.toSorted((a, b) => places.current.indexOf(a.group) - places.current.indexOf(b.group));
}

/** In pixels. */
const STATUS_WIDTH = 124;

function Groups({ groups }: { groups: readonly GroupLag[] | undefined }) {
	const { group: opened } = useSearch({ from: "/lag" });
	const navigate = useNavigate({ from: "/lag" });
	const { ref, width } = useElementSize();
	const columns = useMemo(() => lagColumns(width), [width]);
	const [pointing, setPointing] = useState(false);
	const sorted = useSteadyOrder(groups ?? [], pointing);
	const toggle = (group: string) => void navigate({ search: ({ span }) => (group === opened ? {} : { group, span }), replace: true });
	return (
		<section
			ref={ref}
			className={classes.panel}
			aria-label="Consumer groups"
			// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
			tabIndex={0}
			{...LIST}
			onKeyDown={onKeyDown}
			onPointerEnter={() => setPointing(true)}
			onPointerLeave={() => setPointing(false)}
		>
			<table className={`${classes.table} ${classes.groups}`} aria-busy={groups === undefined}>
				<thead>
					<tr>
						<th style={{ width: STATUS_WIDTH }}>Status</th>
						{columns.shown.map((column) => (
							<th key={column.id} className={column.right ? classes.right : undefined} style={{ width: column.width }}>
								{column.head}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{groups === undefined ? (
						<Loading columns={columns.shown.length + 1} />
					) : (
						sorted.map((group) => (
							<GroupRow
								key={group.group}
								group={group}
								columns={columns}
								open={group.group === opened}
								onToggle={() => toggle(group.group)}
							/>
						))
					)}
				</tbody>
			</table>
		</section>
	);
}

function Loading({ columns }: { columns: number }) {
	return Array.from({ length: 5 }, (_, place) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: rows that stand for nothing have no other name
		<tr key={place}>
			<td colSpan={columns}>
				<Skeleton height={8} width="70%" />
			</td>
		</tr>
	));
}
