import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { isoOf } from "@orderdeck/core/domain/instant";
import { StoreError } from "@orderdeck/core/ports/errors";
import { expect, it, onTestFinished, vi } from "vitest";
import { type CloudWatchDeps, startCloudWatch } from "./cloudwatch.ts";

const START = 1_000_000;
const unavailable = () => Promise.reject(new StoreError("UNAVAILABLE", "the store is unavailable"));

const fraud = (now: number): ServiceStatus => ({
	...{ role: "fraud", state: "running", instance: "a", version: "1", started_at: isoOf(0), handled: 0, per_second: 0 },
	...{ dead_letters: 0, last_error: null, seen_at: isoOf(now), restarts: null },
	...{ batches: (now - START) / 100, retries: (now - START) / 1000 },
});

const LAG = [{ group: "fraud-group", status: "OK", lag: 0, lag_seconds: null }] as const;

/** What is printed in two turns, as objects, with the turns' lengths and the failures. */
async function twoTurns(changes: Partial<CloudWatchDeps> = {}) {
	const printed: unknown[] = [];
	const slept: number[] = [];
	const failures: unknown[] = [];
	const done = Promise.withResolvers<void>();
	let now = START;
	await using _publisher = startCloudWatch({
		project: "shop",
		lag: { latest: () => ({ groups: LAG }) },
		stock: { latest: () => undefined },
		services: async () => [fraud(now)],
		pipeline: { status: () => ({ ready: true }) },
		loopDelay: { read: () => ({ p99: 0.01 }) },
		log: { topics: async () => [], bounds: async () => [] },
		store: { aggregates: async () => [], letterGroups: async () => [] },
		clock: {
			now: () => now,
			random: () => 0,
			id: () => "id",
			async sleep(ms, signal) {
				slept.push(ms);
				now += ms;
				if (slept.length < 3) return;
				done.resolve();
				await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
			},
		},
		daemonLog: { cloudWatchFailed: (error) => failures.push(error) },
		print: (line) => printed.push(JSON.parse(line)),
		...changes,
	});
	await done.promise;
	return { printed, slept, failures };
}

const of = (printed: readonly unknown[], dimensions: object) =>
	printed.filter((line) => expect.objectContaining(dimensions).asymmetricMatch(line));

it("figures are printed every 30 seconds, with rates from the second time on", async () => {
	const { printed, slept } = await twoTurns();
	expect(slept.slice(0, 2)).toEqual([30_000, 30_000]);
	const [first, second] = of(printed, { Group: "fraud-group" });
	expect(first).not.toHaveProperty("ConsumerGroupRetriesPerSecond");
	expect(second).toMatchObject({ ConsumerGroupBatchesPerSecond: 10, ConsumerGroupRetriesPerSecond: 1 });
	expect(of(printed, { Role: "fraud" })).toMatchObject([{ PipelineNotReady: 0 }, { PipelineNotReady: 0 }]);
	expect(of(printed, { Role: "api" })).toMatchObject([{ PipelineNotReady: 0 }, { PipelineNotReady: 0 }]);
	expect(of(printed, { OrdersReceived: 0 })).toHaveLength(2);
});

it("while the log is unavailable the API is not ready, and what is in the store is printed", async () => {
	const { printed, failures } = await twoTurns({ log: { topics: unavailable, bounds: async () => [] } });
	expect(failures).toHaveLength(2);
	expect(of(printed, { Role: "api", PipelineNotReady: 1 })).toHaveLength(2);
	expect(of(printed, { Role: "fraud", PipelineNotReady: 0 })).toHaveLength(2);
	expect(of(printed, { OrdersReceived: 0 })).toHaveLength(2);
});

it("while the store is unavailable the API is not ready, and the readiness of the others is unknown", async () => {
	const { printed } = await twoTurns({ store: { aggregates: unavailable, letterGroups: unavailable } });
	expect(of(printed, { Role: "api", PipelineNotReady: 1 })).toHaveLength(2);
	expect(of(printed, { Role: "fraud" })).toEqual([]);
});

it("a log that does not respond is unavailable after 5 seconds, and delays no figure further", async () => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	onTestFinished(() => void vi.useRealTimers());
	const turns = twoTurns({ log: { topics: () => new Promise(() => undefined), bounds: async () => [] } });
	await vi.advanceTimersByTimeAsync(10_000);
	const { printed, failures } = await turns;
	const failure = { code: "UNAVAILABLE", message: "dead-letter topics in Kafka: no response within 5000 ms" };
	expect(failures).toMatchObject([failure, failure]);
	expect(of(printed, { Role: "api", PipelineNotReady: 1 })).toHaveLength(2);
	expect(of(printed, { OrdersReceived: 0 })).toHaveLength(2);
});

it("an API whose own pipeline cannot work is not ready", async () => {
	const { printed } = await twoTurns({ pipeline: { status: () => ({ ready: false }) } });
	expect(of(printed, { Role: "api", PipelineNotReady: 1 })).toHaveLength(2);
});
