/** What the palette offers of the shell itself: screens, and actions that belong to no screen. */
import { IconBell, IconBellOff, IconKeyboard, IconPlayerPause, IconPlayerPlay, IconSunMoon } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useLiveContext } from "../../live/live-context.tsx";
import { type NoticeKind, useNoticeSettings } from "../notices/notice-settings.ts";
import type { PaletteItem } from "./palette-items.ts";
import { SCREENS } from "./screens.ts";
import { useCommands } from "./use-commands.ts";

export function useScreenItems(): readonly PaletteItem[] {
	const navigate = useNavigate();
	return SCREENS.map(({ to, label, icon, key }) => ({
		id: `screen ${to}`,
		part: "Screens",
		label,
		icon,
		keys: `g ${key}`,
		run: () => void navigate({ to }),
	}));
}

export function useActionItems(): readonly PaletteItem[] {
	const run = useCommands();
	const { pausedAt } = useLiveContext();
	const notices = useNoticeItems();
	const part = "Actions";
	const paused = pausedAt !== undefined;
	return [
		{
			id: "pause",
			part,
			label: paused ? "Resume live views" : "Pause live views",
			icon: paused ? IconPlayerPlay : IconPlayerPause,
			keys: "p",
			run: () => run({ kind: "pause" }),
		},
		{ id: "theme", part, label: "Change the theme", icon: IconSunMoon, keys: "t", run: () => run({ kind: "theme" }) },
		...notices,
		{ id: "help", part, label: "Show shortcuts", icon: IconKeyboard, keys: "?", run: () => run({ kind: "help" }) },
	];
}

const NOTICE_WORD: Record<NoticeKind, string> = { alerts: "high-score alerts", lag: "lag incidents", stock: "the out-of-stock rate" };

function useNoticeItems(): readonly PaletteItem[] {
	const [settings, change] = useNoticeSettings();
	const kinds: readonly NoticeKind[] = settings.system ? ["alerts", "lag", "stock"] : ["lag", "stock"];
	return kinds.map((kind) => ({
		id: `notices ${kind}`,
		part: "Actions",
		label: `${settings[kind] ? "Mute" : "Unmute"} ${NOTICE_WORD[kind]}`,
		icon: settings[kind] ? IconBellOff : IconBell,
		run: () => change({ [kind]: !settings[kind] }),
	}));
}
