/** The benches by name. Loaded when used: measuring one in another version must not need what the others import. */
import type { Bench } from "./bench.ts";

export const BENCHES = {
	pipeline: async () => (await import("./pipeline/pipeline.ts")).pipeline,
	operations: async () => (await import("./operations.ts")).operations,
	frames: async () => (await import("./frames.ts")).frames,
	nginx: async () => (await import("./nginx.ts")).nginx,
	lists: async () => (await import("./lists.ts")).lists,
	backtest: async () => (await import("./backtest.ts")).backtest,
	callers: async () => (await import("./callers.ts")).callers,
	saturated: async () => (await import("./saturated.ts")).saturated,
	start: async () => (await import("./start.ts")).start,
	console: async () => (await import("./console.ts")).consolePage,
	kafka: async () => (await import("./kafka/kafka.ts")).kafka,
	roles: async () => (await import("./roles.ts")).roles,
	couchbase: async () => (await import("./couchbase.ts")).couchbase,
} as const satisfies Readonly<Record<string, () => Promise<Bench>>>;

export type BenchName = keyof typeof BENCHES;
export const NAMES = Object.keys(BENCHES) as readonly BenchName[];

export function isBenchName(name: string): name is BenchName {
	return Object.hasOwn(BENCHES, name);
}

export function loadBench(name: BenchName): Promise<Bench> {
	return BENCHES[name]();
}
