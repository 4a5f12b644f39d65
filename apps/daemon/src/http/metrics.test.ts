import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { stockStatus } from "@orderdeck/core/domain/out-of-stock";
import { newProduct, productView } from "@orderdeck/core/domain/stock";
import { describe, expect, it } from "vitest";
import { groupLagOf, partitionLagOf } from "../live/lag.fixture.ts";
import { idleStatus } from "../live/live.fixture.ts";
import type { StockSnapshot } from "../live/stock-sampler.ts";
import { BOUNDS } from "../pipeline/duration-histogram.ts";
import { createMetrics } from "./metrics.ts";

const WAITING = {
	orders: 4,
	amount: 10.5,
	currency: "USD",
	by_currency: { USD: 10.5, JPY: 500 },
	oldest_order_id: null,
	oldest_at: null,
	at_least: false,
};

const product = (id: string, available: number) =>
	productView({ ...newProduct({ product_id: id, name: id, price: 1, stock: 20 }), on_hand: available });
const PRODUCTS = [product("A", 20), product("B", 3), product("C", 0)];
const STOCK: StockSnapshot = {
	products: PRODUCTS,
	status: stockStatus(0, { states: PRODUCTS.map(({ state }) => state), orders: { checked: 8, outOfStock: 6 }, high: 0 }),
};

const LETTERS = { group: "g", reason: "NOT_JSON", currency: undefined, count: 1, amount: "0" };

const metricsOf = (groups: readonly GroupLag[]) => metricsWith(STOCK, groups);
function metricsWith(stock: StockSnapshot | undefined, groups: readonly GroupLag[] = []) {
	return createMetrics({
		api: {
			store: {
				aggregates: async () => [],
				letterStates: async () => ({ WAITING: 3, SUCCEEDED: 9 }),
				letterGroups: async () => [30_000, 10_000].map((oldest) => ({ ...LETTERS, oldest, newest: oldest })),
			},
			clock: { now: () => 40_000 },
			lag: { latest: () => ({ at: 0, groups }), consumption: () => new Map([["g", { consumed: 9, within: 7 }]]) },
			stock: { latest: () => stock },
			hub: { sizes: () => ({ readers: 2, watching: true, orders: 0, alerts: 0, ticks: 0, held: 0 }) },
			baseCurrency: "USD",
			requests: { counts: () => ({ byClass: new Map([["2xx", 5]]), seconds: 0.25 }) },
		},
		pipeline: {
			status: () => ({
				...idleStatus,
				groups: [
					{
						group: "g",
						paused: true,
						handled: 7,
						batches: 2,
						retries: 1,
						deadLetters: 3,
						durations: { sum: 0.5, count: 2, within: BOUNDS.map((bound) => (bound >= 0.25 ? 2 : 0)) },
					},
				],
			}),
		},
	});
}

