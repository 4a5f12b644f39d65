/** What the daemon does for the fraud alert procedures. */
import type { z } from "zod";
import type { alertPageSchema, listAlertsSchema } from "./requests.ts";

export interface FraudApi {
	listAlerts(query: z.infer<typeof listAlertsSchema>): Promise<z.infer<typeof alertPageSchema>>;
}
