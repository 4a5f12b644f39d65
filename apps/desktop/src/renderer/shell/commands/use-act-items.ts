/** Actions in the palette: one that cannot be done now shows a lock and the reason, and opens the dialog that helps instead, if one does. */
import type { ActionPath } from "@orderdeck/contracts/action-roles";
import { IconLock } from "@tabler/icons-react";
import { useActBlock } from "../act-block.ts";
import { openOverlay } from "./overlays.ts";
import type { PaletteItem } from "./palette-items.ts";

export function useActItems(items: readonly PaletteItem[], action: ActionPath): readonly PaletteItem[] {
	const block = useActBlock(action);
	if (block === undefined) return items;
	const { reason, opens } = block;
	return items.map((item) => ({ ...item, icon: IconLock, note: reason, run: () => opens !== undefined && openOverlay(opens) }));
}
