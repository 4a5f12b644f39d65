/** For tests of the runtime: steps run on a real backend in a directory of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deadLetterTopic, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { afterEach, beforeEach } from "vitest";
import { createSqliteBackend, type SqliteBackend } from "../adapters/sqlite/backend.ts";
import { systemClock } from "../adapters/system-clock.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import type { Clock } from "../ports/clock.ts";
import type { LogRecord, NewRecord } from "../ports/event-log.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import type { OutgoingEvent } from "../wire/outgoing-event.ts";
import type { RuntimeObserver } from "./run-options.ts";
import { type RunningStep, runStep } from "./run-step.ts";
import type { Step, StepDeps } from "./step.ts";

export const GROUP = "test-group";

export interface StartOptions {
	readonly work?: UnitOfWork;
	readonly observer?: Partial<RuntimeObserver>;
	readonly maxRecords?: number;
	readonly clock?: Clock;
	readonly restRatio?: number;
	readonly tick?: NonNullable<Step["tick"]>;
}

const silent: RuntimeObserver = {
	retried: () => undefined,
	deadLettered: () => undefined,
	handled: () => undefined,
	failed: () => undefined,
};

/** One step at a time, that reads `orders`. The backend is fresh in each test; a step left running is stopped after it. */
export class Steps {
	#dir = "";
	#backend: SqliteBackend | undefined;
	#stop = new AbortController();
	#running: RunningStep | undefined;

	constructor() {
		beforeEach(async () => {
			this.#dir = mkdtempSync(join(tmpdir(), "run-step-"));
			this.#backend = createSqliteBackend({ dir: this.#dir });
			const topics = [TOPICS.orders, TOPICS.payments, TOPICS.fraudAlerts, deadLetterTopic(GROUP)];
			await this.backend.log.ensureTopics(topics.map((topic) => ({ topic, partitions: PARTITIONS })));
		});
		afterEach(async () => {
			this.stop();
			await this.#running?.done.catch(() => undefined);
			this.backend.close();
			rmSync(this.#dir, { recursive: true, force: true });
		});
	}

	get backend(): SqliteBackend {
		if (this.#backend === undefined) throw new Error("there is a backend only within a test");
		return this.#backend;
	}

	/** Steps of these tests use nothing but what they are given here. Two attempts, then record by record. */
	start(handle: Step["handle"], { maxRecords = 100, clock = systemClock, restRatio = 0, ...overrides }: StartOptions = {}): RunningStep {
		const gateway = { charge: unused, find: unused, refund: unused };
		const settings = { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, rules: [], baseCurrency: "USD" };
		const { log, store } = this.backend;
		const work = overrides.work ?? this.backend.work;
		const deps: StepDeps = { store, gateway, clock, settings, atomic: true };
		const step: Step = { group: GROUP, topics: [TOPICS.orders], handle, ...(overrides.tick === undefined ? {} : { tick: overrides.tick }) };
		const observer = { ...silent, ...overrides.observer };
		this.#stop = new AbortController();
		this.#running = runStep(
			step,
			{ log, work, deps, observer, member: "m1", maxRecords, lingerMs: 0, restRatio, attempts: 2 },
			this.#stop.signal,
		);
		return this.#running;
	}

	stop(): void {
		this.#stop.abort();
	}

	deadLetters(): Promise<LogRecord[]> {
		return this.records(deadLetterTopic(GROUP));
	}

	async records(topic: string): Promise<LogRecord[]> {
		const { log } = this.backend;
		const bounds = await log.bounds([topic]);
		return (await Promise.all(bounds.map(({ partition }) => log.read({ topic, partition, offset: 0 }, 1000)))).flat();
	}

	/** The sum of the group's committed offsets. */
	readonly committed = async (): Promise<number> => {
		const offsets = await this.backend.log.groupOffsets(GROUP);
		return offsets.reduce((sum, { committed: offset }) => sum + (offset ?? 0), 0);
	};
}

function unused(): never {
	throw new Error("not part of this test");
}

export function order(id: number, more: object = {}): NewRecord {
	const body = {
		order_id: id,
		customer_id: 1,
		amount: 10,
		currency: "USD",
		country: "US",
		status: "CREATED",
		created_at: "2026-01-01T00:00:00Z",
		source: "t",
		...more,
	};
	return raw(id, Buffer.from(JSON.stringify(body)));
}

/** All in one partition, so that what comes after a bad record stands behind it. */
export function raw(id: number, value: Uint8Array | null, headers: Record<string, string> = {}): NewRecord {
	return { topic: TOPICS.orders, key: "one-partition", value, headers: { "x-id": String(id), ...headers } };
}

export function idsOf(batch: readonly PlacedEvent[]): number[] {
	return batch.flatMap(({ event }) => (event.type === "ORDER_CREATED" ? [Number(event.data.order_id)] : []));
}

/** An event about each order of the batch. */
export function alertsOf(batch: readonly PlacedEvent[]): OutgoingEvent[] {
	return idsOf(batch).map((id) => ({
		type: "FRAUD_ALERT_RAISED",
		id: `${id}:alert`,
		source: "t",
		time: "2026-01-01T00:00:00.000Z",
		topic: "fraud-alerts",
		key: "one-partition",
		data: { order_id: id, reason: "t", amount: 1, country: "US" },
	}));
}

/** Log and store as two systems: the writes, then what `publish` waits for or throws, then events and offsets. */
export function twoSystems({ store, work }: SqliteBackend, publish: (records: readonly NewRecord[]) => Promise<void>): UnitOfWork {
	return {
		atomic: false,
		async apply({ writes, ...rest }, written) {
			const versions = await store.write(writes);
			written?.();
			await publish(rest.records);
			return { ...(await work.apply({ ...rest, writes: [] })), versions };
		},
	};
}
