/** What a scrape says is what the API says: in a real daemon, with orders at every stage, dead letters, and a group that lags. */
import { isDeepStrictEqual } from "node:util";
import { totalsViewSchema } from "@orderdeck/contracts/analytics/entities";
import { groupLagSchema } from "@orderdeck/contracts/lag/entities";
import { servicesSchema } from "@orderdeck/contracts/services/requests";
import { GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Daemon, startDaemon, temporaryDir, until } from "./daemon.ts";

const POISON = 3;
const lagSchema = z.object({ groups: z.array(groupLagSchema) });
const overviewSchema = z.object({ result: z.object({ data: z.object({ totals: totalsViewSchema }) }) });

/** Samples of one metric, by what its label says. */
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

/** What lies in the log before any daemon runs: each of the four groups that read orders puts it aside. */
async function poison(dir: string): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	await backend.log.ensureTopics([{ topic: TOPICS.orders, partitions: PARTITIONS }]);
	const letters = Array.from({ length: POISON }, (_, n) => ({
		topic: TOPICS.orders,
		key: `bad-${n}`,
		value: Buffer.from("{"),
		headers: {},
	}));
	await backend.log.append(letters);
}

interface Figures {
	readonly lag: Family;
	/** Groups whose lag is known in seconds. */
	readonly aged: readonly string[];
	readonly letters: Family;
	readonly retries: Family;
	readonly handled: Family;
	readonly stages: Family;
	readonly orders: number;
}

async function saidByApi(daemon: Daemon): Promise<Figures> {
	const { groups } = await json(lagSchema, daemon, "/api/lag");
	const { services } = await json(servicesSchema, daemon, "/api/services/status");
	const { totals } = (await json(overviewSchema, daemon, "/trpc/analytics.overview?input=%7B%7D")).result.data;
	const ofGroups = (pick: (service: (typeof services)[number]) => number): Family =>
		Object.fromEntries(
			Object.entries(GROUPS).flatMap(([name, group]) => services.filter(({ role }) => role === name).map((each) => [group, pick(each)])),
		);
	return {
		lag: Object.fromEntries(groups.flatMap(({ group, lag }) => (lag === null ? [] : [[group, lag]]))),
		aged: groups.filter(({ lag_seconds }) => lag_seconds !== null).map(({ group }) => group),
		letters: ofGroups(({ dead_letters }) => dead_letters),
		retries: ofGroups(({ retries }) => retries),
		handled: ofGroups(({ handled }) => handled),
		stages: totals.events,
		orders: totals.order_count,
	};
}

async function scraped({ url }: Daemon): Promise<Figures> {
	const scrape = await (await fetch(`${url}/metrics`)).text();
	return {
		lag: lagByGroup(scrape),
		aged: Object.keys(family(scrape, "kafka_consumergroup_group_lag_seconds", "group")),
		letters: family(scrape, "orderdeck_dead_letters_total", "group"),
		retries: family(scrape, "orderdeck_retries_total", "group"),
		handled: family(scrape, "orderdeck_handled_records_total", "group"),
		stages: family(scrape, "orderdeck_order_events_total", "type"),
		orders: Number(/^orderdeck_orders_total (\S+)$/m.exec(scrape)?.[1]),
	};
}

/** Makes orders, lets all but `behind` catch up, and answers what both say then: read once more where a sample came between. */
async function compare(daemon: Daemon, more: number, behind: readonly string[]): Promise<{ said: Figures; shown: Figures }> {
	const ordersAtLeast = async () => (await json(z.object({ order_count: z.number() }), daemon, "/api/analytics")).order_count >= more;
	await until("orders have come", ordersAtLeast);
	const body = JSON.stringify({ running: false });
	await fetch(`${daemon.url}/api/producer`, { method: "POST", headers: { "content-type": "application/json" }, body });
	await until("the other groups have caught up", async () => {
		const { groups } = await json(lagSchema, daemon, "/api/lag");
		return groups.length === 5 && groups.every(({ group, lag }) => lag !== null && lag > 0 === behind.includes(group));
	});
	let both = { said: await saidByApi(daemon), shown: await scraped(daemon) };
	for (let tries = 0; tries < 100 && !isDeepStrictEqual(both.said, both.shown); tries += 1) {
		await new Promise((resolve) => setTimeout(resolve, 100));
		both = { said: await saidByApi(daemon), shown: await scraped(daemon) };
	}
	return both;
}

describe("a scrape", () => {
	it("has the API's figures", async () => {
		await using dir = await temporaryDir();
		await poison(dir.path);
		const env = { DATA_DIR: dir.path, PRODUCER_RATE: "500", SHIP_DISPATCH_MS: "10", SHIP_DELIVER_MS: "10" };
		{
			await using daemon = await startDaemon({ ...env, PAYMENT_LATENCY_MS: "1" });
			const { said, shown } = await compare(daemon, 300, []);
			expect(shown).toEqual(said);
			const letters = Object.values(GROUPS).map((group) => [group, group === GROUPS.shipping ? 0 : POISON]);
			expect(shown.letters).toEqual(Object.fromEntries(letters));
			expect(shown.stages).toMatchObject({ ORDER_CREATED: shown.orders });
			expect(shown.stages.SHIPMENT_DELIVERED).toBeGreaterThan(0);
			await daemon.end("SIGTERM");
		}
		// Charges take a day: payments stands behind the first batch, and its lag stays what it is.
		await using daemon = await startDaemon({ ...env, PAYMENT_LATENCY_MS: "86400000" });
		const { said, shown } = await compare(daemon, 600, [GROUPS.payments]);
		expect(shown).toEqual(said);
		expect(shown.lag[GROUPS.payments]).toBeGreaterThan(100);
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
