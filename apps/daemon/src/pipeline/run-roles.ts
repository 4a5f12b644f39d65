/** Runs the roles of this process over one backend: the producer, the steps, the replays, retention. */
import { randomInt } from "node:crypto";
import { deadLetterTopic, PARTITIONS, type Role, TOPICS } from "@orderdeck/contracts/topics";
import type { Commands } from "@orderdeck/core/commands/commands";
import { createCommands } from "@orderdeck/core/commands/create-commands";
import { createOrderIds } from "@orderdeck/core/commands/order-ids";
import { createReplays, type Replays } from "@orderdeck/core/commands/replay";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { isoOf } from "@orderdeck/core/domain/instant";
import type { OwnStatus } from "@orderdeck/core/domain/service-registry";
import { newProduct } from "@orderdeck/core/domain/stock";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import type { PaymentGateway } from "@orderdeck/core/ports/payment-gateway";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { createProducer } from "@orderdeck/core/producer/producer";
import { type RunningStep, runStep } from "@orderdeck/core/runtime/run-step";
import type { Step, StepSettings } from "@orderdeck/core/runtime/step";
import { analyticsStep } from "@orderdeck/core/steps/analytics";
import { fraudStep } from "@orderdeck/core/steps/fraud";
import { inventoryStep } from "@orderdeck/core/steps/inventory";
import { paymentsStep } from "@orderdeck/core/steps/payments";
import { shippingStep } from "@orderdeck/core/steps/shipping";
import type { OrderTracing } from "../tracing/order-tracing.ts";
import { createMeters, type Meter } from "./meters.ts";
import type { PipelineStatus } from "./pipeline.ts";
import { runServiceBeats } from "./service-beats.ts";

export interface RolesOptions {
	readonly roles: readonly Role[];
	readonly settings: StepSettings;
	readonly producer: { readonly topic: string; readonly rate: number; readonly seed: number | undefined };
	readonly retentionMs: number;
	readonly version: string;
	/** Names this process among others, on screen and as a member of groups. */
	readonly instance: string;
}

export interface RolesDeps {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly work: UnitOfWork;
	readonly gateway: PaymentGateway;
	readonly clock: Clock;
	readonly report: (level: "debug" | "info" | "warn" | "error", event: string, fields: Readonly<Record<string, unknown>>) => void;
	/** Undefined: nothing is traced. */
	readonly tracing?: OrderTracing | undefined;
}

/** Disposing drains: resolves when all loops have ended. */
export interface RunningRoles extends AsyncDisposable {
	readonly commands: Commands;
	status(): PipelineStatus;
	/** Rejects when a loop could not go on. */
	readonly failed: Promise<never>;
}

const STEPS: Partial<Record<Role, Step>> = {
	fraud: fraudStep,
	payments: paymentsStep,
	inventory: inventoryStep,
	shipping: shippingStep,
	analytics: analyticsStep,
};
/**
 * An order's view is written once a batch, however many of its events are in it: what waits a little is written less often. Under load
 * analytics rests twice as long as it worked where it shares its thread, and then takes what several turns of the others have brought.
 */
const ANALYTICS_LINGER_MS = 150;
const ANALYTICS_REST_RATIO = 2;
const ANALYTICS_TURNS = 4;
/**
 * How many orders' worth of records a batch holds at most. All groups take as many orders at a turn, each with as many records as its
 * topics carry of one: so the later stages keep up with the earlier ones, and few orders are under way at a time.
 */
const ORDERS_A_BATCH = 500;
/** Where log and store are two systems a batch costs round trips and not a transaction; yet less than what a member buffers. */
const ORDERS_A_DISTANT_BATCH = 2_000;
const RECORDS_A_DISTANT_BATCH = 8_000;
const RECORDS_AN_ORDER: Readonly<Record<string, number>> = {
	[fraudStep.group]: 1,
	[paymentsStep.group]: 2,
	[inventoryStep.group]: 6,
	[shippingStep.group]: 3,
	[analyticsStep.group]: 8 * ANALYTICS_TURNS,
};
const ATTEMPTS = 5;
const HOUSE_EVERY_MS = 60_000;
/** A replay writes its progress many times a second. */
const ABANDONED_MS = 120_000;

function maxRecordsOf({ group }: Step, { atomic }: UnitOfWork): number {
	const anOrder = RECORDS_AN_ORDER[group] ?? 1;
	return atomic ? ORDERS_A_BATCH * anOrder : Math.min(ORDERS_A_DISTANT_BATCH * anOrder, RECORDS_A_DISTANT_BATCH);
}

