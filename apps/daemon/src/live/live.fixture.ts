/** For tests of what is live: a real SQLite log and store in a folder of their own, orders to put there, and a clock that runs ahead. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { EventOf, OrderEvent } from "@orderdeck/contracts/events";
import { eventId } from "@orderdeck/contracts/events";
import { ORDER_EVENT_TOPICS, PARTITIONS } from "@orderdeck/contracts/topics";
import { createSqliteBackend, createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import type { Clock } from "@orderdeck/core/ports/clock";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import type { PipelineStatus } from "../pipeline/pipeline.ts";

/** Sleeping moves the time and takes no longer than a turn of the event loop. */
export function eagerClock(start = Date.now()): Clock & { advance(ms: number): void } {
	let now = start;
	let ids = 0;
	return {
		now: () => now,
		async sleep(ms, signal) {
			if (signal?.aborted) return;
			now += ms;
			await nextTurn();
		},
		id: () => `clock-${++ids}`,
		random: () => 0.5,
		advance(ms) {
			now += ms;
		},
	};
}

export const idleStatus: PipelineStatus = {
	services: [],
	producer: { running: false, rate: 0, produced: 0, topic: "orders" },
	groups: [],
	ready: true,
	reason: null,
};

export function created(id: string, amount = 100): OrderEvent {
	return {
		type: "ORDER_CREATED",
		id: eventId(id, "ORDER_CREATED"),
		source: "test",
		time: "2024-01-15T10:30:00.000Z",
		topic: "orders",
		key: id,
		data: {
			order_id: id,
			customer_id: 1,
			amount,
			currency: "USD",
			country: "US",
			status: "CREATED",
			created_at: "2024-01-15T10:30:00Z",
			source: "test",
		},
	};
}

export function paid(id: string): EventOf<"PAYMENT_PROCESSED"> {
	return {
		type: "PAYMENT_PROCESSED",
		id: eventId(id, "PAYMENT_PROCESSED"),
		source: "test",
		time: "2024-01-15T10:30:01.000Z",
		topic: "payments",
		key: id,
		data: { order_id: id, status: "PAID", amount: 100, country: "US", timestamp: 1_705_314_601 },
	};
}

export function alerted(id: string): EventOf<"FRAUD_ALERT_RAISED"> {
	return {
		type: "FRAUD_ALERT_RAISED",
		id: eventId(id, "FRAUD_ALERT_RAISED", "R"),
		source: "test",
		time: "2024-01-15T10:30:01.000Z",
		topic: "fraud-alerts",
		key: id,
		data: { order_id: id, reason: "R", amount: 100, country: "US" },
	};
}

/** `log` and `store` are the reader's, as the API's thread has them; `append` writes through the other connection. */
export async function openTestData() {
	const dir = await mkdtemp(join(tmpdir(), "orderdeck-live-"));
	const backend = createSqliteBackend({ dir });
	await backend.log.ensureTopics(ORDER_EVENT_TOPICS.map((topic) => ({ topic, partitions: PARTITIONS })));
	const reader = createSqliteReader({ dir });
	return {
		backend,
		log: reader.log,
		store: reader.store,
		append: (...events: readonly OrderEvent[]) => backend.log.append(events.map(encodeEvent)),
		async [Symbol.asyncDispose]() {
			reader[Symbol.dispose]();
			await backend[Symbol.asyncDispose]();
			await rm(dir, { recursive: true, force: true });
		},
	};
}
