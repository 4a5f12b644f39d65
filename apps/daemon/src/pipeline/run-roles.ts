/** Runs the roles of this process over one backend: the producer, the steps, the jobs, maintenance. */
import { randomInt } from "node:crypto";
import type { CommandName, Execute, RecordRefusal } from "@orderdeck/contracts/commands";
import type { Actor } from "@orderdeck/contracts/session";
import { deadLetterTopic, PARTITIONS, type Role, TOPICS } from "@orderdeck/contracts/topics";
import { createAlarm } from "@orderdeck/core/async/alarm";
import { AuditLog } from "@orderdeck/core/commands/audit-log";
import { HANDLERS } from "@orderdeck/core/commands/commands";
import type { CommandContext } from "@orderdeck/core/commands/context";
import { failAbandonedReplays } from "@orderdeck/core/commands/earlier-replays";
import { createExecute } from "@orderdeck/core/commands/execute";
import { createJobs } from "@orderdeck/core/commands/jobs/jobs";
import { JOB_KINDS } from "@orderdeck/core/commands/jobs/kinds";
import { createOrderIds, type OrderIds } from "@orderdeck/core/commands/order-ids";
import { createRecordRefusal, createRefusals } from "@orderdeck/core/commands/refusals";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { memberName, type PauseScope } from "@orderdeck/core/domain/group-pause";
import { newProduct } from "@orderdeck/core/domain/stock";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import type { PaymentGateway } from "@orderdeck/core/ports/payment-gateway";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { createProducer, type Producer } from "@orderdeck/core/producer/producer";
import { type RunningStep, runStep } from "@orderdeck/core/runtime/run-step";
import type { StepSettings } from "@orderdeck/core/runtime/step";
import { markHistoryStart } from "@orderdeck/core/steps/history-start";
import type { ReportEvent } from "../logging.ts";
import { messageOf } from "../message-of.ts";
import type { OrderTracing } from "../tracing/order-tracing.ts";
import { createGroupControl, readPauses } from "./group-control.ts";
import { runMaintenance } from "./maintenance.ts";
import { createMeters, type Meters } from "./meters.ts";
import { createOffsetResets } from "./offset-resets.ts";
import type { PipelineStatus } from "./pipeline.ts";
import { createRoleStatus, type StepRole } from "./role-status.ts";
import { createRoleSupervisor } from "./role-supervisor.ts";
import { runClaims } from "./run-claims.ts";
import { runLetterIndex } from "./run-letter-index.ts";
import { runServiceBeats } from "./service-beats.ts";
import { STEPS, tuningOf } from "./step-tuning.ts";
import { runTakeOver } from "./take-over.ts";
import { createWriteHealth } from "./write-health.ts";

export interface RolesOptions {
	readonly roles: readonly Role[];
	readonly settings: StepSettings;
	readonly producer: { readonly topic: string; readonly rate: number; readonly seed: number | undefined };
	/** BUSINESS_TIME_ZONE. */
	readonly timeZone: string;
	readonly retentionMs: number;
	readonly version: string;
	/** Identifies this process, on screen and as a member of groups. */
	readonly instance: string;
}

export interface RolesDeps {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly work: UnitOfWork;
	readonly gateway: PaymentGateway;
	readonly clock: Clock;
	readonly report: ReportEvent;
	/** Undefined: tracing is off. */
	readonly tracing?: OrderTracing | undefined;
}

/** Disposing drains: resolves when all loops have ended. */
export interface RunningRoles extends AsyncDisposable {
	readonly execute: Execute;
	readonly recordRefusal: RecordRefusal;
	status(): PipelineStatus;
	/** Rejects when a loop failed by a fault of the program. */
	readonly failed: Promise<never>;
}

/** Who ends a pause or a claim whose time is over. */
const DAEMON: Actor = { name: "orderdeck", role: "operator" };