/** Starts the roles; topics and products that are missing are created first. */
export async function runRoles(options: RolesOptions, deps: RolesDeps): Promise<RunningRoles> {
	const { log, store, clock, tracing } = deps;
	const work = tracing?.work(deps.work) ?? deps.work;
	const stop = new AbortController();
	const { instance } = options;
	const steps = options.roles.flatMap((role) => (STEPS[role] === undefined ? [] : [{ role, step: STEPS[role] }]));
	await prepare(options, deps);

	const ids = createOrderIds({ store, work });
	const generate = createOrderGenerator({ seed: options.producer.seed ?? randomInt(2 ** 32) });
	const producer = options.roles.includes("producer")
		? createProducer({
				work,
				clock,
				ids,
				generate,
				...options.producer,
				onError: (error) => deps.report("error", "producer_failed", { err: messageOf(error) }),
			})
		: undefined;
	const replays = createReplays({ log, store, work, clock, ids }, stop.signal);
	// Nobody else writes an embedded store: what is said to run there does not.
	if (work.atomic) await replays.recover(0);

	const meters = createMeters(clock);
	const stepDeps = { store, gateway: deps.gateway, clock, settings: options.settings, atomic: work.atomic };
	const observer = meters.observer(deps.report, tracing?.traceIdOf);
	const running = steps.map(({ role, step }) => ({
		role,
		meter: meters.of(step.group),
		loop: runStep(
			step,
			{
				...(tracing?.group(step.group, deps) ?? { log, work }),
				deps: stepDeps,
				observer,
				member: `${step.group}-${instance}`,
				maxRecords: maxRecordsOf(step, work),
				lingerMs: step === analyticsStep ? ANALYTICS_LINGER_MS : 0,
				restRatio: step === analyticsStep && steps.length > 1 ? ANALYTICS_REST_RATIO : 0,
				attempts: ATTEMPTS,
			},
			stop.signal,
		),
	}));
	const startedAt = isoOf(clock.now());
	const describe = (role: Role, state: OwnStatus["state"], meter: Meter): OwnStatus => ({
		role,
		state,
		instance,
		version: options.version,
		started_at: startedAt,
		handled: meter.handled,
		per_second: meter.perSecond(),
		retries: meter.retries,
		dead_letters: meter.deadLetters,
		last_error: meter.lastError,
	});
	const producerMeter = meters.of("producer");
	const statuses = () => {
		const made = producer?.state();
		if (made !== undefined) producerMeter.reach(made.produced);
		return [
			...(made === undefined ? [] : [describe("producer", made.running ? "running" : "paused", producerMeter)]),
			...running.map(({ role, loop, meter }) => describe(role, loop.state(), meter)),
		];
	};
	const beatFailed = (error: unknown) => deps.report("debug", "service_beat_failed", { err: messageOf(error) });
	const loops = [
		...running.map(({ loop }) => loop.done),
		producer?.run(stop.signal) ?? Promise.resolve(),
		keepHouse(options, deps, { replays, signal: stop.signal }),
		runServiceBeats({ store, work, clock, statuses, onError: beatFailed }, stop.signal),
	];
	const ended = Promise.all(loops);
	const failed = new Promise<never>((_, reject) => void ended.catch(reject));
	failed.catch(() => undefined);

	return {
		commands: createCommands({ log, store, work, clock, ids }, replays, producer),
		failed,
		status() {
			const away = running.filter(({ loop }) => loop.state() === "backing-off");
			return {
				services: statuses(),
				producer: producer?.state() ?? { running: false, rate: 0, produced: 0, topic: options.producer.topic },
				groups: running.map(({ loop, meter }) => groupCounters(loop, meter)),
				ready: away.length === 0,
				reason: away.length === 0 ? null : away.map(({ loop, meter }) => `${loop.group}: ${meter.lastError ?? "backing off"}`).join("; "),
			};
		},
		async [Symbol.asyncDispose]() {
			stop.abort();
			await Promise.allSettled([...loops, replays.idle()]);
		},
	};
}

function groupCounters(loop: RunningStep, meter: Meter): PipelineStatus["groups"][number] {
	return {
		group: loop.group,
		paused: loop.state() === "paused",
		handled: meter.handled,
		batches: meter.batches,
		retries: meter.retries,
		deadLetters: meter.deadLetters,
		durations: meter.durations.read(),
	};
}

async function prepare({ producer }: RolesOptions, { log, work }: RolesDeps): Promise<void> {
	const names = new Set<string>([
		...Object.values(TOPICS),
		producer.topic,
		...Object.values(STEPS).map((step) => deadLetterTopic(step.group)),
	]);
	await log.ensureTopics([...names].map((topic) => ({ topic, partitions: PARTITIONS })));
	const writes = CATALOG.map((item) => ({ op: "ensure", collection: "products", key: item.product_id, doc: newProduct(item) }) as const);
	await work.apply({ writes, records: [] });
}

/**
 * Every minute: drops what is older than the retention, and marks replays that nobody carries on. A failure is told and tried again next
 * time.
 */
async function keepHouse(
	{ retentionMs }: RolesOptions,
	{ log, clock, report }: RolesDeps,
	{ replays, signal }: { readonly replays: Replays; readonly signal: AbortSignal },
): Promise<void> {
	while (!signal.aborted) {
		await clock.sleep(HOUSE_EVERY_MS, signal);
		if (signal.aborted) return;
		try {
			const dropped = await log.retain(clock.now() - retentionMs);
			if (dropped > 0) report("info", "log_retained", { dropped });
			await replays.recover(ABANDONED_MS);
		} catch (error) {
			report("warn", "house_keeping_failed", { err: messageOf(error) });
		}
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
