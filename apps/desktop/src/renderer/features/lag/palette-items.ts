/** What the palette offers of consumer groups: each one's place on the lag screen. */
import { IconUsersGroup } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { ordersWaiting } from "../../format/words.ts";
import { useLive } from "../../live/live-context.tsx";
import type { PaletteItem } from "../../shell/commands/palette-items.ts";
import { byWorst, groupWord } from "../../ui/lag-status.ts";

export function useGroupItems(): readonly PaletteItem[] {
	const navigate = useNavigate();
	const lag = useLive((state) => state.lag) ?? [];
	return lag.toSorted(byWorst).map((group) => ({
		id: `group ${group.group}`,
		part: "Consumer groups",
		label: group.group,
		note: `${groupWord(group)}, ${ordersWaiting(group.waiting)}`,
		icon: IconUsersGroup,
		run: () => void navigate({ to: "/lag", search: { group: group.group } }),
	}));
}
