/** A scrape has the same values as the API: a real daemon with orders at every stage, dead letters, and a group that lags. */
import { isDeepStrictEqual } from "node:util";
import { totalsViewSchema } from "@orderdeck/contracts/analytics/entities";
import { inventorySchema } from "@orderdeck/contracts/inventory/requests";
import { groupLagSchema } from "@orderdeck/contracts/lag/entities";
import { servicesSchema } from "@orderdeck/contracts/services/requests";
import { GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Daemon, startDaemon, temporaryDir, until } from "./daemon.ts";

const INVALID = 3;
const lagSchema = z.object({ groups: z.array(groupLagSchema) });
const overviewSchema = z.object({ result: z.object({ data: z.object({ totals: totalsViewSchema }) }) });

/** Samples of one metric, by the value of a label. */
type Family = Readonly<Record<string, number>>;

function family(scrape: string, name: string, label: string): Family {
	const lines = scrape.matchAll(new RegExp(`^${name}\\{(.*)\\} (\\S+)$`, "gm"));
	const samples = [...lines].map(
		([, labels = "", value]) => [new RegExp(`${label}="([^"]*)"`).exec(labels)?.[1] ?? "", Number(value)] as const,
	);
	return Object.fromEntries(samples);
}

async function json<T>(schema: z.ZodType<T>, { url }: Daemon, path: string): Promise<T> {
	return schema.parse(await (await fetch(`${url}${path}`)).json());
}

/** Appends invalid records before any daemon runs: each of the four groups that read orders sends them to its dead letters. */
async function appendInvalid(dir: string): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	await backend.log.ensureTopics([{ topic: TOPICS.orders, partitions: PARTITIONS }]);
	const letters = Array.from({ length: INVALID }, (_, n) => ({
		topic: TOPICS.orders,
		key: `bad-${n}`,
		value: Buffer.from("{"),
		headers: {},
	}));
	await backend.log.append(letters);
}

interface Values {
	readonly lag: Family;
	/** Groups whose lag is known in seconds. */
	readonly aged: readonly string[];
	readonly letters: Family;
	readonly retries: Family;
	readonly batches: Family;
	readonly handled: Family;
	readonly stages: Family;
	/** Units by product. */
	readonly available: Family;
	/** State by product. */
	readonly states: readonly string[];
	/** Of the out-of-stock rate: by window, and its state. */
	readonly rate: Family;
	readonly rateState: string | undefined;
	readonly orders: number;
}

async function valuesOfApi(daemon: Daemon): Promise<Values> {
	const { groups } = await json(lagSchema, daemon, "/api/lag");
	const { services } = await json(servicesSchema, daemon, "/api/services/status");
	const { totals } = (await json(overviewSchema, daemon, "/trpc/analytics.overview?input=%7B%7D")).result.data;
	const { products, stock } = await json(inventorySchema, daemon, "/api/inventory");
	const ofGroups = (pick: (service: (typeof services)[number]) => number): Family =>
		Object.fromEntries(
			Object.entries(GROUPS).flatMap(([name, group]) => services.filter(({ role }) => role === name).map((each) => [group, pick(each)])),
		);
	return {
		lag: Object.fromEntries(groups.flatMap(({ group, lag }) => (lag === null ? [] : [[group, lag]]))),
		aged: groups.filter(({ lag_seconds }) => lag_seconds !== null).map(({ group }) => group),
		letters: ofGroups(({ dead_letters }) => dead_letters),
		retries: ofGroups(({ retries }) => retries),
		batches: ofGroups(({ batches }) => batches ?? Number.NaN),
		handled: ofGroups(({ handled }) => handled),
		stages: totals.events,
		available: Object.fromEntries(products.map(({ product_id, available }) => [product_id, available])),
		states: products.map(({ product_id, state }) => `${product_id} ${state}`),
		rate: typeof stock?.orders.rate === "number" ? { [`${stock.orders.window_minutes}m`]: stock.orders.rate } : {},
		rateState: stock?.orders.state,
		orders: totals.order_count,
	};
}

async function valuesOfScrape({ url }: Daemon): Promise<Values> {
	const scrape = await (await fetch(`${url}/metrics`)).text();
	return {
		lag: lagByGroup(scrape),
		aged: Object.keys(family(scrape, "kafka_consumergroup_group_lag_seconds", "group")),
		letters: family(scrape, "orderdeck_dead_letters_total", "group"),
		retries: family(scrape, "orderdeck_retries_total", "group"),
		batches: family(scrape, "orderdeck_handled_batches_total", "group"),
		handled: family(scrape, "orderdeck_handled_records_total", "group"),
		stages: family(scrape, "orderdeck_order_events_total", "type"),
		available: family(scrape, "orderdeck_product_available", "product"),
		states: [...scrape.matchAll(/^orderdeck_product_state\{product="([^"]+)",state="([^"]+)"\} 1$/gm)].map(
			([, id, state]) => `${id} ${state}`,
		),
		rate: family(scrape, "orderdeck_out_of_stock_ratio", "window"),
		rateState: Object.entries(family(scrape, "orderdeck_out_of_stock_state", "state")).find(([, value]) => value === 1)?.[0],
		orders: Number(/^orderdeck_orders_total (\S+)$/m.exec(scrape)?.[1]),
	};
}

