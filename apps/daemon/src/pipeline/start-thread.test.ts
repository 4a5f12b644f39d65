import { Worker } from "node:worker_threads";
import type { CommandRequest } from "@orderdeck/contracts/command";
import { describe, expect, it } from "vitest";
import { createLogger } from "../logging.ts";
import type { PipelineThreadOptions } from "./messages.ts";
import { startPipelineThread } from "./start-thread.ts";

const OPTIONS: PipelineThreadOptions = {
	dataDir: "",
	roles: [],
	settings: { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, baseCurrency: "USD" },
	producer: { topic: "orders", rate: 0, seed: undefined },
	gateway: { latencyMs: 0, declineRate: 0 },
	timeZone: "UTC",
	retentionMs: 1,
	version: "0",
	instance: "test",
	kafka: undefined,
	couchbase: undefined,
	traces: undefined,
	logsEvents: false,
};
const READY = `void api.status({ services: [], groups: [], ready: true, reason: null });`;
const MESSAGES = new URL("./messages.ts", import.meta.url).href;
const BY_OPERATOR: CommandRequest = { actor: { name: "operator", role: "operator" } };

/** The functions of a thread, as source text. */
interface Functions {
	readonly onStart: string;
	readonly onExecute?: string;
}

function threadThat({ onStart, onExecute = "" }: Functions): Worker {
	const source = `
		import { parentPort as port } from "node:worker_threads";
		import { createBirpc } from ${JSON.stringify(import.meta.resolve("birpc"))};
		import { AppError } from ${JSON.stringify(import.meta.resolve("@orderdeck/contracts/errors"))};
		import { StoreError } from ${JSON.stringify(import.meta.resolve("@orderdeck/core/ports/errors"))};
		import { channelOver } from ${JSON.stringify(MESSAGES)};
		const functions = { start() { ${onStart} }, execute(...call) { ${onExecute} }, stop() { port.close(); } };
		const api = createBirpc(functions, { ...channelOver(port), eventNames: ["status", "report"] });
	`;
	return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
}
const startOn = (worker: Worker, signal = new AbortController().signal) =>
	startPipelineThread(OPTIONS, { worker, logger: createLogger("silent"), signal });

describe("the pipeline's thread", () => {
	it("executes a command, and returns its result", async () => {
		await using pipeline = await startOn(threadThat({ onStart: READY, onExecute: `return { call };` }));
		const result = pipeline?.execute("cancelReplay", { id: "replay-1" }, BY_OPERATOR);
		expect(await result).toEqual({ call: ["cancelReplay", { id: "replay-1" }, BY_OPERATOR] });
	});

	it("rejects a refused command with its code and issues, and hides any other error", async () => {
		const onExecute = `
			if (call[0] === "restock") throw new AppError("INVALID_INPUT", "too many", { issues: [{ path: ["quantity"], message: "too many" }] });
			if (call[0] === "setProducer") throw new StoreError("UNAVAILABLE", "10.0.0.7 refused hunter2");
			throw new Error("password=hunter2");
		`;
		await using pipeline = await startOn(threadThat({ onStart: READY, onExecute }));
		const refused = pipeline?.execute("restock", { id: "PROD-001", quantity: 1 }, BY_OPERATOR);
		await expect(refused).rejects.toMatchObject({ code: "INVALID_INPUT", status: 400, issues: [{ path: ["quantity"] }] });
		const unreachable = pipeline?.execute("setProducer", { rate: 1 }, BY_OPERATOR);
		await expect(unreachable).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.not.stringContaining("hunter2") });
		const failed = pipeline?.execute("cancelReplay", { id: "replay-1" }, BY_OPERATOR);
		await expect(failed).rejects.toMatchObject({ code: "INTERNAL", message: expect.not.stringContaining("hunter2") });
	});

	it("fails with the error that ended it while it ran; commands are then unavailable, and disposing has nothing to wait for", async () => {
		const onExecute = `setImmediate(() => { throw new Error("the disk is full"); }); return new Promise(() => {});`;
		await using pipeline = await startOn(threadThat({ onStart: READY, onExecute }));
		const pending = pipeline?.execute("cancelReplay", { id: "replay-1" }, BY_OPERATOR);
		pending?.catch(() => undefined);
		await expect(pipeline?.failed).rejects.toThrow("the disk is full");
		await expect(pending).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("The pipeline has stopped") });
		await expect(pipeline?.execute("cancelReplay", { id: "replay-1" }, BY_OPERATOR)).rejects.toMatchObject({ code: "UNAVAILABLE" });
	});

	it("fails when it exits unexpectedly", async () => {
		await using pipeline = await startOn(threadThat({ onStart: `${READY} port.close();` }));
		await expect(pipeline?.failed).rejects.toThrow("exited unexpectedly");
	});

	it("rejects the start with the error that ended it before it was ready", async () => {
		const onStart = `setImmediate(() => { throw new Error("no such table"); });`;
		await expect(startOn(threadThat({ onStart }))).rejects.toThrow("no such table");
	});

	it("rejects the start with what an operator must change", async () => {
		const onStart = `void api.refused("DATABASE_IN_USE", "stop the other daemon").then(() => port.close());`;
		await expect(startOn(threadThat({ onStart }))).rejects.toMatchObject({ name: "PipelineRefused", code: "DATABASE_IN_USE" });
	});

	it("fails with what an operator must change where a server states it only after the start", async () => {
		const onStart = `${READY} setImmediate(() => void api.refused("AUTHENTICATION", "set the key").then(() => port.close()));`;
		await using pipeline = await startOn(threadThat({ onStart }));
		await expect(pipeline?.failed).rejects.toMatchObject({ name: "PipelineRefused", code: "AUTHENTICATION", message: "set the key" });
	});

	it("ends without a pipeline when it is stopped before it was ready", async () => {
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
