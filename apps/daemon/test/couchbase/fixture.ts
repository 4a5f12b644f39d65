/** For tests of daemons on Kafka and Couchbase: their environment, orders of another program, and what the daemons report. */
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { z } from "zod";
import { openKafka } from "../../src/pipeline/backend.ts";
import { kafkaUnderTest } from "../fleet/fleet.ts";
import { kafkaEnv } from "../fleet/kafka-env.ts";
import { resetCluster } from "../fleet/reset-cluster.ts";
import { violations } from "../invariants.ts";
import { plainClient, produce, readAll } from "../kafka/plain-client.ts";
import type { Couchbase } from "./couchbase.ts";

/** Deletes the topics and groups; returns the variables of a daemon on both, where an order takes less than a second. */
export async function cleanEnv({ env }: Couchbase): Promise<Record<string, string>> {
	await resetCluster(kafkaUnderTest().plaintext);
	return {
		...kafkaEnv(),
		...env,
		PAYMENT_LATENCY_MS: "20",
		PAYMENT_DECLINE_RATE: "0.05",
		SHIP_DISPATCH_MS: "150",
		SHIP_DELIVER_MS: "200",
		RESTOCK_DELAY_MS: "300",
	};
}

/** The invariants that do not hold, from the topics and the documents alone. The pipeline must have drained. */
export async function brokenInvariants({ store, ledger }: Couchbase): Promise<string[]> {
	await using backend = await openKafka(kafkaUnderTest().kafka, { clientId: "invariants", report: () => undefined });
	// Awaited here: leaving the scope closes what is read.
	return await violations({ log: backend.log, store, ledger: await ledger(), atLeastOnce: true });
}

/** How many records are in the dead-letter topics of all groups. */
export async function deadLetters(): Promise<number> {
	const letters = await Promise.all(Object.values(GROUPS).map((group) => readAll(plainClient(), `${group}.dlq`)));
	return letters.flat().length;
}

const PRICES = [
	{ amount: 19.99, currency: "USD" },
	{ amount: 18.45, currency: "eur" },
	{ amount: 2_999, currency: "JPY" },
	{ amount: 6.125, currency: "KWD" },
];

/** Orders of another program, which needs no store: `count` of them with ids from `first` on, in four currencies. */
export async function produceOrders(first: number, count: number): Promise<void> {
	const order = (id: number) => ({
		order_id: id,
		customer_id: 77,
		...PRICES[id % PRICES.length],
		country: "US",
		status: "CREATED",
		created_at: new Date().toISOString(),
		source: "order-service",
		items: [{ product_id: "PROD-008", name: "Cable Management Kit", price: 19.99, quantity: 1 }],
	});
	const ids = Array.from({ length: count }, (_, index) => first + index);
	await produce(
		plainClient(),
		TOPICS.orders,
		ids.map((id) => ({ key: String(id), value: JSON.stringify(order(id)) })),
	);
}

const dependency = z.object({ ready: z.boolean(), reason: z.string().optional() });
const readySchema = z.object({ dependencies: z.object({ log: dependency, store: dependency, pipeline: dependency }) });
const lagSchema = z.object({ groups: z.array(z.object({ group: z.string(), lag: z.number().nullable() })) });
const servicesSchema = z.object({ services: z.array(z.object({ role: z.string(), state: z.string() })) });

/** What `/readyz` reports. */
export async function readiness(url: string) {
	const response = await fetch(`${url}/readyz`);
	return { status: response.status, ...readySchema.parse(await response.json()).dependencies };
}

/** The lag of the product's groups together, as the console shows it; undefined while that of one of them is not known. */
export async function lagShown(url: string): Promise<number | undefined> {
	const { groups } = lagSchema.parse(await (await fetch(`${url}/api/lag`)).json());
	const ours: ReadonlySet<string> = new Set(Object.values(GROUPS));
	const lags = groups.filter(({ group }) => ours.has(group)).map(({ lag }) => lag);
	return lags.length < ours.size || lags.includes(null) ? undefined : lags.reduce<number>((sum, lag) => sum + (lag ?? 0), 0);
}

/** The state of each role that this daemon runs. */
export async function states(url: string): Promise<ReadonlyMap<string, string>> {
	const { services } = servicesSchema.parse(await (await fetch(`${url}/api/services/status`)).json());
	return new Map(services.map(({ role, state }) => [role, state]));
}
