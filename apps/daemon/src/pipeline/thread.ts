/** The pipeline's thread: SQLite is synchronous, so everything that consumes and writes runs here and the API's thread stays responsive. */
import { parentPort } from "node:worker_threads";
import type { Execute } from "@orderdeck/contracts/commands";
import { AppError } from "@orderdeck/contracts/errors";
import { createSimulatedGateway } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { withDeadline } from "@orderdeck/core/async/deadline";
import { OperatorRefusal } from "@orderdeck/core/ports/errors";
import { createBirpc } from "birpc";
import type { ReportEvent } from "../logging.ts";
import type { OrderTracing } from "../tracing/order-tracing.ts";
import { openBackend } from "./backend.ts";
import { logEvents } from "./event-lines.ts";
import { measureLoopDelay } from "./loop-delay.ts";
import { type ApiFunctions, channelOver, type PipelineFunctions, type PipelineThreadOptions } from "./messages.ts";
import type { PipelineStatus } from "./pipeline.ts";
import { type StartingRoles, startRoles } from "./start-roles.ts";

const STATUS_EVERY_MS = 500;
/** Longer than a usual start takes: whoever sees that the daemon listens can use it. */
const START_WAIT_MS = 10_000;
const port = parentPort;
if (port === null) throw new Error("this module is a worker's entry");

const start = Promise.withResolvers<PipelineThreadOptions>();
const stopped = Promise.withResolvers<void>();
let running: (Pick<StartingRoles, "execute" | "recordRefusal"> & { reportStatus(): void }) | undefined;

const functions: PipelineFunctions = {
	start: start.resolve,
	stop: stopped.resolve,
	async execute(...call) {
		if (running === undefined) throw new AppError("UNAVAILABLE", "The pipeline has not started yet.");
		const output = await running.execute(...call);
		// Whoever reads the producer after it was changed must see the change: no other command changes the status.
		if (call[0] === "setProducer") running.reportStatus();
		return output;
	},
	async recordRefusal(...call) {
		await running?.recordRefusal(...call);
	},
};
const api = createBirpc<ApiFunctions, PipelineFunctions>(functions, {
	...channelOver(port),
	eventNames: ["status", "report"],
	onFunctionError(error, name, args) {
		if (error instanceof AppError) return;
		const [command, , request] = name === "execute" ? (args as Parameters<Execute>) : [name];
		report("error", "command_failed", { command, request_id: request?.requestId, err: textOf(error) });
	},
});
const report: ReportEvent = (...line) => void api.report(...line);

async function main(options: PipelineThreadOptions): Promise<void> {
	await using backend = await openBackend({ ...options, clientId: `orderdeck-${options.instance}`, report });
	const clock = systemClock;
	const gateway = createSimulatedGateway({ clock, ledger: backend.ledger, ...options.gateway });
	await using tracing = await tracingOf(options, report);
	const logged = options.logsEvents ? logEvents(backend.work, report, tracing?.traceIdOf) : backend.work;
	await using roles = startRoles(options, { ...backend, work: logged, gateway, clock, report, tracing });
	// The API must not wait for servers that are silent: it then reports that they have not responded.
	await withDeadline(roles.tried, START_WAIT_MS, () => undefined);

	using delay = measureLoopDelay();
	const statusNow = () => withFault({ ...roles.status(), loopDelay: delay.read() }, backend.fault());
	const reportStatus = () => void api.status(statusNow());
	const status = setInterval(reportStatus, STATUS_EVERY_MS);
	running = { execute: roles.execute, recordRefusal: roles.recordRefusal, reportStatus };
	reportStatus();
	await Promise.race([stopped.promise, roles.failed]);
	clearInterval(status);
}

/** Its modules are loaded only where traces are wanted. */
async function tracingOf(
	{ traces, kafka, version, instance }: PipelineThreadOptions,
	report: ReportEvent,
): Promise<OrderTracing | undefined> {
	if (traces === undefined) return undefined;
	const { openTracing } = await import("../tracing/order-tracing.ts");
	return openTracing(traces, { system: kafka === undefined ? "orderdeck" : "kafka", version, instance, report });
}

/** Files that are missing are found while nothing is written too. */
function withFault(status: PipelineStatus, fault: string | undefined): PipelineStatus {
	return fault === undefined ? status : { ...status, ready: false, reason: fault };
}

function textOf(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
	const options = await start.promise;
	await main(options);
	// A last try to reach a silent server or collector must not delay the exit: this ends the thread, not the process.
	process.exit();
} catch (error) {
	if (!(error instanceof OperatorRefusal)) throw error;
	// Awaited: what is still on its way when the thread exits may be handled after the exit.
	await api.refused(error.code, error.message);
}
port.close();