/** The commands that consumers obey: those of this process before the response. */
const CONTROLS: ReadonlySet<CommandName> = new Set(["pauseGroup", "resumeGroup", "resetOffsets", "restoreOffsets"]);
/** Those after which offsets are moved. */
const RESETS: ReadonlySet<CommandName> = new Set(["resetOffsets", "restoreOffsets"]);
/** A reset whose process has ended is completed by another one after this time; the only one that there is does so at once. */
const TAKE_OVER_MS = 20_000;

/** Starts the roles; topics and products that are missing are created first. */
export async function runRoles(options: RolesOptions, deps: RolesDeps): Promise<RunningRoles> {
	const { log, store, clock, report } = deps;
	const health = createWriteHealth(clock);
	const watched = { ...deps, work: health.watch(deps.work) };
	const work = deps.tracing?.work(watched.work) ?? watched.work;
	const { retentionMs } = options;
	const stop = new AbortController();
	await prepare(options, deps);

	const ids = createOrderIds({ store, work, clock });
	const business = { baseCurrency: options.settings.baseCurrency, timeZone: options.timeZone };
	const context = { log, store, work, clock, ids, ...business, audit: new AuditLog(clock.id), ...reportsOf(report) };
	// Only this process writes an embedded store: a replay of an earlier version that is recorded as running is not.
	if (work.atomic) await failAbandonedReplays(context, 0);
	const jobs = createJobs({
		context: { ...context, execute: (...call) => execute(...call) },
		kinds: JOB_KINDS,
		owner: options.instance,
		signal: stop.signal,
		onError: (job_id, error) => report("error", "job_failed", { job_id, err: messageOf(error) }),
	});
	const producer = options.roles.includes("producer") ? producerOf(options, { ...deps, work }, ids) : undefined;
	const meters = createMeters(clock);
	const groups = options.roles.flatMap((role) => STEPS[role]?.group ?? []);
	const paused = await readPauses({ store, clock }, groups);
	const steps = startSteps(options, watched, { meters, paused, signal: stop.signal });
	const supervisor = createRoleSupervisor(report);
	const refusals = createRefusals(context);
	const execute = createExecute({ ...context, jobs, producer }, HANDLERS, refusals);
	const resets = createOffsetResets({ log, store, clock, execute });
	const wake = createAlarm();
	const control = createGroupControl({
		store,
		clock,
		steps: steps.map(({ loop }) => loop),
		initial: paused,
		completeReset: (group) => resets.complete(group),
		takeOverMs: work.atomic ? 0 : TAKE_OVER_MS,
		endPause: async (group, at) => void (await execute("endPause", { group, at }, { actor: DAEMON })),
		onChange: wake.ring,
		onError: (error) => report("debug", "group_control_failed", { err: messageOf(error) }),
	});
	const status = createRoleStatus({
		steps,
		pauseOf: control.stateOf,
		producer,
		producerMeter: meters.of("producer"),
		supervisor,
		health,
		process: { instance: options.instance, version: options.version },
		producerTopic: options.producer.topic,
		clock,
	});

	const onError = (error: unknown) => report("debug", "service_beat_failed", { err: messageOf(error) });
	const loops = [
		...steps.map(({ role, loop }) => supervisor.watch(role, loop.done)),
		supervisor.watch("producer", producer?.run(stop.signal) ?? Promise.resolve()),
		runMaintenance(
			{
				log,
				clock,
				report,
				store: options.roles.includes("analytics") ? store : undefined,
				failAbandonedReplays: (abandonedMs) => failAbandonedReplays(context, abandonedMs),
				retentionMs,
			},
			stop.signal,
		),
		options.roles.includes("api") || work.atomic ? runTakeOver({ jobs, clock, report }, stop.signal) : Promise.resolve(),
		options.roles.includes("api") || work.atomic
			? runClaims({ store, execute, clock, report, actor: DAEMON }, stop.signal)
			: Promise.resolve(),
		...(options.roles.includes("api") ? [runLetterIndex({ log, store, work, clock, report }, stop.signal)] : []),
		runServiceBeats({ store, work, clock, statuses: status.services, wake, onError }, stop.signal),
		control.run(stop.signal),
	];
	const failed = new Promise<never>((_, reject) => void Promise.all(loops).catch(reject));
	failed.catch(() => undefined);

	/** The command is committed: a failure here does not change its response. */
	const afterwards = async (name: CommandName, input: object) => {
		if (!CONTROLS.has(name)) return;
		try {
			if (RESETS.has(name) && "group" in input) await resets.complete(String(input.group));
		} catch (error) {
			report("warn", "offset_reset_pending", { err: messageOf(error) });
		}
		await control.obey();
	};
	return {
		async execute(...call) {
			try {
				const output = await execute(...call);
				await afterwards(call[0], call[1]);
				return output;
			} catch (error) {
				health.failed(error);
				throw error;
			}
		},
		recordRefusal: createRecordRefusal(refusals, context),
		failed,
		status: status.pipeline,
		async [Symbol.asyncDispose]() {
			stop.abort();
			await Promise.allSettled([...loops, jobs.idle()]);
		},
	};
}

