/** On a real Kafka of three brokers: one step against a bare loop, all roles end to end, payments against charging one at a time. */
import type { Order } from "@orderdeck/contracts/events";
import { GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { createKafkaBackend, type KafkaBackend } from "@orderdeck/core/adapters/kafka/backend";
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import { createSimulatedGateway, openLedger } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { alertsFor, DEFAULT_RULES } from "@orderdeck/core/domain/fraud-rules";
import { orderCreated } from "@orderdeck/core/domain/order-created";
import { newProduct } from "@orderdeck/core/domain/stock";
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { runStep } from "@orderdeck/core/runtime/run-step";
import type { Step } from "@orderdeck/core/runtime/step";
import { fraudStep } from "@orderdeck/core/steps/fraud";
import { paymentsStep } from "@orderdeck/core/steps/payments";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { Kafka, logLevel, type Message } from "kafkajs";
import { runRoles } from "../src/pipeline/run-roles.ts";
import { temporaryDir } from "../test/daemon.ts";
import { startCluster } from "../test/kafka/cluster.ts";
import { findJars } from "../test/kafka/jars.ts";
import type { Bench } from "./bench.ts";
import { median, perSecond, type Row } from "./table.ts";

const STEP_ORDERS = 200_000;
const STEP_ROUNDS = 5;
/** As in the daemon: run-roles.ts. */
const STEP_BATCH = 2_000;
const FLOW_ORDERS = 20_000;
const CHARGED = 4_000;
const CHARGED_ALONE = 20;
const CHARGE_MS = 100;
const AT_ONCE = 500;
const never = () => Promise.reject(new Error("not asked for in this measurement"));
const silent = { retried: () => undefined, deadLettered: () => undefined, handled: () => undefined, failed: () => undefined };
const settings = { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, rules: DEFAULT_RULES, baseCurrency: "USD" };

export const kafka: Bench = { rows: kafkaRows };

async function kafkaRows(): Promise<readonly Row[]> {
	const jars = await findJars("4");
	if ("missing" in jars) {
		console.error(`SKIPPED Kafka: ${jars.missing}`);
		return [];
	}
	await using cluster = await startCluster({ version: "4", jars, brokers: 3 });
	console.error("Kafka is ready");
	const brokers = cluster.plaintext.split(",");
	return [await stepRow(brokers), await flowRow(brokers), await paymentsRow(brokers)];
}

/** The topics, and so many orders in them. */
export async function fillOrders(brokers: readonly string[], count: number): Promise<void> {
	await using backend = createKafkaBackend({ brokers, clientId: "bench-fill" });
	const have = (await backend.log.topics()).map(({ topic }) => topic);
	const topics = [...Object.values(TOPICS), ...Object.values(GROUPS).map((group) => `${group}.dlq`)];
	await backend.log.ensureTopics(topics.filter((topic) => !have.includes(topic)).map((topic) => ({ topic, partitions: PARTITIONS })));
	const generate = createOrderGenerator({ seed: 1 });
	const before = (await backend.log.bounds([TOPICS.orders])).reduce((sum, { end }) => sum + end, 0);
	for (let first = before + 1; first <= count; first += AT_ONCE) {
		const createdAt = new Date().toISOString();
		const orders = Array.from({ length: AT_ONCE }, (_, index) => generate(first + index, createdAt));
		await backend.log.append(orders.map((order) => encodeEvent(orderCreated(order))));
	}
}

async function stepRow(brokers: readonly string[]): Promise<Row> {
	await fillOrders(brokers, STEP_ORDERS);
	console.error("the orders are there");
	// Taken by turns, so that a noisy moment falls on all.
	const rounds: { step: number; bare: number; reading: number }[] = [];
	for (let round = 0; round < STEP_ROUNDS; round += 1) {
		const reading = await bareLoop(brokers, `reading-${round}`);
		const bare = await bareLoop(brokers, `bare-${round}`, { alerting: true });
		const step = await oneStep(brokers, `bench-fraud-${round}`);
		console.error(`reading alone ${perSecond(reading)}, bare ${perSecond(bare)}, fraud ${perSecond(step)}`);
		rounds.push({ reading, bare, step });
	}
	const [step, bare] = [median(rounds.map((round) => round.step)), median(rounds.map((round) => round.bare))];
	const ratio = median(rounds.map((round) => round.step / round.bare));
	const ofReading = median(rounds.map((round) => round.step / round.reading));
	const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
	return {
		what: `one step on Kafka (fraud), ${STEP_ORDERS.toLocaleString("en-US")} orders, batches of up to ${STEP_BATCH}`,
		measured: perSecond(step),
		floor: `${perSecond(bare)} (kafkajs doing the same: \`eachBatch\`, \`JSON.parse\`, the rules, \`sendBatch\` of the alerts); ${percent(ratio)}; ${percent(ofReading)} of a loop that only reads and parses`,
		bar: "≥ 70 % of the floor",
		met: ratio >= 0.7,
	};
}

/** kafkajs alone, without checks, headers read, dead letters or a commit of its own: what it costs to read, and with `alerting` to do the step's job. */
async function bareLoop(brokers: readonly string[], groupId: string, { alerting = false } = {}): Promise<number> {
	const kafka = new Kafka({ clientId: "bare", brokers: [...brokers], logLevel: logLevel.NOTHING });
	const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
	const consumer = kafka.consumer({ groupId });
	if (alerting) await producer.connect();
	await consumer.connect();
	await consumer.subscribe({ topics: [TOPICS.orders], fromBeginning: true });
	const done = Promise.withResolvers<void>();
	let seen = 0;
	let from = 0;
	await consumer.run({
		async eachBatch({ batch }) {
			from ||= performance.now();
			const orders = batch.messages.map(({ value }) => JSON.parse(String(value)));
			const messages = alerting ? orders.flatMap(bareAlerts) : [];
			if (messages.length > 0) await producer.sendBatch({ topicMessages: [{ topic: TOPICS.fraudAlerts, messages }], acks: -1 });
			seen += orders.length;
			if (seen >= STEP_ORDERS) done.resolve();
		},
	});
	await done.promise;
	const seconds = (performance.now() - from) / 1000;
	await consumer.disconnect();
	await producer.disconnect();
	return STEP_ORDERS / seconds;
}

function bareAlerts(order: Order): Message[] {
	return alertsFor(DEFAULT_RULES, order, { recent: [] }).map(({ rule, score }) => {
		const id = `${order.order_id}:FRAUD_ALERT_RAISED:${rule.id}`;
		const time = new Date().toISOString();
		const { order_id, amount, country } = order;
		const alert = { order_id, reason: rule.reason, amount, country, alert_id: id, rule: rule.id, score, raised_at: time };
		const headers = {
			ce_specversion: "1.0",
			ce_type: "FRAUD_ALERT_RAISED",
			ce_id: id,
			ce_source: "fraud-service",
			ce_time: time,
			"content-type": "application/json",
		};
		return { key: String(order_id), value: JSON.stringify(alert), headers };
	});
}

async function oneStep(brokers: readonly string[], group: string): Promise<number> {
	await using backend = createKafkaBackend({ brokers, clientId: group });
	// With the default rules the fraud step reads no store.
	const store = { get: never, write: never } as unknown as OrderStore;
	// Awaited here: leaving the scope closes the log.
	return await runFor({ ...fraudStep, group }, backend, { store, expected: STEP_ORDERS, maxRecords: STEP_BATCH });
}

interface StepRun {
	readonly store: OrderStore;
	readonly expected: number;
	readonly maxRecords: number;
	readonly gateway?: ReturnType<typeof createSimulatedGateway>;
}

/** Records a second from the first batch on until so many are handled. */
async function runFor(step: Step, { log, logWork }: KafkaBackend, { store, expected, maxRecords, gateway }: StepRun): Promise<number> {
	const stop = new AbortController();
	let [handled, from] = [0, 0];
	const deps = { store, gateway: gateway ?? { charge: never, find: never, refund: never }, clock: systemClock, settings, atomic: false };
	const watched: Step = {
		...step,
		handle(batch, given) {
			from ||= performance.now();
			return step.handle(batch, given);
		},
	};
	const observer = {
		...silent,
		handled(_group: string, records: number) {
			handled += records;
			if (handled >= expected) stop.abort();
		},
	};
	const work = createOrderedWork({ store, log: logWork });
	await runStep(watched, { log, work, deps, observer, member: step.group, maxRecords, lingerMs: 0, attempts: 3 }, stop.signal).done;
	return expected / ((performance.now() - from) / 1000);
}

async function flowRow(brokers: readonly string[]): Promise<Row> {
	await using dir = await temporaryDir();
	await using store = createSqliteBackend({ dir: dir.path });
	await using ledger = openLedger(dir.path);
	await using backend = createKafkaBackend({ brokers, clientId: "bench-flow" });
	const stocked = CATALOG.map((item) => newProduct({ ...item, stock: 10_000_000 }));
	await store.store.write(stocked.map((doc) => ({ op: "insert", collection: "products", key: doc.product_id, doc }) as const));
	// The groups begin where the topic holds just so many orders more.
	const places = await startOf(backend);
	for (const group of Object.values(GROUPS)) await backend.log.seek(group, places);
	const bounds = await backend.log.bounds([TOPICS.orders]);
	const expected = bounds.reduce(
		(sum, { partition, end }) => sum + end - (places.find((place) => place.partition === partition)?.offset ?? 0),
		0,
	);
	const options = {
		roles: ["fraud", "payments", "inventory", "shipping", "analytics"] as const,
		settings,
		producer: { topic: TOPICS.orders, rate: 0, seed: 1 },
		retentionMs: 86_400_000,
		version: "bench",
		instance: "bench",
	};
	const gateway = createSimulatedGateway({ clock: systemClock, ledger, latencyMs: 0, declineRate: 0.02 });
	const work = createOrderedWork({ store: store.store, log: backend.logWork });
	const from = performance.now();
	await using _roles = await runRoles(options, {
		log: backend.log,
		store: store.store,
		work,
		gateway,
		clock: systemClock,
		report: () => undefined,
	});
	for (;;) {
		await systemClock.sleep(100);
		const { events, cancelled } = totalsOf(await store.store.aggregates(), "USD");
		if ((events.SHIPMENT_DELIVERED ?? 0) + Object.values(cancelled).reduce((sum, count) => sum + count, 0) >= expected) break;
		if (performance.now() - from > 240_000) throw new Error("the flow did not drain within four minutes");
	}
	const rate = expected / ((performance.now() - from) / 1000);
	return {
		what: `all roles on Kafka, one process, embedded store: ${expected.toLocaleString("en-US")} orders to the terminal state`,
		measured: perSecond(rate),
		floor: "",
		bar: "none",
		met: true,
	};
}

/** In each partition of orders the place from which a share of FLOW_ORDERS is left. */
async function startOf({ log }: KafkaBackend) {
	const bounds = await log.bounds([TOPICS.orders]);
	return bounds.map(({ topic, partition, end }) => ({ topic, partition, offset: Math.max(0, end - Math.floor(FLOW_ORDERS / PARTITIONS)) }));
}

async function paymentsRow(brokers: readonly string[]): Promise<Row> {
	await using dir = await temporaryDir();
	await using store = createSqliteBackend({ dir: dir.path });
	await using ledger = openLedger(dir.path);
	await using backend = createKafkaBackend({ brokers, clientId: "bench-payments" });
	const gateway = createSimulatedGateway({ clock: systemClock, ledger, latencyMs: CHARGE_MS, declineRate: 0.02 });
	const from = performance.now();
	for (let id = 0; id < CHARGED_ALONE; id += 1) {
		await gateway.charge({ idempotencyKey: `alone-${id}`, orderId: `alone-${id}`, amount: 1, currency: "USD" });
	}
	const alone = CHARGED_ALONE / ((performance.now() - from) / 1000);
	const step = { ...paymentsStep, group: "bench-payments", topics: [TOPICS.orders] };
	const rate = await runFor(step, backend, { store: store.store, expected: CHARGED, maxRecords: 1_000, gateway });
	return {
		what: `payments on Kafka, ${CHARGE_MS} ms a charge`,
		measured: perSecond(rate),
		floor: `${perSecond(alone)} (one at a time); ${(rate / alone).toFixed(0)} times`,
		bar: "≥ 50 times the floor",
		met: rate / alone >= 50,
	};
}
