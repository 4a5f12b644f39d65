/** For tests: the hand on the cluster that `npm run test:kafka` has started. */
import { z } from "zod";
import type { Tool, ToolResult } from "./tools.ts";

export interface Control {
	/** SIGKILL of one broker (they count from 1), or of all at once. */
	kill(broker: number | "all"): Promise<void>;
	/** The orderly way. */
	stop(broker: number): Promise<void>;
	/** It stands still, as in a long collection of garbage: nobody is told, connections stay open. */
	freeze(broker: number): Promise<void>;
	/** It goes on where it stood, not knowing what the others have decided since. */
	thaw(broker: number): Promise<void>;
	/** Resolves when it is counted in again; with "all" when groups are usable again. */
	start(broker: number | "all"): Promise<void>;
	/** Runs one of Kafka's own command line tools against the cluster, on these lines of input. */
	tool(tool: Tool, args: readonly string[], input?: readonly string[]): Promise<ToolResult>;
}

const toolResultSchema = z.strictObject({ stdout: z.string(), code: z.int() });

/** Undefined where the cluster is not ours to kill: tests of faults skip themselves there. */
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
