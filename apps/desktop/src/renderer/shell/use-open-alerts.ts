import { useOverview } from "./use-overview.ts";

/** The window that the Overview shows at first; the rail reads the same figures. */
export const DEFAULT_MINUTES = 30;

/** Open fraud alerts; undefined until they have been read. */
export function useOpenAlerts(): number | undefined {
	return useOverview(DEFAULT_MINUTES).data?.open_alerts;
}
