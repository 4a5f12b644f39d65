/** The lists of one screen as tabs, in as many lines as they take. Each is a Link with `tabClass`, and `data-here` where it is open. */
import type { ReactNode } from "react";
import classes from "./tabs.module.css";

export const tabClass = classes.tab;

interface TabsProps {
	/** What the tabs are: `Views of orders`. */
	readonly label: string;
	/** At the end of the line. */
	readonly aside?: ReactNode;
	readonly children: ReactNode;
}

export function Tabs({ label, aside, children }: TabsProps) {
	return (
		<div className={classes.tabs}>
			<nav aria-label={label}>{children}</nav>
			{aside}
		</div>
	);
}
