import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.ts";
import { useLive, useLiveContext } from "../live/live-context.tsx";
import { isLater } from "./order-state.ts";

/** The latest of the order as read, since it may have changed before this page was open, as its list shows it, and the live copy. */
export function useOrder(id: string, row?: OrderView) {
	const trpc = useTRPC();
	const { store } = useLiveContext();
	const query = useQuery({ ...trpc.orders.get.queryOptions({ id }), retry: false });
	const live = useLive(() => store.order(id));
	const known = [query.data, row, live].filter((order) => order !== undefined);
	const order = known.toSorted((a, b) => (isLater(b, a) ? 1 : isLater(a, b) ? -1 : 0))[0];
	return { order, error: query.error, refetch: () => void query.refetch() };
}
