/** A long id or address whose middle gives way: people tell ids apart by their ends. */
import classes from "./middle-ellipsis.module.css";

interface MiddleEllipsisProps {
	readonly text: string;
	/** So many characters of its end stay visible. */
	readonly end?: number;
	readonly className?: string;
}

/** The whole text is shown on hover, heard, and copied where it is selected. As wide as what holds it allows. */
export function MiddleEllipsis({ text, end = 4, className = "" }: MiddleEllipsisProps) {
	const characters = [...text];
	if (characters.length <= end * 2) {
		return (
			<span className={`ell ${className}`} title={text}>
				{text}
			</span>
		);
	}
	return (
		<span className={`${classes.text} ${className}`} title={text}>
			<span className={`sr ${classes.heard}`}>{text}</span>
			<span aria-hidden className={classes.start}>
				{characters.slice(0, -end).join("")}
			</span>
			<span aria-hidden className={classes.end}>
				{characters.slice(-end).join("")}
			</span>
		</span>
	);
}