describe("metrics", () => {
	it("have the dead letters of each state, and the age of the oldest that waits by its group", async () => {
		const text = await metricsOf([]).render();
		expect(text).toContain('orderdeck_dead_letters{state="WAITING"} 3');
		expect(text).toContain('orderdeck_dead_letters{state="DISCARDED"} 0');
		expect(text).toContain('orderdeck_dead_letter_oldest_age_seconds{group="g"} 30');
	});

	it("leaves out lag that is unknown or was never committed: both are not 0", async () => {
		const text = await metricsOf([
			groupLagOf("a", {
				lag_seconds: 1.5,
				waiting: WAITING,
				partitions: [12, "none" as const, "unknown" as const, 0].map((lag, partition) => partitionLagOf(partition, { lag })),
			}),
			groupLagOf("b"),
		]).render();
		expect(text.match(/^kafka_consumergroup_lag\{.*$/gm)).toEqual([
			'kafka_consumergroup_lag{group="a",topic="orders",partition="0"} 12',
			'kafka_consumergroup_lag{group="a",topic="orders",partition="3"} 0',
		]);
		expect(text.match(/^kafka_consumergroup_group_lag_seconds\{.*$/gm)).toEqual(['kafka_consumergroup_group_lag_seconds{group="a"} 1.5']);
	});

	it("reports the status of each group with the words of the API, and nothing of one that is UNKNOWN", async () => {
		const text = await metricsOf([groupLagOf("a", { status: "STALLED" }), groupLagOf("b", { status: "UNKNOWN" })]).render();
		expect(text.match(/^orderdeck_group_status\{.*$/gm)).toEqual(
			["OK", "PAUSED", "BEHIND", "LATE", "REWOUND", "STALLED", "STOPPED", "LOST"].map(
				(status) => `orderdeck_group_status{group="a",status="${status}"} ${status === "STALLED" ? 1 : 0}`,
			),
		);
	});

	it("reports the money that waits by currency, each in its own unit", async () => {
		const text = await metricsOf([groupLagOf("a", { waiting: WAITING })]).render();
		expect(text.match(/^orderdeck_waiting_amount\{.*$/gm)).toEqual([
			'orderdeck_waiting_amount{group="a",currency="USD"} 10.5',
			'orderdeck_waiting_amount{group="a",currency="JPY"} 500',
		]);
	});

	it("reports the objective of each group, and how much was consumed within it", async () => {
		const text = await metricsOf([groupLagOf("g")]).render();
		expect(text).toContain('orderdeck_group_objective_seconds{group="g"} 30');
		expect(text).toContain('orderdeck_consumed_records_total{group="g"} 9');
		expect(text).toContain('orderdeck_consumed_within_objective_total{group="g"} 7');
	});

	it("reports what each group has done, and counts nothing twice when it is read twice", async () => {
		const metrics = metricsOf([]);
		await metrics.render();
		const text = await metrics.render();
		expect(text).toContain('orderdeck_handled_records_total{group="g"} 7');
		expect(text).toContain('orderdeck_dead_letters_total{group="g"} 3');
		expect(text).toContain('orderdeck_retries_total{group="g"} 1');
		expect(text).toContain('orderdeck_group_paused{group="g"} 1');
		expect(text).toContain('orderdeck_http_requests_total{class="2xx"} 5');
		expect(text).toContain("orderdeck_live_readers 2");
	});

	it("reports each product's state and the out-of-stock rate with the words of the API", async () => {
		const text = await metricsOf([]).render();
		expect(text.match(/^orderdeck_product_(?:state|available)\{.*[1-9]\d*$/gm)).toEqual([
			'orderdeck_product_available{product="A"} 20',
			'orderdeck_product_available{product="B"} 3',
			'orderdeck_product_state{product="A",state="ok"} 1',
			'orderdeck_product_state{product="B",state="low"} 1',
			'orderdeck_product_state{product="C",state="out"} 1',
		]);
		expect(text.match(/^orderdeck_out_of_stock_.*$/gm)).toEqual([
			'orderdeck_out_of_stock_ratio{window="10m"} 0.75',
			'orderdeck_out_of_stock_state{state="ok"} 0',
			'orderdeck_out_of_stock_state{state="high"} 1',
		]);
	});

	it.each([
		["nothing was sampled", undefined],
		["stock cannot be read", { products: [], status: stockStatus(0, undefined) }],
		["no order was checked", { products: [], status: stockStatus(0, { states: [], orders: { checked: 0, outOfStock: 0 }, high: 0 }) }],
	])("reports no out-of-stock rate where %s: unknown is not ok", async (_what, stock) => {
		const text = await metricsWith(stock).render();
		expect(text.match(/^orderdeck_out_of_stock_.*$/gm)).toBeNull();
	});

	it("reports how long batches took, each bound counting all that do not exceed it", async () => {
		const text = await metricsOf([]).render();
		expect(text).toContain("# TYPE messaging_process_duration_seconds histogram");
		expect(text).toContain('messaging_process_duration_seconds_bucket{group="g",le="0.1"} 0');
		expect(text).toContain('messaging_process_duration_seconds_bucket{group="g",le="0.25"} 2');
		expect(text).toContain('messaging_process_duration_seconds_bucket{group="g",le="+Inf"} 2');
		expect(text).toContain('messaging_process_duration_seconds_sum{group="g"} 0.5');
		expect(text).toContain('messaging_process_duration_seconds_count{group="g"} 2');
	});

	it("names each metric once", async () => {
		const names = [...(await metricsOf([]).render()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
		expect(new Set(names).size).toBe(names.length);
	});
});
