import classes from "./chart-tip.module.css";

/** What the pointer is on, exactly. */
export function ChartTip({ title, lines }: { title: string; lines: readonly (readonly [string, string])[] }) {
	return (
		<div className={classes.tip}>
			<div className="t3 tn">{title}</div>
			{lines.map(([name, value]) => (
				<div key={name} className={classes.line}>
					<span className="t2">{name}</span>
					<span className="tn med">{value}</span>
				</div>
			))}
		</div>
	);
}
