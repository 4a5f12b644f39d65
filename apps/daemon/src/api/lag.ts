/** Consumer lag as it was last sampled. */
import type { LagApi } from "@orderdeck/contracts/lag/api";
import type { ApiDeps } from "./deps.ts";

export function lagApi({ lag }: Pick<ApiDeps, "lag">): LagApi {
	return {
		lag: async () => lag.latest()?.groups ?? [],
		lagHistory: async () => lag.history(),
	};
}
