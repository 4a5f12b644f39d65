import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { StoreError } from "@orderdeck/core/ports/errors";
import { describe, expect, it } from "vitest";
import { type CloudWatchDeps, cloudWatchLines, startCloudWatch } from "./cloudwatch.ts";

const group = (name: string, lag: number | null, lag_seconds: number | null, status: GroupLag["status"] = "OK") => ({
	group: name,
	status,
	lag,
	lag_seconds,
});

describe("CloudWatch lines", () => {
	it("hold each metric under its dimensions, with its unit", () => {
		const lines = cloudWatchLines({
			project: "shop",
			at: 1_000,
			groups: [group("fraud-group", 12, 3.5, "STALLED")],
			deadLetters: new Map([["fraud-group", 2]]),
			orders: 7,
			outOfStock: "high",
		});
		expect(lines).toEqual([
			{
				_aws: {
					Timestamp: 1_000,
					CloudWatchMetrics: [
						{
							Namespace: "Orderdeck",
							Dimensions: [["Project", "Group"]],
							Metrics: [
								{ Name: "ConsumerGroupLag", Unit: "Count" },
								{ Name: "ConsumerGroupLagSeconds", Unit: "Seconds" },
								{ Name: "ConsumerGroupStalled", Unit: "Count" },
								{ Name: "ConsumerGroupStopped", Unit: "Count" },
								{ Name: "DeadLetterRecords", Unit: "Count" },
							],
						},
					],
				},
				Project: "shop",
				Group: "fraud-group",
				ConsumerGroupLag: 12,
				ConsumerGroupLagSeconds: 3.5,
				ConsumerGroupStalled: 1,
				ConsumerGroupStopped: 0,
				DeadLetterRecords: 2,
			},
			{
				_aws: {
					Timestamp: 1_000,
					CloudWatchMetrics: [
						{
							Namespace: "Orderdeck",
							Dimensions: [["Project"]],
							Metrics: [
								{ Name: "OrdersReceived", Unit: "Count" },
								{ Name: "OutOfStockRateHigh", Unit: "Count" },
							],
						},
					],
				},
				Project: "shop",
				OrdersReceived: 7,
				OutOfStockRateHigh: 1,
			},
		]);
	});

	it("leave out what is not known: it is not 0", () => {
		const input = { project: "shop", at: 1, deadLetters: new Map<string, number>(), orders: undefined, outOfStock: "unknown" as const };
		expect(cloudWatchLines({ ...input, groups: [group("a", null, null, "UNKNOWN")] })).toEqual([]);
		const [line] = cloudWatchLines({ ...input, groups: [group("a", 0, null)] });
		expect(line).toMatchObject({ ConsumerGroupLag: 0 });
		expect(line).not.toHaveProperty("ConsumerGroupLagSeconds");
	});
});

describe("the publisher", () => {
	it("prints known figures every 30 seconds, and logs which it could not read", async () => {
		const printed: string[] = [];
		const slept: number[] = [];
		const failures: unknown[] = [];
		const turn = Promise.withResolvers<void>();
		const deps: CloudWatchDeps = {
			project: "shop",
			lag: { latest: () => undefined },
			stock: { latest: () => undefined },
			log: { topics: () => Promise.reject(new StoreError("UNAVAILABLE", "the log is unavailable")), bounds: async () => [] },
			store: { aggregates: async () => [] },
			clock: {
				now: () => 5,
				random: () => 0,
				id: () => "id",
				async sleep(ms, signal) {
					slept.push(ms);
					if (slept.length < 3) return;
					turn.resolve();
					await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
				},
			},
			daemonLog: { cloudWatchFailed: (error) => failures.push(error) },
			print: (line) => printed.push(line),
		};
		await using _publisher = startCloudWatch(deps);
		await turn.promise;
		expect(slept.slice(0, 2)).toEqual([30_000, 30_000]);
		expect(printed.map((line) => JSON.parse(line))).toMatchObject([{ OrdersReceived: 0 }, { OrdersReceived: 0 }]);
		expect(failures).toHaveLength(2);
	});
});
