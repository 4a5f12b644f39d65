/** Actions in the palette: where the environment is locked or the session has ended each shows a lock, and opens the dialog that helps instead. */
import { IconLock } from "@tabler/icons-react";
import { useActionsBlocked } from "../environments/environment-context.tsx";
import { SESSION_ENDED, useSession } from "../session.tsx";
import { openOverlay } from "./overlays.ts";
import type { PaletteItem } from "./palette-items.ts";

export function useActItems(items: readonly PaletteItem[]): readonly PaletteItem[] {
	const blocked = useActionsBlocked();
	const { ended } = useSession();
	const reason = ended === undefined ? blocked : SESSION_ENDED;
	if (reason === undefined) return items;
	return items.map((item) => ({
		...item,
		icon: IconLock,
		note: reason,
		run: () => openOverlay(ended === undefined ? "unlock" : "sign-in"),
	}));
}
