/** Everything that the palette can lead to now. */
import { useDebouncedValue } from "@mantine/hooks";
import {
	IconBell,
	IconBellOff,
	IconKeyboard,
	IconPackageImport,
	IconPlayerPause,
	IconPlayerPlay,
	IconPlus,
	IconShoppingCart,
	IconSunMoon,
	IconTable,
	IconUsersGroup,
} from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { GIVEN_VIEWS } from "../../features/orders/views.ts";
import { producerIsHere } from "../../features/services/service-words.ts";
import { useSetProducer } from "../../features/services/use-set-producer.ts";
import { money } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { countryName, orderStatusWord, ordersWait } from "../../format/words.ts";
import { useLive, useLiveContext } from "../../live/live-context.tsx";
import { byWorst, groupWord } from "../../ui/lag-status.ts";
import { type NoticeKind, useNoticeSettings } from "../notices/notice-settings.ts";
import { useMayAct } from "../session.tsx";
import { fittingItems, maybeOrderId, type PaletteItem } from "./palette-items.ts";
import { SCREENS } from "./screens.ts";
import { useCommands } from "./use-commands.ts";

const TYPING_MS = 150;
const ORDERS_SHOWN = 5;

/** What fits what was typed. */
export function usePaletteItems(query: string): readonly PaletteItem[] {
	const direct = useDirectItem(query);
	const found = useFoundOrders(query);
	const rest = [useScreenItems(), useGroupItems(), useViewItems(), useActionItems(), useProductItems()].flat();
	// What is found comes later than what is typed: it stands last, so that the first one does not change under Enter.
	return [...direct, ...fittingItems(rest, query), ...found.filter((item) => item.id !== direct[0]?.id)];
}

/** The order whose id has been typed, if it can be one. */
function useDirectItem(query: string): readonly PaletteItem[] {
	const navigate = useNavigate();
	const id = maybeOrderId(query);
	if (id === undefined) return [];
	const run = () => void navigate({ to: "/orders", search: { order: id } });
	return [{ id: `order ${id}`, part: "Order", label: `Order ${id}`, note: "open by its id", icon: IconShoppingCart, run }];
}

/** The newest orders that the list finds. */
function useFoundOrders(query: string): readonly PaletteItem[] {
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

function useScreenItems(): readonly PaletteItem[] {
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

function useGroupItems(): readonly PaletteItem[] {
	const navigate = useNavigate();
	const lag = useLive((state) => state.lag) ?? [];
	return lag.toSorted(byWorst).map((group) => ({
		id: `group ${group.group}`,
		part: "Consumer groups",
		label: group.group,
		note: `${groupWord(group)}, ${ordersWait(group.waiting.orders)}`,
		icon: IconUsersGroup,
		run: () => void navigate({ to: "/lag", search: { group: group.group } }),
	}));
}

function useViewItems(): readonly PaletteItem[] {
	const navigate = useNavigate();
	return GIVEN_VIEWS.slice(1).map(({ name, search }) => ({
		id: `view ${name}`,
		part: "Views of orders",
		label: name,
		icon: IconTable,
		run: () => void navigate({ to: "/orders", search }),
	}));
}

function useActionItems(): readonly PaletteItem[] {
	const run = useCommands();
	const mayAct = useMayAct();
	const { pausedAt } = useLiveContext();
	const producer = useProducerItem();
	const notices = useNoticeItems();
	const part = "Actions";
	const paused = pausedAt !== undefined;
	return [
		...(mayAct ? [{ id: "new order", part, label: "New order", icon: IconPlus, keys: "n", run: () => run({ kind: "new-order" }) }] : []),
		...(producer === undefined ? [] : [producer]),
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

function useProducerItem(): PaletteItem | undefined {
	const trpc = useTRPC();
	const mayAct = useMayAct();
	const services = useLive((state) => state.services);
	const here = mayAct && services !== undefined && producerIsHere(services);
	const { data } = useQuery({ ...trpc.services.producer.queryOptions(), enabled: here });
	const set = useSetProducer();
	if (!here || data === undefined) return undefined;
	const { running } = data;
	return {
		id: "producer",
		part: "Actions",
		label: running ? "Stop the producer" : "Start the producer",
		icon: running ? IconPlayerPause : IconPlayerPlay,
		run: () => set.mutate({ running: !running }),
	};
}

const NOTICE_WORD: Record<NoticeKind, string> = { alerts: "high-score alerts", lag: "lag changes" };

function useNoticeItems(): readonly PaletteItem[] {
	const [settings, change] = useNoticeSettings();
	const kinds: readonly NoticeKind[] = settings.system ? ["alerts", "lag"] : ["lag"];
	return kinds.map((kind) => ({
		id: `notices ${kind}`,
		part: "Actions",
		label: `${settings[kind] ? "Mute" : "Tell of"} ${NOTICE_WORD[kind]}`,
		icon: settings[kind] ? IconBellOff : IconBell,
		run: () => change({ [kind]: !settings[kind] }),
	}));
}

function useProductItems(): readonly PaletteItem[] {
	const trpc = useTRPC();
	const navigate = useNavigate();
	const mayAct = useMayAct();
	const { data } = useQuery({ ...trpc.inventory.list.queryOptions(), enabled: mayAct });
	return (data?.products ?? []).map((product) => ({
		id: `restock ${product.product_id}`,
		part: "Restock",
		label: `Restock ${product.name}`,
		note: `${product.product_id}, ${exactNumber(product.available)} available`,
		icon: IconPackageImport,
		run: () => void navigate({ to: "/inventory", search: { restock: product.product_id } }),
	}));
}
