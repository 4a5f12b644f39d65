/** How many orders are stuck. */
import { moneySums } from "@orderdeck/contracts/money";
import type { OrdersApi } from "@orderdeck/contracts/orders/api";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { overdueBy, WAITING } from "@orderdeck/contracts/orders/waits";
import type { ApiDeps } from "./deps.ts";

/** Every console on the order list requests it: it is counted once for all of them, at most this often. */
const EVERY_MS = 3_000;
/** The longest waiting ones: they take some tens of milliseconds. */
const MOST_EXAMINED = 2_000;
const PAGE = 500;

type StuckOrders = Awaited<ReturnType<OrdersApi["stuckOrders"]>>;

export function createStuckCount({
	store,
	clock,
	baseCurrency,
}: Pick<ApiDeps, "store" | "clock" | "baseCurrency">): OrdersApi["stuckOrders"] {
	let counted: { readonly at: number; readonly result: Promise<StuckOrders> } | undefined;

	async function count(now: number): Promise<StuckOrders> {
		const stuck: OrderView[] = [];
		let examined = 0;
		let cursor: string | undefined;
		do {
			const page = await store.listOrders({ status: WAITING }, { limit: PAGE, cursor, order: "oldest" });
			examined += page.items.length;
			stuck.push(...page.items.filter((order) => overdueBy(order, now) !== undefined));
			cursor = page.next;
			await clock.sleep(0);
		} while (cursor !== undefined && examined < MOST_EXAMINED);
		return { orders: stuck.length, ...moneySums(stuck, baseCurrency), at_least: cursor !== undefined };
	}

	return () => {
		const now = clock.now();
		if (counted === undefined || now - counted.at >= EVERY_MS) {
			const result = count(now);
			counted = { at: now, result };
			// A failure is not kept.
			result.catch(() => {
				counted = undefined;
			});
		}
		return counted.result;
	};
}
