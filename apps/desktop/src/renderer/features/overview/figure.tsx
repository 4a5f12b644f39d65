/** One figure of the strip: name, age, value, which way it has gone, and the list behind it. */
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { age } from "../../format/duration.ts";
import { NARROW } from "../../format/number.ts";
import { useNow } from "../../live/live-context.tsx";
import type { Token } from "../../theme/tokens.ts";
import { Spark } from "../../ui/spark.tsx";
import classes from "./overview.module.css";

export interface FigureProps {
	readonly name: string;
	/** When the figure was taken, ms since the epoch. */
	readonly at: number | undefined;
	readonly value: ReactNode;
	readonly exact?: string;
	readonly series: readonly (number | null)[];
	readonly tone?: Token;
	/** The least that the line's top stands for. */
	readonly atLeast?: number;
	readonly link: Pick<LinkProps, "to" | "search">;
	/** The line beneath: the change, and what else there is to say. */
	readonly children: ReactNode;
}

export function Figure(props: FigureProps) {
	const now = useNow();
	return (
		<Link {...props.link} className={classes.figure}>
			<span className={classes.name}>
				<span className="sm t2 ell">{props.name}</span>
				<span className={`xs t3 ${classes.right}`}>{props.at === undefined ? "" : age(now, props.at)}</span>
			</span>
			<span className={classes.value} title={props.exact}>
				{props.value}
			</span>
			<Spark values={props.series} tone={props.tone ?? "accent"} atLeast={props.atLeast ?? 0} />
			<span className={`xs t2 ${classes.change}`}>{props.children}</span>
		</Link>
	);
}

/** `↑ 3.3 % · ` against the window before; nothing when there was none. */
export function Change({ now, before }: { now: number; before: number }) {
	if (before === 0) return null;
	const change = ((now - before) / before) * 100;
	const Arrow = change < 0 ? IconArrowDown : IconArrowUp;
	return (
		<>
			<Arrow size={12} stroke={2} aria-label={change < 0 ? "down" : "up"} />
			{Math.abs(change).toFixed(1)}
			{NARROW}% ·
		</>
	);
}
