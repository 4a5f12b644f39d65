/** On a real Kafka of three brokers: one step against a bare loop, all roles end to end, payments against charging one at a time. */
import { startCluster } from "../../test/kafka/cluster.ts";
import { findJars } from "../../test/kafka/jars.ts";
import { CannotMeasure } from "../against/cannot-measure.ts";
import type { Bench, Figure } from "../bench.ts";
import type { Row } from "../table.ts";
import { flowRow, measureFlow } from "./flow.ts";
import { fraudRound, fraudRow, STEP_ORDERS } from "./fraud.ts";
import { fillOrders } from "./orders.ts";
import { paymentsRow } from "./payments.ts";

export const kafka: Bench = { rows, rounds: { prepare, measure } };

async function rows(): Promise<readonly Row[]> {
	const jars = await findJars("4");
	if ("missing" in jars) {
		console.error(`SKIPPED Kafka: ${jars.missing}`);
		return [];
	}
	await using cluster = await startCluster({ version: "4", jars, brokers: 3 });
	const brokers = cluster.plaintext.split(",");
	await fillOrders(brokers, STEP_ORDERS);
	return [await fraudRow(brokers), await flowRow(brokers), await paymentsRow(brokers)];
}

/** One cluster and its orders for all rounds of both sides; the setting is its address. */
async function prepare() {
	const jars = await findJars("4");
	if ("missing" in jars) throw new CannotMeasure(`kafka cannot be measured: ${jars.missing}`);
	const cluster = await startCluster({ version: "4", jars, brokers: 3 });
	try {
		await fillOrders(cluster.plaintext.split(","), STEP_ORDERS);
		return { setting: cluster.plaintext, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
	} catch (error) {
		await cluster[Symbol.asyncDispose]();
		throw error;
	}
}

async function measure(setting = ""): Promise<readonly Figure[]> {
	const brokers = setting.split(",");
	const { step, bare } = await fraudRound(brokers);
	const { rate } = await measureFlow(brokers);
	return [
		{ name: "all roles on Kafka, one process", value: rate, unit: "orders/s", better: "higher" },
		{ name: "fraud step on Kafka", value: step, unit: "orders/s", better: "higher" },
		{ name: "kafkajs with the same work", value: bare, unit: "orders/s" },
		{ name: "fraud step, share of kafkajs", value: (step / bare) * 100, unit: "%", better: "higher" },
	];
}
