import { readdirSync, readFileSync } from "node:fs";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { expect, it } from "vitest";
import { type CloudWatchInput, cloudWatchLines } from "./cloudwatch-lines.ts";

const group = (name: string, lag: number | null, lag_seconds: number | null, status: GroupLag["status"] = "OK") => ({
	group: name,
	status,
	lag,
	lag_seconds,
});

const UNKNOWN: CloudWatchInput = {
	project: "shop",
	at: 1_000,
	groups: [group("fraud-group", null, null, "UNKNOWN")],
	rates: new Map(),
	deadLetters: new Map(),
	oldestLetters: undefined,
	notReady: new Map(),
	orders: undefined,
	stock: undefined,
	loopDelaySeconds: 0.02,
};

it("each metric has its dimensions and its unit", () => {
	const lines = cloudWatchLines({
		...UNKNOWN,
		groups: [group("fraud-group", 12, 3.5, "STALLED")],
		rates: new Map([["fraud-group", { batches: 4, retries: 0.5 }]]),
		deadLetters: new Map([["fraud-group", 2]]),
		oldestLetters: new Map([["fraud-group", 90]]),
		notReady: new Map([["fraud", 1]]),
		orders: 7,
		stock: { products: { ok: 1, low: 2, out: 1 }, orders: { state: "high" } },
	});
	const metric = (Name: string, Unit = "Count") => ({ Name, Unit });
	const described = (dimensions: string[], metrics: object[]) => ({
		Timestamp: 1_000,
		CloudWatchMetrics: [{ Namespace: "Orderdeck", Dimensions: [dimensions], Metrics: metrics }],
	});
	expect(lines).toEqual([
		{
			_aws: described(
				["Project", "Group"],
				[
					metric("ConsumerGroupLag"),
					metric("ConsumerGroupLagSeconds", "Seconds"),
					metric("ConsumerGroupLate"),
					metric("ConsumerGroupStalled"),
					metric("ConsumerGroupStopped"),
					metric("ConsumerGroupRewound"),
					metric("ConsumerGroupLost"),
					metric("ConsumerGroupPaused"),
					metric("ConsumerGroupBatchesPerSecond", "Count/Second"),
					metric("ConsumerGroupRetriesPerSecond", "Count/Second"),
					metric("DeadLetterRecords"),
					metric("DeadLetterOldestSeconds", "Seconds"),
				],
			),
			Project: "shop",
			Group: "fraud-group",
			ConsumerGroupLag: 12,
			ConsumerGroupLagSeconds: 3.5,
			ConsumerGroupLate: 0,
			ConsumerGroupStalled: 1,
			ConsumerGroupStopped: 0,
			ConsumerGroupRewound: 0,
			ConsumerGroupLost: 0,
			ConsumerGroupPaused: 0,
			ConsumerGroupBatchesPerSecond: 4,
			ConsumerGroupRetriesPerSecond: 0.5,
			DeadLetterRecords: 2,
			DeadLetterOldestSeconds: 90,
		},
		{ _aws: described(["Project", "Role"], [metric("PipelineNotReady")]), Project: "shop", Role: "fraud", PipelineNotReady: 1 },
		{
			_aws: described(
				["Project"],
				[
					metric("OrdersReceived"),
					metric("OutOfStockRateHigh"),
					metric("ProductsOut"),
					metric("ProductsLow"),
					metric("EventLoopDelaySeconds", "Seconds"),
				],
			),
			Project: "shop",
			OrdersReceived: 7,
			OutOfStockRateHigh: 1,
			ProductsOut: 1,
			ProductsLow: 2,
			EventLoopDelaySeconds: 0.02,
		},
	]);
});

it("what is unknown is omitted: it is not 0", () => {
	expect(cloudWatchLines(UNKNOWN)).toEqual([expect.objectContaining({ Project: "shop", EventLoopDelaySeconds: 0.02 })]);
	const [, ofProject] = cloudWatchLines({
		...{ ...UNKNOWN, groups: [group("fraud-group", 0, null)] },
		stock: { products: null, orders: { state: "unknown" } },
	});
	for (const name of ["OrdersReceived", "OutOfStockRateHigh", "ProductsOut", "ProductsLow"]) expect(ofProject).not.toHaveProperty(name);
	const [line] = cloudWatchLines({ ...UNKNOWN, groups: [group("fraud-group", 0, null)] });
	expect(line).toMatchObject({ ConsumerGroupLag: 0 });
	for (const name of ["ConsumerGroupLagSeconds", "ConsumerGroupRetriesPerSecond", "DeadLetterOldestSeconds"]) {
		expect(line).not.toHaveProperty(name);
	}
});

it("a group without waiting dead letters reports an age of 0, so that its alarm ends", () => {
	const [line] = cloudWatchLines({ ...UNKNOWN, groups: [group("fraud-group", 0, null)], oldestLetters: new Map() });
	expect(line).toMatchObject({ DeadLetterOldestSeconds: 0 });
});

it("every metric that Terraform names is published, and every published one is in its README", () => {
	const published = new Set(
		cloudWatchLines({
			...{ ...UNKNOWN, groups: [group("fraud-group", 0, 0)], rates: new Map([["fraud-group", { batches: 0, retries: 0 }]]) },
			...{ deadLetters: new Map([["fraud-group", 0]]), oldestLetters: new Map(), notReady: new Map([["fraud", 0]]) },
			...{ orders: 0, stock: { products: { ok: 0, low: 0, out: 0 }, orders: { state: "ok" } } },
		}).flatMap((line) => Object.keys(line).filter((name) => !["_aws", "Project", "Group", "Role"].includes(name))),
	);
	const folder = new URL("../../../infra/terraform/", import.meta.url);
	const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
	const files = readdirSync(folder).filter((name) => name.endsWith(".tf"));
	const OURS = /"((?:ConsumerGroup|DeadLetter|Pipeline|Orders|OutOfStock|Products|EventLoop)\w+)"/g;
	const named = new Set(files.flatMap((name) => [...read(name).matchAll(OURS)].map(([, metric]) => metric)));
	expect([...named].filter((name) => name !== undefined && !published.has(name))).toEqual([]);
	const documented = read("README.md");
	expect([...published].filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
	expect(published.size).toBe(18);
});
