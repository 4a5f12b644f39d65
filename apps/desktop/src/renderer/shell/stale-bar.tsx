/** Under every screen's title while the daemon does not respond: up to when what is shown is known, and when the next try is. */
import { Button } from "@mantine/core";
import { IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { age } from "../format/duration.ts";
import { clockTime } from "../format/time.ts";
import { nextTryWords } from "../live/connection.ts";
import { useConnection, useIsStale, useLiveContext, useRunningNow } from "../live/live-context.tsx";
import { useSession } from "./session.tsx";
import classes from "./shell.module.css";

export function StaleBar() {
	const isStale = useIsStale();
	const { ended } = useSession();
	// What is missing then is a session, not the daemon.
	return isStale && ended === undefined ? <Bar /> : null;
}

function Bar() {
	const { line, pausedAt } = useLiveContext();
	const connection = useConnection();
	const now = useRunningNow();
	const { lastFrameAt } = connection;
	const next = nextTryWords(connection, now);
	return (
		<div className={classes.stale} data-colored data-testid="stale-bar">
			<IconPlugConnectedX size={16} stroke={1.75} aria-hidden className="warn" />
			<span className="med">Daemon unreachable</span>
			<span className="t2 tn ell">
				{lastFrameAt !== undefined && staleWords(Math.min(lastFrameAt, pausedAt ?? lastFrameAt), now)}
				{next !== undefined && ` · ${next}`}
			</span>
			<span className="grow" />
			{next !== undefined && (
				<Button h={24} leftSection={<IconRefresh size={14} />} onClick={() => line?.tryNow()}>
					Try now
				</Button>
			)}
		</div>
	);
}

function staleWords(at: number, now: number): string {
	return `Stale · as of ${clockTime(at)} · ${age(now, at)} ago`;
}
