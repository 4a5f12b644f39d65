import type { ReactNode } from "react";
import classes from "./list-frame.module.css";

/** What a list holds, and the keys that move in it. */
export function GridFoot({ children, picks }: { children: ReactNode; picks: boolean }) {
	return (
		<div className={classes.foot}>
			<span className="tn ell">{children}</span>
			<span className="grow" />
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
