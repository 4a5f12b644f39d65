import type { ReactNode } from "react";
import classes from "./list-frame.module.css";

/** What a list holds, and the keys that move in it. */
export function GridFoot({ children }: { children: ReactNode }) {
	return (
		<div className={classes.foot}>
			<span className="tn ell">{children}</span>
			<span className="grow" />
			<span>
				<kbd>↑</kbd> <kbd>↓</kbd> move
			</span>
			<span>
				<kbd>Enter</kbd> open
			</span>
			<span>
				<kbd>Esc</kbd> close
			</span>
		</div>
	);
}
