/** The API over the ports: reads from log and store, mutations through the pipeline's commands. */
import type { Api } from "@orderdeck/contracts/api-context";
import { accessApi, boundedRecords } from "./access.ts";
import { publishingAlerts } from "./alert-news.ts";
import { analyticsApi } from "./analytics.ts";
import { auditApi } from "./audit.ts";
import { backtestReads } from "./backtests.ts";
import { cancelPreviews } from "./cancel-preview.ts";
import type { ApiDeps } from "./deps.ts";
import { eventReads } from "./events.ts";
import { fraudApi } from "./fraud.ts";
import { guarded } from "./guard.ts";
import { inventoryReads } from "./inventory.ts";
import { jobReads } from "./jobs.ts";
import { lagApi } from "./lag.ts";
import { letterReads } from "./letters.ts";
import { orderReads } from "./orders.ts";
import { recordReads } from "./records.ts";
import { redrivePreviews } from "./redrive-preview.ts";
import { replayReads } from "./replay.ts";
import { rulesApi } from "./rules.ts";
import { serviceReads } from "./services.ts";

export function createApi(deps: ApiDeps): Api {
	return {
		...guarded({
			...orderReads(deps),
			...cancelPreviews(deps),
			...replayReads(deps),
			...jobReads(deps),
			...backtestReads(deps),
			...analyticsApi(deps),
			...inventoryReads(deps),
			...fraudApi(deps),
			...rulesApi(deps),
			...auditApi(deps),
			...lagApi(deps),
			...serviceReads(deps),
			...recordReads(deps),
			...eventReads(deps),
			...letterReads(deps),
			...redrivePreviews(deps),
			...accessApi(deps),
			execute: publishingAlerts(boundedRecords(deps), deps.hub),
			recordRefusal: deps.pipeline.recordRefusal,
		} satisfies Omit<Api, "live">),
		live: ({ lastEventId }, signal) => deps.hub.live(lastEventId ?? undefined, signal),
	};
}
