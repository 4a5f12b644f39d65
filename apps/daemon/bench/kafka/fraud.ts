/** The fraud step on Kafka, against kafkajs doing the same work. */
import { randomUUID } from "node:crypto";
import { createKafkaBackend } from "@orderdeck/core/adapters/kafka/backend";
import { fraudStep } from "@orderdeck/core/steps/fraud";
import { median, number, type Row } from "../table.ts";
import { bareLoop } from "./bare-loop.ts";
import { NO_DOCUMENTS, runFor } from "./run-step.ts";

export const STEP_ORDERS = 200_000;
const ROUNDS = 5;
/** As in the daemon: run-roles.ts. */
const MAX_RECORDS = 2_000;

/** Orders a second. */
export interface FraudRound {
	readonly step: number;
	readonly bare: number;
	/** A loop that only reads and parses. */
	readonly reading: number;
}

/** Taken by turns, so that a noisy moment falls on all. */
export async function fraudRound(brokers: readonly string[]): Promise<FraudRound> {
	const loop = (alerting: boolean) => bareLoop(brokers, { groupId: `bare-${randomUUID()}`, expected: STEP_ORDERS, alerting });
	const [reading, bare] = [await loop(false), await loop(true)];
	const step = await oneStep(brokers, `bench-fraud-${randomUUID()}`);
	console.error(`orders/s: reading alone ${number(reading)}, bare ${number(bare)}, fraud ${number(step)}`);
	return { reading, bare, step };
}

export async function fraudRow(brokers: readonly string[]): Promise<Row> {
	const rounds: FraudRound[] = [];
	while (rounds.length < ROUNDS) rounds.push(await fraudRound(brokers));
	const [step, bare, reading] = (["step", "bare", "reading"] as const).map((side) => median(rounds.map((round) => round[side])));
	if (step === undefined || bare === undefined || reading === undefined) throw new Error("no rounds");
	return {
		id: "kafka-fraud",
		what: `one step on Kafka (fraud), ${number(STEP_ORDERS)} orders, batches of up to ${number(MAX_RECORDS)}`,
		value: step,
		unit: "orders/s",
		floors: [
			{
				value: bare,
				what: "kafkajs with the same work: `eachBatch`, `JSON.parse`, the rules, `sendBatch` of the alerts",
				ratio: "share",
			},
			{ value: reading, what: "a loop that only reads and parses", ratio: "share" },
		],
		bar: "≥ 80 % of kafkajs with the same work",
		met: step / bare >= 0.8,
	};
}

async function oneStep(brokers: readonly string[], group: string): Promise<number> {
	await using backend = createKafkaBackend({ brokers, clientId: group });
	// With the default rules the fraud step reads no more than the rules. Awaited here: leaving the scope closes the log.
	return await runFor({ ...fraudStep, group }, backend, { store: NO_DOCUMENTS, expected: STEP_ORDERS, maxRecords: MAX_RECORDS });
}
