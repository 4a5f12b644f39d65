/** kafkajs alone: the floor of a step. */
import type { Order } from "@orderdeck/contracts/events";
import { TOPICS } from "@orderdeck/contracts/topics";
import { evaluate } from "@orderdeck/core/domain/fraud-rules";
import { defaultBook } from "@orderdeck/core/domain/rule-book";
import { createRulesAt } from "@orderdeck/core/domain/rules-at";
import { Kafka, logLevel, type Message } from "kafkajs";

export interface BareLoop {
	readonly groupId: string;
	/** Records until it has ended. */
	readonly expected: number;
	/** Whether it does the fraud step's work, too. */
	readonly alerting?: boolean;
}

/** Orders a second without checks, headers read, dead letters or a commit of its own: what it costs to read, and with `alerting` to do the step's work. */
export async function bareLoop(brokers: readonly string[], { groupId, expected, alerting = false }: BareLoop): Promise<number> {
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
			if (seen >= expected) done.resolve();
		},
	});
	await done.promise;
	const seconds = (performance.now() - from) / 1000;
	await consumer.disconnect();
	await producer.disconnect();
	return expected / seconds;
}

const RULES = createRulesAt(defaultBook("USD"))(Date.now()).amounts;

function bareAlerts(order: Order): Message[] {
	return RULES.flatMap(({ rule, live }) => {
		const verdict = live && evaluate(live.terms, order, 1);
		if (live === undefined || verdict === undefined) return [];
		const id = `${order.order_id}:FRAUD_ALERT_RAISED:${rule.id}`;
		const time = new Date().toISOString();
		const { order_id, amount, country } = order;
		const by = { rule: rule.id, rule_version: live.version, facts: verdict.facts, score: verdict.score };
		const alert = { order_id, reason: rule.reason, amount, country, alert_id: id, ...by, raised_at: time };
		const headers = {
			ce_specversion: "1.0",
			ce_type: "FRAUD_ALERT_RAISED",
			ce_id: id,
			ce_source: "fraud-service",
			ce_time: time,
			"content-type": "application/json",
		};
		return [{ key: String(order_id), value: JSON.stringify(alert), headers }];
	});
}
