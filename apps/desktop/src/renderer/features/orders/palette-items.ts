/** What the palette offers of orders. */
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconShoppingCart, IconTable } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { money } from "../../format/money.ts";
import { countryName, orderStatusWord } from "../../format/words.ts";
import type { PaletteItem } from "../../shell/commands/palette-items.ts";
import { useActItems } from "../../shell/commands/use-act-items.ts";
import { useCommands } from "../../shell/commands/use-commands.ts";
import { GIVEN_VIEWS } from "./views.ts";

const TYPING_MS = 150;
const ORDERS_SHOWN = 5;

/** The id of an order, if what was typed can be one: one word with a digit in it. */
export function maybeOrderId(query: string): string | undefined {
	const id = query.trim().replace(/^#/, "");
	return /^[\w.:-]{1,128}$/.test(id) && /\d/.test(id) ? id : undefined;
}

/** The order whose id has been typed, if it can be one. */
export function useTypedOrder(query: string): readonly PaletteItem[] {
	const navigate = useNavigate();
	const id = maybeOrderId(query);
	if (id === undefined) return [];
	const run = () => void navigate({ to: "/orders", search: { order: id } });
	return [{ id: `order ${id}`, part: "Order", label: `Order ${id}`, note: "open by id", icon: IconShoppingCart, run }];
}

/** The newest orders that the list finds. */
export function useFoundOrders(query: string): readonly PaletteItem[] {
	const trpc = useTRPC();
	const navigate = useNavigate();
	const [settled] = useDebouncedValue(query.trim(), TYPING_MS);
	const asked = settled.length > 1 && query.trim().length > 1;
	const { data } = useQuery({
		...trpc.orders.list.queryOptions({ q: settled, limit: ORDERS_SHOWN }),
		enabled: asked,
		placeholderData: keepPreviousData,
		staleTime: 2_000,
		retry: false,
	});
	return (asked ? (data?.orders ?? []) : []).map((order) => {
		const id = String(order.order_id);
		const facts = [orderStatusWord(order.status), money(order.amount, order.currency), countryName(order.country)];
		return {
			id: `order ${id}`,
			part: "Orders found",
			label: `Order ${id}`,
			note: `${facts.join(", ")}, customer ${order.customer_id}`,
			icon: IconShoppingCart,
			run: () => void navigate({ to: "/orders", search: { order: id } }),
		};
	});
}

export function useViewItems(): readonly PaletteItem[] {
	const navigate = useNavigate();
	return GIVEN_VIEWS.slice(1).map(({ name, search }) => ({
		id: `view ${name}`,
		part: "Order views",
		label: name,
		icon: IconTable,
		run: () => void navigate({ to: "/orders", search }),
	}));
}

export function useNewOrderItems(): readonly PaletteItem[] {
	const run = useCommands();
	const item: PaletteItem = {
		id: "new order",
		part: "Actions",
		label: "New order",
		icon: IconPlus,
		keys: "n",
		run: () => run({ kind: "new-order" }),
	};
	return useActItems([item], "orders.create");
}
