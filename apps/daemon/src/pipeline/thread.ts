/** The pipeline's thread: SQLite is synchronous, so all that consumes and writes lives here and the API's thread stays quick. */
import { parentPort } from "node:worker_threads";
import { AppError } from "@orderdeck/contracts/errors";
import { createSimulatedGateway } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { DataDirError } from "@orderdeck/core/adapters/sqlite/data-dir-error";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import type { Commands } from "@orderdeck/core/commands/commands";
import type { ReportEvent } from "../logging.ts";
import type { OrderTracing } from "../tracing/order-tracing.ts";
import { openBackend } from "./backend.ts";
import { logEvents } from "./event-lines.ts";
import { measureLoopDelay } from "./loop-delay.ts";
import type { FromPipeline, PipelineThreadOptions, ToPipeline } from "./messages.ts";
import { startRoles } from "./start-roles.ts";

const STATUS_EVERY_MS = 500;
const port = parentPort;
if (port === null) throw new Error("this module is a worker's entry");
const say = (message: FromPipeline): void => port.postMessage(message);

const start = Promise.withResolvers<PipelineThreadOptions>();
const stopped = Promise.withResolvers<void>();
let commands: Commands | undefined;
port.on("message", (message: ToPipeline) => {
	if (message.kind === "start") start.resolve(message.options);
	else if (message.kind === "stop") stopped.resolve();
	else void answer(message);
});

async function main(options: PipelineThreadOptions): Promise<void> {
	const report: ReportEvent = (level, event, fields) => say({ kind: "report", level, event, fields });
	await using backend = await openBackend({ ...options, clientId: `orderdeck-${options.instance}`, report });
	await backend.verify();
	const clock = systemClock;
	const gateway = createSimulatedGateway({ clock, ledger: backend.ledger, ...options.gateway });
	await using tracing = await tracingOf(options, report);
	const logged = options.logsEvents ? logEvents(backend.work, report, tracing?.traceIdOf) : backend.work;
	await using roles = startRoles(options, { ...backend, work: logged, gateway, clock, report, tracing });
	await roles.tried;

	using delay = measureLoopDelay();
	const statusNow = () => ({ ...roles.status(), loopDelay: delay.read() });
	const status = setInterval(() => say({ kind: "status", status: statusNow() }), STATUS_EVERY_MS);
	commands = roles.commands;
	say({ kind: "ready", status: statusNow() });
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

async function answer({ id, name, args }: Extract<ToPipeline, { kind: "command" }>): Promise<void> {
	try {
		if (commands === undefined) throw new AppError("UNAVAILABLE", "The pipeline has not started yet.");
		// Name and arguments were paired by the sender's types; a union of functions cannot be called without saying so.
		const value: unknown = await (commands[name] as (...given: readonly unknown[]) => Promise<unknown>)(...args);
		say({ kind: "answer", id, value });
	} catch (error) {
		if (!(error instanceof AppError)) {
			const err = error instanceof Error ? (error.stack ?? error.message) : String(error);
			say({ kind: "report", level: "error", event: "command_failed", fields: { command: name, err } });
		}
		const known = error instanceof AppError ? error : new AppError("INTERNAL", "Something went wrong here; the log says what.");
		say({ kind: "problem", id, problem: known.toProblem() });
	}
}

/** Named, not imported: the adapters that throw them are loaded only where they are configured. */
const REFUSALS: ReadonlySet<string> = new Set(["KafkaRefused", "CouchbaseRefused", "BackendRefused"]);

/** Somebody must change something before this can start; the message says what. */
function isRefusal(error: unknown): error is Error & { readonly code: string } {
	return error instanceof DataDirError || (error instanceof Error && REFUSALS.has(error.name) && "code" in error);
}

try {
	const options = await start.promise;
	await main(options);
	say({ kind: "stopped" });
	// A last try to reach a collector that is away must not hold up the end: this ends the thread, not the process.
	if (options.traces !== undefined) process.exit();
} catch (error) {
	if (!isRefusal(error)) throw error;
	say({ kind: "refused", code: error.code, message: error.message });
}
port.close();