/** What is not in the audit log is in a line of this one: it exists nowhere else. */
function reportsOf(report: ReportEvent): Pick<CommandContext, "onIncomplete" | "onUnrecorded"> {
	return {
		/** The caller saw a success. */
		onIncomplete({ command, requestId, error, audit }) {
			const { action, target } = audit ?? {};
			report("error", "command_incomplete", { command, request_id: requestId, action, target, err: messageOf(error) });
		},
		onUnrecorded({ facts: { request, action, target, result }, error }) {
			const { actor, requestId } = request;
			report("error", "audit_record_missing", { actor: actor.name, request_id: requestId, action, target, result, err: messageOf(error) });
		},
	};
}

function producerOf({ producer }: RolesOptions, { work, clock, report }: RolesDeps, ids: OrderIds): Producer {
	const generate = createOrderGenerator({ seed: producer.seed ?? randomInt(2 ** 32) });
	const onError = (error: unknown) => report("error", "producer_failed", { err: messageOf(error) });
	return createProducer({ work, clock, ids, generate, ...producer, onError });
}

interface RunningRole extends StepRole {
	readonly loop: RunningStep;
}

interface StepParts {
	readonly meters: Meters;
	/** By group. */
	readonly paused: ReadonlyMap<string, PauseScope>;
	readonly signal: AbortSignal;
}

function startSteps(options: RolesOptions, deps: RolesDeps, { meters, paused, signal }: StepParts): readonly RunningRole[] {
	const { log, store, work, clock, gateway, tracing } = deps;
	const { settings, instance } = options;
	const steps = options.roles.flatMap((role) => (STEPS[role] === undefined ? [] : [{ role, step: STEPS[role] }]));
	const stepDeps = { store, gateway, clock, settings, atomic: work.atomic };
	const observer = meters.observer(deps.report, tracing?.traceIdOf);
	return steps.map(({ role, step }) => {
		const ports = tracing?.group(step.group, deps) ?? { log, work };
		const tuning = tuningOf(step, { atomic: work.atomic, shared: steps.length > 1 });
		const member = memberName(step.group, instance);
		const loop = runStep(step, { ...ports, ...tuning, deps: stepDeps, observer, member, paused: paused.get(step.group) }, signal);
		return { role, meter: meters.of(step.group), loop };
	});
}

async function prepare({ producer, roles }: RolesOptions, { log, store, work, clock }: RolesDeps): Promise<void> {
	const names = new Set<string>([
		...Object.values(TOPICS),
		producer.topic,
		...Object.values(STEPS).map((step) => deadLetterTopic(step.group)),
	]);
	await log.ensureTopics([...names].map((topic) => ({ topic, partitions: PARTITIONS })));
	const writes = CATALOG.map((item) => ({ op: "ensure", collection: "products", key: item.product_id, doc: newProduct(item) }) as const);
	await work.apply({ writes, records: [] });
	if (roles.includes("analytics")) await markHistoryStart({ store, work, clock });
}
