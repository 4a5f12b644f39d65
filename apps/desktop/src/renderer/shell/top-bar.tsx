/** Where one is, whether it is live, and who one is. */

import { ActionIcon, Button, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import {
	IconMoon,
	IconPlayerPause,
	IconPlayerPlay,
	IconPlugConnected,
	IconPlugConnectedX,
	IconRefresh,
	IconSearch,
	IconSun,
	IconWifiOff,
} from "@tabler/icons-react";
import { countText } from "../format/number.ts";
import { type ConnectionKind, connectionWords } from "../live/connection.ts";
import { useConnection, useLiveContext, useOrdersWhilePaused, useRunningNow } from "../live/live-context.tsx";
import { WhoMenu } from "./access/who-menu.tsx";
import { openOverlay } from "./commands/overlays.ts";
import { modifierWord } from "./commands/shortcuts.ts";
import { useEnvironment } from "./environments/environment-context.tsx";
import { EnvironmentSwitcher } from "./environments/environment-switcher.tsx";
import colours from "./environments/environments.module.css";
import { ProductionBadge } from "./environments/production-badge.tsx";
import { NoticesMenu } from "./notices/notices-menu.tsx";
import classes from "./top-bar.module.css";

export function TopBar() {
	const { kind, colour } = useEnvironment();
	return (
		<header className={`${colours.colour} ${classes.top}`} data-colour={colour} data-production={kind === "production" || undefined}>
			<EnvironmentSwitcher />
			<ProductionBadge />
			<ConnectionState />
			<Find />
			<PauseLive />
			<NoticesMenu />
			<ThemeToggle />
			<WhoMenu />
		</header>
	);
}

function Find() {
	return (
		<button type="button" className={classes.find} title="Search orders, groups, actions" onClick={() => openOverlay("palette")}>
			<IconSearch size={16} stroke={1.75} aria-hidden />
			<span className="long-word">Search orders, groups, actions</span>
			<kbd className="word">{modifierWord(navigator.platform)} K</kbd>
		</button>
	);
}

const ICON = {
	live: IconPlugConnected,
	connecting: IconRefresh,
	reconnecting: IconRefresh,
	stale: IconWifiOff,
	offline: IconPlugConnectedX,
} satisfies Record<ConnectionKind, unknown>;

function ConnectionState() {
	const connection = useConnection();
	const { kind, words: connected, tone: connectedTone } = connectionWords(connection, useRunningNow());
	const waiting = useOrdersWhilePaused();
	const isPaused = kind === "live" && waiting !== undefined;
	const words = isPaused ? `paused · ${countText(waiting)} waiting` : connected;
	const tone = isPaused ? "paused" : connectedTone;
	const Icon = isPaused ? IconPlayerPause : ICON[kind];
	return (
		<span className={classes.connection} data-testid="connection" data-kind={kind} data-colored>
			<Icon size={16} stroke={1.75} aria-hidden className={tone === "text-3" ? "t3" : tone} />
			<span className="ell" title={words}>
				{words}
			</span>
			<span className="sr" role="status" aria-label="Connection">
				{kind === "live" ? "Connected" : `Connection ${kind}`}
			</span>
		</span>
	);
}

function PauseLive() {
	const { pausedAt, setPaused } = useLiveContext();
	const paused = pausedAt !== undefined;
	const words = paused ? "Resume live" : "Pause live";
	return (
		<Button
			className={classes.pause}
			title={words}
			variant="subtle"
			color="gray"
			c={paused ? "var(--od-paused)" : "var(--od-text-2)"}
			leftSection={paused ? <IconPlayerPlay size={16} stroke={1.75} /> : <IconPlayerPause size={16} stroke={1.75} />}
			onClick={() => setPaused(!paused)}
			aria-pressed={paused}
		>
			<span className="word">{words}</span>
		</Button>
	);
}

/** Follows the system until it is used. */
function ThemeToggle() {
	const { setColorScheme } = useMantineColorScheme();
	const scheme = useComputedColorScheme("dark");
	const other = scheme === "dark" ? "light" : "dark";
	return (
		<Tooltip label={`Use the ${other} theme`}>
			<ActionIcon onClick={() => setColorScheme(other)} aria-label={`Use the ${other} theme`} c="var(--od-text-2)">
				{other === "light" ? <IconSun size={16} stroke={1.75} /> : <IconMoon size={16} stroke={1.75} />}
			</ActionIcon>
		</Tooltip>
	);
}
