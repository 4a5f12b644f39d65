/** How many orders each of the given lists holds: from counters where they are kept, else as far as some of the orders show it. */
import { type MoneySums, moneySums } from "@orderdeck/contracts/money";
import type { OrdersApi } from "@orderdeck/contracts/orders/api";
import { CANCEL_CAUSES, type OrderStatus, type OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderCount } from "@orderdeck/contracts/orders/requests";
import { overdueBy, WAITING } from "@orderdeck/contracts/orders/waits";
import type { StuckFilter } from "@orderdeck/core/commands/stuck-orders";
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { MoneyGroup } from "@orderdeck/core/ports/queries/money-group";
import type { ApiDeps } from "./deps.ts";
import { sumsOf } from "./sums.ts";

/** Every console on the order list requests them: a list is counted once for all of them, at most this often. */
const EVERY_MS = 3_000;
/** The same for a list with so many orders, or which could not be counted to its end: that costs more. */
const LARGE = 20_000;
const LARGE_EVERY_MS = 15_000;
const LISTS_KEPT = 200;
/** The longest waiting ones: they take some tens of milliseconds. */
const MOST_EXAMINED = 2_000;
const PAGE = 500;
/** The range of all dates. */
const EVER = { from: "0000-01-01T00:00:00Z", to: "9999-12-31T23:59:59Z" };

type Deps = Pick<ApiDeps, "store" | "clock" | "baseCurrency">;

interface Counted {
	readonly result: Promise<OrderCount>;
	/** When it is counted again, ms since the epoch. */
	until: number;
}

export function createOrderCounts(deps: Deps): OrdersApi["countOrders"] {
	const { clock } = deps;
	const counted = new Map<string, Counted>();

	function countOf(filter: StuckFilter): Promise<OrderCount> {
		const name = JSON.stringify(filter, Object.keys(filter).toSorted());
		const known = counted.get(name);
		if (known !== undefined && clock.now() < known.until) return known.result;
		const entry: Counted = { result: count(deps, filter), until: clock.now() + EVERY_MS };
		counted.delete(name);
		counted.set(name, entry);
		for (const oldest of counted.keys()) {
			if (counted.size <= LISTS_KEPT) break;
			counted.delete(oldest);
		}
		entry.result.then(
			({ orders, at_least }) => {
				// All orders are in the totals: they cost the same however many there are.
				if (name !== "{}" && (at_least || orders > LARGE)) entry.until += LARGE_EVERY_MS - EVERY_MS;
			},
			// A failure is not kept.
			() => counted.delete(name),
		);
		return entry.result;
	}

	return async ({ views }) => {
		const counts: OrderCount[] = [];
		// One after the other: together they would hold up everything else.
		for (const view of views) counts.push(await countOf(view));
		return { counts };
	};
}

async function count(deps: Deps, filter: StuckFilter): Promise<OrderCount> {
	const { store, baseCurrency } = deps;
	const { stuck, status, from, to, ...others } = filter;
	if (stuck !== undefined) return countStuck(deps, filter);
	const isByStatus = Object.values(others).every((value) => value === undefined);
	const isEver = from === undefined && to === undefined;
	if (isByStatus && isEver && status === undefined) return countAll(deps);
	if (isByStatus && isEver && status?.every((each) => WAITING.includes(each)) === true) return countOpen(deps, status);
	if (isByStatus && status?.every((each) => each === "CANCELLED") === true) return countCancelled(deps, { from, to });
	const { money, ...counted } = await store.countMatching(filter);
	return { ...counted, money: money === undefined ? null : moneyIn(money, baseCurrency) };
}

/** From the totals: every order is among them, with its money. */
async function countAll({ store, baseCurrency }: Deps): Promise<OrderCount> {
	const { order_count, total_sales, currency, by_currency } = totalsOf(await store.aggregates(), baseCurrency);
	const sums = Object.fromEntries(Object.entries(by_currency).map(([code, { sales }]) => [code, sales]));
	return { orders: order_count, at_least: false, money: { amount: total_sales, currency, by_currency: sums } };
}

/** From the index of cancelled orders, however many others there are; their money where they are few enough to be summed. */
async function countCancelled({ store, baseCurrency }: Deps, { from, to }: Pick<StuckFilter, "from" | "to">): Promise<OrderCount> {
	const { by_cause, at_least } = await store.countCancelled({ from: from ?? EVER.from, to: to ?? EVER.to });
	const orders = Object.values(by_cause).reduce((sum, each) => sum + each, 0);
	if (at_least || orders > LARGE) return { orders, at_least, money: null };
	const groups: MoneyGroup[] = [];
	for (const cause of CANCEL_CAUSES) {
		const { money } = await store.countMatching({ from, to, cause: [cause] });
		if (money === undefined) return { orders, at_least, money: null };
		groups.push(...money);
	}
	return { orders: groups.reduce((sum, { count: each }) => sum + each, 0), at_least, money: moneyIn(groups, baseCurrency) };
}

async function countOpen({ store, baseCurrency }: Deps, statuses: readonly OrderStatus[]): Promise<OrderCount> {
	const open = (await store.openOrders()).filter(({ status }) => statuses.includes(status));
	const orders = open.reduce((sum, { count }) => sum + count, 0);
	return { orders, at_least: false, money: moneyIn(open, baseCurrency) };
}

function moneyIn(groups: readonly MoneyGroup[], baseCurrency: string): MoneySums {
	const { count: _, ...money } = sumsOf(groups, baseCurrency);
	return money;
}

async function countStuck({ store, clock, baseCurrency }: Deps, { stuck, ...filter }: StuckFilter): Promise<OrderCount> {
	const now = clock.now();
	const status = stuck ? WAITING.filter((each) => filter.status?.includes(each) ?? true) : filter.status;
	const found: OrderView[] = [];
	let examined = 0;
	let cursor: string | undefined;
	do {
		const page = await store.listOrders(status === undefined ? filter : { ...filter, status }, { limit: PAGE, cursor, order: "oldest" });
		examined += page.items.length;
		found.push(...page.items.filter((order) => (overdueBy(order, now) !== undefined) === stuck));
		cursor = page.next;
		await clock.sleep(0);
	} while (cursor !== undefined && examined < MOST_EXAMINED);
	return { orders: found.length, at_least: cursor !== undefined, money: moneySums(found, baseCurrency) };
}
