/** Actions in the palette: where the environment is locked each shows a lock, and opens the unlock dialog instead. */
import { IconLock } from "@tabler/icons-react";
import { useActionsBlocked } from "../environments/environment-context.tsx";
import { openOverlay } from "./overlays.ts";
import type { PaletteItem } from "./palette-items.ts";

export function useActItems(items: readonly PaletteItem[]): readonly PaletteItem[] {
	const blocked = useActionsBlocked();
	if (blocked === undefined) return items;
	return items.map((item) => ({ ...item, icon: IconLock, note: blocked, run: () => openOverlay("unlock") }));
}
