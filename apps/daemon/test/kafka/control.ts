/** For tests: controls the brokers of the cluster that `npm run test:kafka` has started. */
import { z } from "zod";
import type { Tool, ToolResult } from "./tools.ts";

export interface Control {
	/** SIGKILL of one broker (they count from 1), or of all at once. */
	kill(broker: number | "all"): Promise<void>;
	/** SIGTERM; resolves when the process has exited. */
	stop(broker: number): Promise<void>;
	/** SIGSTOP, as in a long garbage collection: connections stay open, nothing responds. */
	freeze(broker: number): Promise<void>;
	/** SIGCONT: it continues without knowing what the others have decided meanwhile. */
	thaw(broker: number): Promise<void>;
	/** Resolves when the cluster counts it again; with "all", when groups are usable again. */
	start(broker: number | "all"): Promise<void>;
	/** Runs one of Kafka's own command line tools against the cluster, on these lines of input. */
	tool(tool: Tool, args: readonly string[], input?: readonly string[]): Promise<ToolResult>;
}

const toolResultSchema = z.strictObject({ stdout: z.string(), code: z.int() });

/** Undefined on an existing cluster, whose brokers are not ours to kill: tests that need this are skipped there. */
export function findControl(): Control | undefined {
	const url = process.env.TEST_KAFKA_CONTROL;
	if (url === undefined || url === "") return undefined;
	const post = async (path: string, body?: unknown): Promise<unknown> => {
		const response = await fetch(`${url}${path}`, { method: "POST", body: body === undefined ? null : JSON.stringify(body) });
		const text = await response.text();
		if (!response.ok) throw new Error(`${path}: ${text}`);
		return JSON.parse(text);
	};
	const act = (action: string) => async (broker: number | "all") => {
		await post(`/brokers/${broker}/${action}`);
	};
	return {
		kill: act("kill"),
		stop: act("stop"),
		freeze: act("freeze"),
		thaw: act("thaw"),
		start: act("start"),
		tool: async (tool, args, input) => toolResultSchema.parse(await post("/tool", { tool, args, input })),
	};
}

/** Throws where `findControl` returns undefined. */
export function requireControl(): Control {
	const control = findControl();
	if (control === undefined) throw new Error("TEST_KAFKA_CONTROL is not set: the brokers cannot be controlled");
	return control;
}
