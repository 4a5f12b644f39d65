import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import { describe, expect, it } from "vitest";
import { idleStatus } from "../live/live.fixture.ts";
import { BOUNDS } from "../pipeline/duration-histogram.ts";
import { createMetrics } from "./metrics.ts";

const partition = (number: number, lag: PartitionLag["lag"]): PartitionLag => ({
	topic: "orders",
	partition: number,
	committed: null,
	end: 0,
	lag,
	lag_seconds: null,
	consume_rate: null,
	produce_rate: null,
	status: "OK",
	eta: { kind: "unknown" },
	owner: null,
});
const group = (name: string, lag_seconds: number | null, partitions: PartitionLag[]): GroupLag => ({
	group: name,
	status: "OK",
	paused: false,
	lag: null,
	lag_seconds,
	consume_rate: null,
	produce_rate: null,
	eta: { kind: "unknown" },
	waiting: { orders: 4, amount: 10.5, oldest_order_id: null, oldest_at: null, at_least: false },
	members: [],
	sampled_at: "2024-01-15T10:30:00.000Z",
	partitions,
});

function metricsOf(groups: readonly GroupLag[]) {
	return createMetrics({
		api: {
			store: { aggregates: async () => [] },
			lag: { latest: () => ({ at: 0, groups }) },
			hub: { sizes: () => ({ readers: 2, watching: true, orders: 0, alerts: 0, ticks: 0, held: 0 }) },
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
	it("leaves out lag that is unknown or was never committed: both are not 0", async () => {
		const text = await metricsOf([
			group("a", 1.5, [partition(0, 12), partition(1, "none"), partition(2, "unknown"), partition(3, 0)]),
			group("b", null, []),
		]).render();
		expect(text.match(/^kafka_consumergroup_lag\{.*$/gm)).toEqual([
			'kafka_consumergroup_lag{group="a",topic="orders",partition="0"} 12',
			'kafka_consumergroup_lag{group="a",topic="orders",partition="3"} 0',
		]);
		expect(text.match(/^kafka_consumergroup_group_lag_seconds\{.*$/gm)).toEqual(['kafka_consumergroup_group_lag_seconds{group="a"} 1.5']);
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
