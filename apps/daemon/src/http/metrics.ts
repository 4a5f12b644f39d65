/** Prometheus metrics, rendered per scrape. */
import type { Gauge, Registry } from "prom-client";
import { BOUNDS } from "../pipeline/duration-histogram.ts";
import type { GroupCounters, Pipeline } from "../pipeline/pipeline.ts";
import { type ApiMetricsDeps, familiesOf } from "./metric-families.ts";
import type { Sample } from "./metric-family.ts";

export interface MetricsDeps {
	readonly pipeline: Pick<Pipeline, "status">;
	/** Only in a process with the API, which alone reports the groups' lag, so that nothing is counted twice. */
	readonly api?: ApiMetricsDeps;
}
export interface Metrics {
	readonly contentType: string;
	/** Throws StoreError while the store is unavailable. */
	render(): Promise<string>;
}

export function createMetrics(deps: MetricsDeps): Metrics {
	let process: Promise<Registry> | undefined;
	return {
		contentType: "text/plain; version=0.0.4; charset=utf-8",
		async render() {
			process ??= processMetrics();
			const { Counter, Gauge, Registry } = await import("prom-client");
			const registry = new Registry();
			// Read once: two families agree on each batch.
			const status = deps.pipeline.status();
			for (const [name, { kind, help, labels, samples }] of Object.entries(await familiesOf(status, deps.api))) {
				const options = { name, help, labelNames: [...labels], registers: [registry] };
				if (kind === "gauge") fill(new Gauge(options), samples);
				else fill(new Counter(options), samples);
			}
			const durations = durationLines(status.groups).join("\n");
			return `${await registry.metrics()}\n${durations}\n${await (await process).metrics()}`;
		},
	};
}

function fill(metric: Pick<Gauge, "inc">, samples: readonly Sample[]): void {
	for (const [labels, value] of samples) metric.inc(labels, value);
}

/** Memory, CPU, and the delay of this thread's event loop. */
async function processMetrics(): Promise<Registry> {
	const { collectDefaultMetrics, Registry } = await import("prom-client");
	const register = new Registry();
	collectDefaultMetrics({ register });
	return register;
}

/** The histogram is counted in the pipeline's thread; prom-client has none that can be filled with counts. */
function durationLines(groups: readonly GroupCounters[]): string[] {
	const name = "messaging_process_duration_seconds";
	const head = [`# HELP ${name} Time a group took for a batch, from its delivery to its commit.`, `# TYPE ${name} histogram`];
	const lines = groups.flatMap(({ group, durations: { sum, count, within } }) => [
		...BOUNDS.map((bound, index) => `${name}_bucket{group="${group}",le="${bound}"} ${within[index]}`),
		`${name}_bucket{group="${group}",le="+Inf"} ${count}`,
		`${name}_sum{group="${group}"} ${sum}`,
		`${name}_count{group="${group}"} ${count}`,
	]);
	return [...head, ...lines];
}
