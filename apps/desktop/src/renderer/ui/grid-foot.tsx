import type { ReactNode } from "react";
import classes from "./list-frame.module.css";

interface GridFootProps {
	readonly children: ReactNode;
	readonly picks: boolean;
	/** Keys of this list alone, before the others: `R`, `redrive`. */
	readonly keys?: readonly (readonly [key: string, words: string])[];
}

/** What a list holds, and the keys that move in it. */
export function GridFoot({ children, picks, keys = [] }: GridFootProps) {
	return (
		<div className={classes.foot}>
			<span className="tn ell">{children}</span>
			<span className="grow" />
			{keys.map(([key, words]) => (
				<span key={key}>
					<kbd>{key}</kbd> {words}
				</span>
			))}
			<span>
				<kbd>↑</kbd> <kbd>↓</kbd> move
			</span>
			{picks && (
				<span>
					<kbd>Space</kbd> select
				</span>
			)}
			<span>
				<kbd>Enter</kbd> open
			</span>
			<span>
				<kbd>Esc</kbd> close
			</span>
		</div>
	);
}
