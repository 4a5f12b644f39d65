/** Everything that the palette offers, put together here so that the shell knows no feature. */
import { useRestockItems } from "./features/inventory/palette-items.ts";
import { useGroupItems, usePauseItems } from "./features/lag/palette-items.ts";
import { useFoundOrders, useNewOrderItems, useTypedOrder, useViewItems } from "./features/orders/palette-items.ts";
import { useNewRuleItems, useRuleItems } from "./features/rules/palette-items.ts";
import { useProducerItems } from "./features/services/palette-items.ts";
import { fittingItems, type PaletteItem } from "./shell/commands/palette-items.ts";
import { useActionItems, useScreenItems } from "./shell/commands/shell-items.ts";

/** What fits what was typed, best first. */
export function usePaletteItems(query: string): readonly PaletteItem[] {
	const typed = useTypedOrder(query);
	const found = useFoundOrders(query);
	const rest = [
		useScreenItems(),
		useGroupItems(),
		usePauseItems(),
		useViewItems(),
		useNewOrderItems(),
		useProducerItems(),
		useActionItems(),
		useRestockItems(),
		useRuleItems(),
		useNewRuleItems(),
	].flat();
	// Orders are found later than text is typed: they are last, so that the first item does not change under Enter.
	return [...typed, ...fittingItems(rest, query), ...found.filter((item) => item.id !== typed[0]?.id)];
}
