/** The state of every role, and the producer. */
import type { ServicesApi } from "@orderdeck/contracts/services/api";
import type { ApiDeps } from "./deps.ts";

export function serviceReads({ services, pipeline }: Pick<ApiDeps, "services" | "pipeline">): Pick<ServicesApi, "services" | "producer"> {
	return {
		services: async () => [...(await services())],
		producer: async () => pipeline.status().producer,
	};
}
