import type { overviewSchema } from "@orderdeck/contracts/analytics/requests";
import type { MoneySums } from "@orderdeck/contracts/money";
import type { z } from "zod";
import { useOverview } from "./use-overview.ts";

/** The window that the Overview shows at first; the rail reads the same figures. */
export const DEFAULT_MINUTES = 30;

/** The money of the open alerts. */
export function alertSums(overview: z.infer<typeof overviewSchema>): Pick<MoneySums, "currency" | "by_currency"> {
	return { currency: overview.open_alerts_currency, by_currency: overview.open_alerts_by_currency };
}

/** Open fraud alerts; undefined until they have been read. */
export function useOpenAlerts(): number | undefined {
	return useOverview(DEFAULT_MINUTES).data?.open_alerts;
}
