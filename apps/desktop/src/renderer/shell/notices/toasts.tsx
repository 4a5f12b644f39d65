/** Where toasts are shown: a part of the page's column of its own, which makes the screen lower instead of covering it. */
import { useElementSize } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";
import { useEffect } from "react";
import classes from "./toasts.module.css";

export function Toasts() {
	const { ref, height } = useElementSize();
	// Sheets and dialogs end above them.
	useEffect(() => document.documentElement.style.setProperty("--od-toasts", `${height}px`), [height]);
	return (
		<section ref={ref} className={classes.toasts} aria-label="Messages" data-colored>
			<Notifications
				className={classes.stack}
				withinPortal={false}
				position="bottom-center"
				autoClose={6_000}
				limit={3}
				transitionDuration={100}
				allowDragDismiss={false}
				allowScrollDismiss={false}
			/>
		</section>
	);
}
