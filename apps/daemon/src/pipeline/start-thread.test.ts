import { Worker } from "node:worker_threads";
import { DEFAULT_RULES } from "@orderdeck/core/domain/fraud-rules";
import { describe, expect, it } from "vitest";
import { createLogger } from "../logging.ts";
import type { PipelineThreadOptions } from "./messages.ts";
import { startPipelineThread } from "./start-thread.ts";

const OPTIONS: PipelineThreadOptions = {
	dataDir: "",
	roles: [],
	settings: { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, rules: DEFAULT_RULES },
	producer: { topic: "orders", rate: 0, seed: undefined },
	gateway: { latencyMs: 0, declineRate: 0 },
	retentionMs: 1,
	version: "0",
	instance: "test",
	kafka: undefined,
	couchbase: undefined,
	traces: undefined,
	logsEvents: false,
};
const READY = `say({ kind: "ready", status: { services: [], groups: [], ready: true, reason: null } });`;

/** What a thread does, as source text, when it is told to start, to do something, to stop. */
interface Deeds {
	readonly onStart: string;
	readonly onCommand?: string;
	readonly onStop?: string;
}

function threadThat({ onStart, onCommand = "", onStop = "port.close()" }: Deeds): Worker {
	const source = `
		const { parentPort: port } = require("node:worker_threads");
		const say = (message) => port.postMessage(message);
		const deeds = { start() { ${onStart} }, command() { ${onCommand} }, stop() { ${onStop} } };
		port.on("message", ({ kind }) => deeds[kind]());
	`;
	return new Worker(source, { eval: true });
}
const startOn = (worker: Worker, signal = new AbortController().signal) =>
	startPipelineThread(OPTIONS, { worker, logger: createLogger("silent"), signal });

describe("the pipeline's thread", () => {
	it("tells what it died of while it ran, and disposing then has nothing to wait for", async () => {
		await using pipeline = await startOn(threadThat({ onStart: READY, onCommand: `throw new Error("the disk is full")` }));
		// An error may overtake the messages before it: the thread dies once it is known to run.
		const asked = pipeline?.commands.cancelReplay("replay-1", { name: "operator", role: "operator" });
		await expect(pipeline?.failed).rejects.toThrow("the disk is full");
		await expect(asked).rejects.toThrow("The pipeline has stopped");
	});

	it("has failed when it ends unasked", async () => {
		await using pipeline = await startOn(threadThat({ onStart: `${READY} port.close();` }));
		await expect(pipeline?.failed).rejects.toThrow("ended unasked");
	});

	it("rejects the start with what it died of before it was ready", async () => {
		await expect(startOn(threadThat({ onStart: `throw new Error("no such table")` }))).rejects.toThrow("no such table");
	});

	it("ends without a pipeline when told to stop before it was ready", async () => {
		const stop = new AbortController();
		const worker = threadThat({ onStart: "" });
		const starting = startOn(worker, stop.signal);
		stop.abort();
		expect(await starting).toBeUndefined();
		// A thread that has ended has no id any more.
		expect(worker.threadId).toBe(-1);
	});

	it("does not start at all under a signal that has aborted already", async () => {
		expect(await startOn(threadThat({ onStart: "" }), AbortSignal.abort())).toBeUndefined();
	});
});
