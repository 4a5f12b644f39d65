/** Shows that the session has ended: what is on the screen stays, and nothing can be changed until one has signed in again. */
import { Button } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import { openOverlay } from "../commands/overlays.ts";
import { useSession } from "../session.tsx";
import classes from "../shell.module.css";

export function SessionBar() {
	const { ended } = useSession();
	if (ended === undefined) return null;
	return (
		<div className={classes.version} role="alert" data-colored data-testid="session-bar">
			<IconUserOff size={16} stroke={1.75} aria-hidden className="warn" />
			<span className={`med ${classes.whole}`}>Your session has ended</span>
			<span className="t2 ell" title={ended}>
				{ended} The data shown and your input are kept.
			</span>
			<span className="grow" />
			<Button h={24} onClick={() => openOverlay("sign-in")}>
				Sign in…
			</Button>
		</div>
	);
}
