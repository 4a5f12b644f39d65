/** What the API reads from and forwards to. */
import type { Clock } from "@orderdeck/core/ports/clock";
import type { DocumentReader } from "@orderdeck/core/ports/documents";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { StoreQueries } from "@orderdeck/core/ports/order-store";
import type { StepSettings } from "@orderdeck/core/runtime/step";
import type { Hub } from "../live/hub.ts";
import type { LagSampler } from "../live/lag-sampler.ts";
import type { Services } from "../live/services.ts";
import type { StockSampler } from "../live/stock-sampler.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";

export interface ApiDeps {
	readonly log: Pick<EventLog, "read" | "groups" | "groupOffsets" | "bounds" | "firstSince">;
	readonly store: DocumentReader & StoreQueries;
	readonly pipeline: Pick<Pipeline, "execute" | "recordRefusal" | "status">;
	readonly clock: Clock;
	readonly lag: Pick<LagSampler, "latest" | "history" | "course">;
	readonly hub: Pick<Hub, "live" | "order" | "alertsChanged">;
	readonly services: Services;
	readonly stock: Pick<StockSampler, "latest">;
	readonly baseCurrency: string;
	/** BUSINESS_TIME_ZONE. */
	readonly timeZone: string;
	/** Of the steps, for dry runs. */
	readonly settings: StepSettings;
}