/** Waits for orders, lets all groups but `behind` catch up, and returns both: equal, or the last that differed. */
async function compare(daemon: Daemon, more: number, behind: readonly string[]): Promise<{ fromApi: Values; fromScrape: Values }> {
	const ordersAtLeast = async () => (await json(z.object({ order_count: z.number() }), daemon, "/api/analytics")).order_count >= more;
	await until("orders are counted", ordersAtLeast);
	const body = JSON.stringify({ running: false });
	await fetch(`${daemon.url}/api/producer`, { method: "POST", headers: { "content-type": "application/json" }, body });
	await until("the other groups have caught up", async () => {
		const { groups } = await json(lagSchema, daemon, "/api/lag");
		return groups.length === 5 && groups.every(({ group, lag }) => lag !== null && lag > 0 === behind.includes(group));
	});
	const both = async () => ({ fromApi: await valuesOfApi(daemon), fromScrape: await valuesOfScrape(daemon) });
	let read = await both();
	const agree = async () => {
		read = await both();
		return isDeepStrictEqual(read.fromApi, read.fromScrape);
	};
	// A sample of lag between the two reads makes them differ. If they always do, the caller shows the difference.
	await until("both agree", agree, 60_000).catch(() => undefined);
	return read;
}

describe("a scrape", () => {
	it("has the values of the API", async () => {
		await using dir = await temporaryDir();
		await appendInvalid(dir.path);
		const env = { DATA_DIR: dir.path, PRODUCER_RATE: "500", SHIP_DISPATCH_MS: "10", SHIP_DELIVER_MS: "10" };
		{
			await using daemon = await startDaemon({ ...env, PAYMENT_LATENCY_MS: "1" });
			const { fromApi, fromScrape } = await compare(daemon, 300, []);
			expect(fromScrape).toEqual(fromApi);
			const letters = Object.values(GROUPS).map((group) => [group, group === GROUPS.shipping ? 0 : INVALID]);
			expect(fromScrape.letters).toEqual(Object.fromEntries(letters));
			expect(fromScrape.stages).toMatchObject({ ORDER_CREATED: fromScrape.orders });
			expect(fromScrape.stages.SHIPMENT_DELIVERED).toBeGreaterThan(0);
			// 500 orders a second are more than the supplier delivers.
			expect(fromScrape.rateState).toBe("high");
			await daemon.end("SIGTERM");
		}
		// Charges take a day: payments waits for its first batch, and its lag stays the same.
		await using daemon = await startDaemon({ ...env, PAYMENT_LATENCY_MS: "86400000" });
		const { fromApi, fromScrape } = await compare(daemon, 600, [GROUPS.payments]);
		expect(fromScrape).toEqual(fromApi);
		expect(fromScrape.lag[GROUPS.payments]).toBeGreaterThan(100);
	});

	it("has how long batches took and how late the event loops are, in the field's names", async () => {
		await using dir = await temporaryDir();
		await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "100" });
		const read = async () => (await fetch(`${daemon.url}/metrics`)).text();
		const counts = (scrape: string) => family(scrape, "messaging_process_duration_seconds_count", "group");
		await until("fraud has handled something", async () => (counts(await read())[GROUPS.fraud] ?? 0) > 0);
		const scrape = await read();
		for (const group of Object.values(GROUPS)) {
			const lines = [
				...scrape.matchAll(new RegExp(`^messaging_process_duration_seconds_bucket\\{group="${group}",le="([^"]+)"\\} (\\d+)$`, "gm")),
			];
			const within = lines.map(([, , count]) => Number(count));
			expect(lines.at(-1)?.[1]).toBe("+Inf");
			expect(within).toEqual(within.toSorted((a, b) => a - b));
			expect(within.at(-1)).toBe(counts(scrape)[group]);
			expect(within.at(-1)).toBe(family(scrape, "orderdeck_handled_batches_total", "group")[group]);
		}
		expect(family(scrape, "nodejs_eventloop_delay_p99_seconds", "thread").pipeline).toBeGreaterThan(0);
		expect(scrape).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/m);
	});
});

function lagByGroup(scrape: string): Family {
	const sums: Record<string, number> = {};
	for (const [, group = "", value] of scrape.matchAll(/^kafka_consumergroup_lag\{group="([^"]+)",.*\} (\S+)$/gm)) {
		sums[group] = (sums[group] ?? 0) + Number(value);
	}
	return sums;
}
