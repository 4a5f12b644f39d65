/**
 * `node infra/observability/check.ts`: runs a daemon and scrapes its metrics. Every metric that a rule or a dashboard names must exist, and its
 * values must be those of the API. Where Prometheus is installed, a real one scrapes the daemon, evaluates the rules, and runs every query of every
 * dashboard.
 */
import { groupLagSchema } from "@orderdeck/contracts/lag/entities";
import { z } from "zod";
import { type Daemon, startDaemon, temporaryDir, until } from "../../apps/daemon/test/daemon.ts";
import { componentGaps, metricsNamed, panelQueries, rules, runbookGaps } from "./files.ts";
import { startPrometheus } from "./prometheus.ts";

const ORDERS = 200;
const totalsSchema = z.object({ order_count: z.number(), by_currency: z.record(z.string(), z.object({ sales: z.number() })) });
const lagSchema = z.object({ groups: z.array(groupLagSchema) });

let passed = 0;
const wrong: string[] = [];
function expectSame(what: string, got: unknown, wanted: unknown): void {
	if (JSON.stringify(got) === JSON.stringify(wanted)) passed += 1;
	else wrong.push(`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}

await using dir = await temporaryDir();
// First every group commits; then a charge takes a day, so that the lag of payments stays the same until the end.
await produce({ PAYMENT_LATENCY_MS: "1" }, 0, async (first) => void (await first.end("SIGTERM")));
await produce({ PAYMENT_LATENCY_MS: "86400000" }, ORDERS, async (daemon) => {
	expectSame("the runbook", await runbookGaps(), []);
	expectSame("the components of the collector and of Jaeger", await componentGaps(), []);
	await checkScrape(daemon);
	await checkPrometheus(daemon);
});
for (const line of wrong) console.log(line);
console.log(`${passed} passed, ${wrong.length} failed`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Has a daemon produce orders in addition to `before`, stops its producer, and calls `then` once every group that can has caught up. */
async function produce(env: Readonly<Record<string, string>>, before: number, then: (daemon: Daemon) => Promise<void>): Promise<void> {
	await using daemon = await startDaemon({
		DATA_DIR: dir.path,
		PRODUCER_RATE: "200",
		SHIP_DISPATCH_MS: "10",
		SHIP_DELIVER_MS: "10",
		...env,
	});
	const { url } = daemon;
	const count = async () => totalsSchema.parse(await (await fetch(`${url}/api/analytics`)).json()).order_count;
	await until(`${before + ORDERS} orders have arrived`, async () => (await count()) >= before + ORDERS);
	const body = JSON.stringify({ running: false });
	const stopped = await fetch(`${url}/api/producer`, { method: "POST", headers: { "content-type": "application/json" }, body });
	if (!stopped.ok) throw new Error(`the producer was not stopped: ${await stopped.text()}`);
	const behind = before === 0 ? [] : ["payments-group"];
	await until("the groups have caught up", async () => {
		const groups = await lagOf(url);
		// No groups: nothing has been sampled yet.
		return groups.length > 0 && groups.every(({ group, lag }) => lag !== null && lag > 0 === behind.includes(group));
	});
	await then(daemon);
}

async function lagOf(url: string) {
	return lagSchema.parse(await (await fetch(`${url}/api/lag`)).json()).groups;
}

async function checkScrape({ url }: Daemon): Promise<void> {
	const scrape = await (await fetch(`${url}/metrics`)).text();
	const families = new Set([...scrape.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ""));
	const all = await rules();
	const recorded = new Set(all.map(({ record }) => record));
	const expressions = [...all.map(({ expr }) => expr), ...(await panelQueries()).map(({ expression }) => expression)];
	const missing = [...metricsNamed(expressions)].filter(
		(name) => !families.has(name) && !families.has(name.replace(/_(?:sum|count|bucket)$/, "")) && !recorded.has(name),
	);
	expectSame("metrics that rules or dashboards name and a daemon lacks", missing, []);

	const totals = totalsSchema.parse(await (await fetch(`${url}/api/analytics`)).json());
	expectSame("orders", figureOf(scrape, "orderdeck_orders_total"), totals.order_count);
	for (const [currency, { sales }] of Object.entries(totals.by_currency)) {
		expectSame(`sales in ${currency}`, figureOf(scrape, `orderdeck_sales_total{currency="${currency}"}`), sales);
	}
	for (const { group, lag, partitions, waiting } of await lagOf(url)) {
		const sum = partitions.reduce(
			(all, { topic, partition }) =>
				all + (figureOf(scrape, `kafka_consumergroup_lag{group="${group}",topic="${topic}",partition="${partition}"}`) ?? 0),
			0,
		);
		expectSame(`lag of ${group}`, sum, lag);
		expectSame(`orders waiting behind ${group}`, figureOf(scrape, `orderdeck_waiting_orders{group="${group}"}`), waiting.orders);
		const { amount, currency } = waiting;
		const waits = figureOf(scrape, `orderdeck_waiting_amount{group="${group}",currency="${currency}"}`);
		expectSame(`money waiting behind ${group}`, waits, amount);
	}
}

function figureOf(scrape: string, series: string): number | undefined {
	const line = scrape.split("\n").find((each) => each.startsWith(`${series} `));
	return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

async function checkPrometheus({ url }: Daemon): Promise<void> {
	await using prometheus = await startPrometheus(new URL(url).host);
	if (prometheus === undefined) {
		console.log("SKIPPED a real Prometheus: it is not installed");
		return;
	}
	const lags = await lagOf(url);
	const wanted = Object.fromEntries(lags.map(({ group, lag }) => [group, lag]).toSorted());
	let seen: Record<string, number> = {};
	await until("the rules have been evaluated", async () => {
		const samples = await prometheus.query("group:kafka_consumergroup_lag:sum");
		seen = Object.fromEntries(samples.map(({ labels, value }) => [labels.group ?? "", value] as const).toSorted());
		return samples.length === lags.length;
	});
	expectSame("lag by the recorded rule", seen, wanted);
	for (const { where, expression } of await panelQueries()) {
		try {
			await prometheus.query(expression.replaceAll(/\$(?:group|instance)/g, ".*"));
			passed += 1;
		} catch (error) {
			wrong.push(`${where}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}
