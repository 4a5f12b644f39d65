/** The payments step on Kafka, against charging one order at a time. */
import { TOPICS } from "@orderdeck/contracts/topics";
import { createKafkaBackend } from "@orderdeck/core/adapters/kafka/backend";
import { createSimulatedGateway, openLedger } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { paymentsStep } from "@orderdeck/core/steps/payments";
import { temporaryDir } from "../../test/daemon.ts";
import type { Row } from "../table.ts";
import { runFor } from "./run-step.ts";

const CHARGED = 4_000;
const CHARGED_ALONE = 20;
const CHARGE_MS = 100;

export async function paymentsRow(brokers: readonly string[]): Promise<Row> {
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
		id: "kafka-payments",
		what: `payments on Kafka, ${CHARGE_MS} ms a charge`,
		value: rate,
		unit: "orders/s",
		floors: [{ value: alone, what: "one at a time", ratio: "times" }],
		bar: "≥ 50 ×",
		met: rate / alone >= 50,
	};
}
