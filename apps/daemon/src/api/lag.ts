/** Consumer lag as it was last sampled. */
import type { LagApi } from "@orderdeck/contracts/lag/api";
import type { ApiDeps } from "./deps.ts";
import { offsetsApi } from "./offsets.ts";

export function lagApi({ lag, ...deps }: Pick<ApiDeps, "lag" | "log" | "store" | "clock" | "baseCurrency">): LagApi {
	return {
		...offsetsApi(deps),
		lag: async () => lag.latest()?.groups ?? [],
		lagHistory: async () => lag.history(),
		groupLagHistory: async (group, minutes) => lag.course(group, minutes),
	};
}
