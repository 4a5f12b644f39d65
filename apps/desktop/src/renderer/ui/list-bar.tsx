/** What a live list is doing: following, held while it is read, paused, or cut off. Always there, so that nothing jumps. */
import { Button } from "@mantine/core";
import { IconArrowBarToUp, IconHandStop, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconWifiOff } from "@tabler/icons-react";
import { countText } from "../format/number.ts";
import { clockTime } from "../format/time.ts";
import { nextTryWords } from "../live/connection.ts";
import type { FeedMode } from "../live/feed.ts";
import { useIsStale, useLine, useLiveContext, useRunningNow } from "../live/live-context.tsx";
import { Announcement } from "./announcement.tsx";
import classes from "./list-bar.module.css";

export interface ListBarProps {
	readonly mode: FeedMode;
	readonly waiting: number;
	readonly uncounted: boolean;
	/** The rows are those of an earlier visit. */
	readonly fromEarlier: boolean;
	/** `order`, `alert`. */
	readonly what: string;
	readonly order: string;
	/** Goes back to the top, where new rows are added; live views run again. */
	readonly onFollow: () => void;
}

export function ListBar(props: ListBarProps) {
	const { mode, waiting, uncounted, what } = props;
	const isWaiting = mode !== "follow" && (waiting > 0 || uncounted);
	return (
		<>
			<Announcement name={`New ${what}s`} text={isWaiting ? waitingWords(waiting, uncounted, what) : ""} />
			<State {...props} />
		</>
	);
}

function State(props: ListBarProps) {
	const { state } = useLine();
	const { pausedAt } = useLiveContext();
	const isStale = useIsStale();
	if (pausedAt !== undefined) return <PausedBar {...props} pausedAt={pausedAt} />;
	if (isStale || props.fromEarlier) return <StaleRows />;
	if (state === "lost") return <LostBar />;
	const held = props.mode !== "follow";
	return (
		<div className={classes.bar} data-kind={held ? "held" : "live"} data-testid="list-bar">
			{held ? <IconHandStop size={14} aria-hidden className="t2" /> : <IconPlugConnected size={14} aria-hidden className="ok" />}
			<span>
				<span className="med">{held ? "Held" : "Live"}</span>{" "}
				<span className="t2">{held ? "while you read, rows stay in place" : props.order}</span>
			</span>
			<span className="grow" />
			{held && <Waiting {...props} />}
			{held && <Follow onFollow={props.onFollow} />}
		</div>
	);
}

function Follow({ onFollow }: Pick<ListBarProps, "onFollow">) {
	return (
		<Button h={24} leftSection={<IconArrowBarToUp size={14} />} onClick={onFollow}>
			Follow
		</Button>
	);
}

function PausedBar(props: ListBarProps & { pausedAt: number }) {
	const { setPaused } = useLiveContext();
	return (
		<div className={classes.bar} data-kind="paused" data-testid="list-bar">
			<IconPlayerPause size={16} aria-hidden className="paused" />
			<span>
				<span className="med">Paused</span> <span className="t2">at {clockTime(props.pausedAt)}, rows stay still</span>
			</span>
			<span className="grow" />
			<Waiting {...props} />
			<Button h={24} leftSection={<IconPlayerPlay size={14} />} onClick={() => setPaused(false)}>
				Resume
			</Button>
			<Follow onFollow={props.onFollow} />
		</div>
	);
}

/** `11 new orders waiting`, `No new orders`; `200+ new …` and `New orders waiting` where not all were counted. */
function waitingWords(waiting: number, uncounted: boolean, what: string): string {
	if (waiting === 0) return uncounted ? `New ${what}s waiting` : `No new ${what}s`;
	return `${countText(waiting, uncounted)} new ${waiting === 1 && !uncounted ? what : `${what}s`} waiting`;
}

function Waiting({ waiting, uncounted, what }: ListBarProps) {
	return (
		<span className="med tn" data-testid="waiting" data-count={waiting}>
			{waitingWords(waiting, uncounted, what)}
		</span>
	);
}

/** The bar under the title shows up to when they are known. */
function StaleRows() {
	return (
		<div className={classes.bar} data-kind="stale" data-testid="list-bar">
			<IconWifiOff size={16} aria-hidden className="t3" />
			<span>
				<span className="med">Stale</span> <span className="t2">rows are kept until the list can be loaded again</span>
			</span>
		</div>
	);
}

/** Until what is shown is stale. */
function LostBar() {
	const live = useLiveContext();
	const line = useLine();
	const now = useRunningNow();
	return (
		<div className={classes.bar} data-kind="lost" data-testid="list-bar">
			<IconWifiOff size={16} aria-hidden className="warn" />
			<span>
				<span className="med">Reconnecting</span>{" "}
				<span className="t2">
					rows are kept · <span className="tn">{nextTryWords(line, now)}</span>
				</span>
			</span>
			<span className="grow" />
			<Button h={24} onClick={() => live.line?.tryNow()}>
				Try now
			</Button>
		</div>
	);
}
