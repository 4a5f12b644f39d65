/** The daemon's own metrics as families of samples, read from where the figures are kept. */
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { AnalyticsQueries } from "@orderdeck/core/ports/queries/analytics";
import type { Hub } from "../live/hub.ts";
import type { LagSampler } from "../live/lag-sampler.ts";
import type { StockSampler } from "../live/stock-sampler.ts";
import type { LoopDelay } from "../pipeline/loop-delay.ts";
import type { PipelineStatus } from "../pipeline/pipeline.ts";
import { lagFamilies } from "./lag-families.ts";
import { type LetterMetricsDeps, letterFamilies } from "./letter-families.ts";
import { counter, type Family, gauge } from "./metric-family.ts";
import type { RequestStats } from "./request-stats.ts";
import { stockFamilies } from "./stock-families.ts";

export interface ApiMetricsDeps extends LetterMetricsDeps {
	readonly store: Pick<AnalyticsQueries, "aggregates"> & LetterMetricsDeps["store"];
	readonly lag: Pick<LagSampler, "latest" | "consumption">;
	readonly hub: Pick<Hub, "sizes">;
	readonly stock: Pick<StockSampler, "latest">;
	readonly requests: Pick<RequestStats, "counts">;
	readonly baseCurrency: string;
}

/** Without the API only the pipeline's. Throws StoreError while the store is unavailable. */
export async function familiesOf(status: PipelineStatus, api: ApiMetricsDeps | undefined): Promise<Readonly<Record<string, Family>>> {
	if (api === undefined) return pipelineFamilies(status);
	return {
		...lagFamilies(api.lag),
		...pipelineFamilies(status),
		...(await orderFamilies(api)),
		...stockFamilies(api.stock),
		...(await letterFamilies(api)),
		...apiFamilies(api),
	};
}

function pipelineFamilies({ groups, producer, ready, loopDelay }: PipelineStatus): Record<string, Family> {
	return {
		orderdeck_handled_records_total: counter("Records handled.", groups, ({ handled }) => handled),
		orderdeck_handled_batches_total: counter("Batches handled.", groups, ({ batches }) => batches),
		orderdeck_retries_total: counter("Batches tried again.", groups, ({ retries }) => retries),
		orderdeck_dead_letters_total: counter("Records sent to the group's dead-letter topic.", groups, ({ deadLetters }) => deadLetters),
		orderdeck_group_paused: gauge("1 while a group is paused.", groups, ({ paused }) => (paused ? 1 : 0)),
		orderdeck_produced_orders_total: { kind: "counter", help: "Orders produced here.", labels: [], samples: [[{}, producer.produced]] },
		...loopDelayFamilies(loopDelay),
		orderdeck_pipeline_ready: { kind: "gauge", help: "1 while the pipeline can work.", labels: [], samples: [[{}, ready ? 1 : 0]] },
	};
}

/** Of the pipeline's thread; that of the API's thread is among the default metrics. */
function loopDelayFamilies(delay: LoopDelay | undefined): Record<string, Family> {
	const families = (["p50", "p99", "max"] as const).map((name): [string, Family] => [
		`nodejs_eventloop_delay_${name}_seconds`,
		{
			kind: "gauge",
			help: `Delay of the pipeline's event loop over the last 30 to 60 seconds: ${name}.`,
			labels: ["thread"],
			samples: delay === undefined ? [] : [[{ thread: "pipeline" }, delay[name]]],
		},
	]);
	return Object.fromEntries(families);
}

async function orderFamilies({ store, baseCurrency }: ApiMetricsDeps): Promise<Record<string, Family>> {
	const totals = totalsOf(await store.aggregates(), baseCurrency);
	return {
		orderdeck_order_events_total: {
			kind: "counter",
			help: "Orders that reached each stage, by its event.",
			labels: ["type"],
			samples: Object.entries(totals.events).map(([type, count]) => [{ type }, count]),
		},
		orderdeck_cancelled_orders_total: {
			kind: "counter",
			help: "Orders cancelled, by cause.",
			labels: ["cause"],
			samples: Object.entries(totals.cancelled).map(([cause, count]) => [{ cause }, count]),
		},
		orderdeck_orders_total: { kind: "counter", help: "Orders received.", labels: [], samples: [[{}, totals.order_count]] },
		orderdeck_sales_total: {
			kind: "counter",
			help: "Amount of all orders received, by currency, in units of it.",
			labels: ["currency"],
			samples: Object.entries(totals.by_currency).map(([currency, { sales }]) => [{ currency }, sales]),
		},
	};
}

function apiFamilies({ hub, requests }: ApiMetricsDeps): Record<string, Family> {
	const { byClass, seconds } = requests.counts();
	return {
		orderdeck_http_requests_total: {
			kind: "counter",
			help: "Requests served, by status class.",
			labels: ["class"],
			samples: [...byClass].map(([name, count]) => [{ class: name }, count]),
		},
		orderdeck_http_seconds_total: { kind: "counter", help: "Seconds spent on requests.", labels: [], samples: [[{}, seconds]] },
		orderdeck_live_readers: { kind: "gauge", help: "Open live streams.", labels: [], samples: [[{}, hub.sizes().readers]] },
	};
}
