/** What the palette offers of consumer groups: each one's place on the lag screen, and its pause or resume. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { IconBan, IconPlayerPause, IconPlayerPlay, IconUsersGroup } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { ordersWaiting } from "../../format/words.ts";
import { useLive } from "../../live/live-context.tsx";
import type { PaletteItem } from "../../shell/commands/palette-items.ts";
import { useActItems } from "../../shell/commands/use-act-items.ts";
import { useSession } from "../../shell/session.tsx";
import { byWorst, groupWord } from "../../ui/lag-status.ts";
import { blockedActions } from "./group-action-rules.ts";

const NONE: readonly GroupLag[] = [];

function useGroups(): readonly GroupLag[] {
	return (useLive((state) => state.lag) ?? NONE).toSorted(byWorst);
}

export function useGroupItems(): readonly PaletteItem[] {
	const navigate = useNavigate();
	return useGroups().map((group) => ({
		id: `group ${group.group}`,
		part: "Consumer groups",
		label: group.group,
		note: `${groupWord(group)}, ${ordersWaiting(group.waiting)}`,
		icon: IconUsersGroup,
		run: () => void navigate({ to: "/lag", search: { group: group.group } }),
	}));
}

/** One item for each group: Pause while it runs, Resume while it is paused. Both open the sheet. */
export function usePauseItems(): readonly PaletteItem[] {
	const navigate = useNavigate();
	const session = useSession();
	const groups = useGroups();
	const item = (group: GroupLag, act: "pause" | "resume"): PaletteItem => {
		const blocked = blockedActions(group, session)[act];
		const given = {
			id: `pause ${group.group}`,
			part: "Pause and resume",
			label: `${act === "pause" ? "Pause" : "Resume"} ${group.group}…`,
		};
		if (blocked !== undefined) return { ...given, note: blocked, icon: IconBan, run: () => undefined };
		return {
			...given,
			note: `${groupWord(group)}, ${ordersWaiting(group.waiting)}`,
			icon: act === "pause" ? IconPlayerPause : IconPlayerPlay,
			run: () => void navigate({ to: "/lag", search: { group: group.group, act } }),
		};
	};
	const of = (isPaused: boolean) => groups.filter(({ paused }) => (paused !== null) === isPaused);
	const pause = useActItems(
		of(false).map((group) => item(group, "pause")),
		"lag.pause",
	);
	const resume = useActItems(
		of(true).map((group) => item(group, "resume")),
		"lag.resume",
	);
	return [...resume, ...pause];
}
