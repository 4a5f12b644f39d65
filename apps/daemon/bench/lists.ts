/** Newest-50 and filtered lists over a million orders. */

import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { startDaemon, temporaryDir } from "../test/daemon.ts";
import type { Bench, Figure } from "./bench.ts";
import { fillWithViews } from "./order-views.ts";
import { pageCpuMs } from "./page-cpu.ts";
import { drain } from "./pipeline/drain.ts";
import { fillWithOrders } from "./pipeline/waiting-orders.ts";
import { quantile, type Row } from "./table.ts";

const ORDERS = 1_000_000;
const ROUNDS = 100;
const FILTERS: readonly OrderFilter[] = [
	{},
	{ status: ["CANCELLED"] },
	{ country: ["DE"] },
	{ country: ["DE"], minAmount: 400 },
	{ minAmount: 490 },
	{ customer: "4242" },
	{ flagged: true, country: ["CN"] },
	{ status: ["CREATED"], country: ["BR"], minAmount: 300, maxAmount: 310 },
	{ q: "no such text anywhere" },
];

/** Orders as the pipeline leaves them, for the cost of a page. */
const DRAINED = 2_000;

export const lists: Bench = { rows, rounds: { measure } };

interface Lists {
	/** Ms of each page, and of each read of 50 orders by key. */
	readonly taken: readonly number[];
	readonly byKey: readonly number[];
}

async function measure(): Promise<readonly Figure[]> {
	const { taken } = await measureLists();
	return [
		{ name: "lists at 1,000,000 orders, p99 over nine filters", value: quantile(taken, 0.99), unit: "ms", better: "lower" },
		{ name: "CPU time of a page of 50 (REST)", value: await measurePage(), unit: "ms", better: "lower" },
	];
}

async function rows(): Promise<readonly Row[]> {
	const { taken, byKey } = await measureLists();
	const cpuMs = await measurePage();
	const p99 = quantile(taken, 0.99);
	return [
		{
			id: "lists-p99",
			what: "newest-50 and filtered lists at 1,000,000 orders, p99 over nine filters",
			value: p99,
			unit: "ms",
			floors: [{ value: quantile(byKey, 0.99), what: "50 orders by key", ratio: "times" }],
			bar: "≤ 5 ms",
			met: p99 <= 5,
		},
		{
			id: "lists-cpu",
			what: "CPU time of a page of 50 drained orders (REST)",
			value: cpuMs,
			unit: "ms",
			floors: [],
			bar: "≤ 2 ms",
			met: cpuMs <= 2,
		},
	];
}

async function measureLists(): Promise<Lists> {
	await using dir = await temporaryDir();
	await fillWithViews(dir.path, ORDERS);
	using reader = createSqliteReader({ dir: dir.path });
	const [taken, byKey]: [number[], number[]] = [[], []];
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const filter of FILTERS) {
			const from = performance.now();
			await reader.store.listOrders(filter, { limit: 50 });
			taken.push(performance.now() - from);
		}
		const keys = Array.from({ length: 50 }, (_, index) => String(ORDERS - round * 50 - index));
		const from = performance.now();
		await reader.store.get("orders", keys);
		byKey.push(performance.now() - from);
	}
	return { taken, byKey };
}

/** Over views that the version's own pipeline has written, with all their events. */
async function measurePage(): Promise<number> {
	await using dir = await temporaryDir();
	await fillWithOrders(dir.path, DRAINED);
	await drain(dir.path, DRAINED);
	await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "0" });
	return await pageCpuMs(daemon);
}
