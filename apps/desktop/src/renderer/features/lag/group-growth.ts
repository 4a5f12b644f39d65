/** How fast what waits behind a paused group grows. Estimates: what is produced now, at the average amount of an order. Pure. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { compactMoney } from "../../format/money.ts";
import { countText } from "../../format/number.ts";

interface Figures {
	readonly orderCount: number;
	readonly totalSales: number;
}

export interface Growth {
	readonly ordersPerMinute: number;
	/** Undefined where the average amount of an order is not known. */
	readonly moneyPerMinute: number | undefined;
}

/** Undefined while rates are not known. An order is counted once, by its record in `orders`; other topics have several for each. */
export function growthOf({ partitions }: Pick<GroupLag, "partitions">, figures: Figures | undefined): Growth | undefined {
	const rates = partitions.flatMap(({ topic, produce_rate }) => (topic === "orders" && produce_rate !== null ? [produce_rate] : []));
	if (rates.length === 0) return undefined;
	const ordersPerMinute = rates.reduce((sum, rate) => sum + rate, 0) * 60;
	const average = figures === undefined || figures.orderCount === 0 ? undefined : figures.totalSales / figures.orderCount;
	return { ordersPerMinute, moneyPerMinute: average === undefined ? undefined : ordersPerMinute * average };
}

/** `~100 orders/min, ≈ $23 k/min`. */
export function growthWords(group: Pick<GroupLag, "partitions" | "waiting">, figures: Figures | undefined): string | undefined {
	const growth = growthOf(group, figures);
	if (growth === undefined) return undefined;
	const orders = `~${countText(Math.round(growth.ordersPerMinute))} orders/min`;
	return growth.moneyPerMinute === undefined ? orders : `${orders}, ≈ ${compactMoney(growth.moneyPerMinute, group.waiting.currency)}/min`;
}
